-- The commands, and nothing else: what they need is read when the first of them is used.
if vim.g.loaded_pattern_studio then
  return
end
vim.g.loaded_pattern_studio = true

local function command(name, verb, options)
  vim.api.nvim_create_user_command('Pattern' .. name, function(given)
    if given.args == '' then -- Neovim 0.7 hands on an empty one
      given.fargs = {}
    end
    require('pattern_studio.commands')[verb](given)
  end, vim.tbl_extend('force', { bar = true }, options or {}))
end

local function completing(kind)
  return function(lead)
    return require('pattern_studio.commands').completions(kind, lead)
  end
end

command('Eval', 'eval_block')
command('EvalBlock', 'eval_block')
command('EvalFile', 'eval_file')
command('EvalSelection', 'eval_selection', { range = true })
command('Play', 'play')
command('Pause', 'pause')
command('Hush', 'hush')
command('Panic', 'panic')
command('Mute', 'mute', { nargs = '*', complete = completing('parts') })
command('Solo', 'solo', { nargs = '*', complete = completing('parts') })
command('Tap', 'tap')
command('Tempo', 'tempo', { nargs = '+' })
command('Seek', 'seek', { nargs = 1 })
command('Goto', 'go', { nargs = 1, complete = completing('sections') })
command('Knob', 'knob', { nargs = '+', complete = completing('knobs') })
command('Step', 'step', { nargs = '?' })
command('Undo', 'undo')
command('Redo', 'redo')
command('Render', 'render', { nargs = '?', complete = 'file' })
command('Audition', 'audition', { nargs = '+', complete = completing('sounds') })
command('Roll', 'roll')
command('Status', 'status')
command('Start', 'start')
command('Stop', 'stop')
command('Log', 'log')
