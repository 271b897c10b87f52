-- What the commands and keys do: say where the cursor is, and leave the rest to the server.
local client = require('pattern_studio.client')
local compat = require('pattern_studio.compat')
local feed = require('pattern_studio.feed')

local M = {}

local NOTHING = vim.empty_dict()

local function say(message, level)
  vim.notify('Pattern Studio: ' .. message, level or vim.log.levels.WARN)
end

local function here()
  return vim.uri_from_bufnr(0)
end

local function cursor()
  return compat.position(client.client() or {}).position
end

local function simply(name)
  return function()
    client.execute(name, NOTHING)
  end
end

--- Play the block at the cursor.
function M.eval_block()
  client.execute('evaluateBlock', { uri = here(), position = cursor() })
end

--- Play the text.
function M.eval_file()
  client.execute('evaluateFile', { uri = here() })
end

--- Play every block that the lines of the range touch.
function M.eval_selection(given)
  M.eval_lines(given.line1, given.line2)
end

--- Play every block that the lines from *first* to *last* touch, counted from 1.
function M.eval_lines(first, last)
  local length = #vim.fn.getline(last)
  local range = { start = { line = first - 1, character = 0 }, ['end'] = { line = last - 1, character = length } }
  client.execute('evaluateSelection', { uri = here(), range = range })
end

--- What `g@` calls after a movement.
function M.eval_movement()
  M.eval_lines(vim.fn.line("'["), vim.fn.line("']"))
end

-- What needs no word more than its name.
M.play = simply('play')
M.pause = simply('stop')
M.hush = simply('hush')
M.panic = simply('panic')
M.tap = simply('tap')
M.undo = simply('undo')
M.redo = simply('redo')

-- The lenses name the parts of each block: the one nearest above the cursor is meant.
local function parts_here(command, then_)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  client.request('textDocument/codeLens', { textDocument = { uri = here() } }, function(err, lenses)
    local best = nil
    for _, lens in ipairs(not err and lenses or {}) do
      local at = lens.range.start.line
      local is_nearer = at <= line and (not best or at > best.range.start.line)
      if is_nearer and lens.command and lens.command.command == command then
        best = lens
      end
    end
    if best then
      then_(best.command.arguments[1].parts)
    else
      say('there is no part at the cursor.')
    end
  end)
end

local function turning(name)
  return function(given)
    if given and #given.fargs > 0 then
      client.execute(name, { parts = given.fargs })
      return
    end
    parts_here('patternStudio.' .. name, function(parts)
      client.execute(name, { parts = parts })
    end)
  end
end

-- Turn the parts that are named, or those at the cursor, off or on; hear only them, or all.
M.mute = turning('mute')
M.solo = turning('solo')

--- Turn the part with a number, from 1, off or on.
function M.mute_number(number)
  client.execute('muteNumber', { number = number })
end

local function number(text, what)
  local found = tonumber(text)
  if not found then
    say(('%s: a number is expected, not %s'):format(what, text or 'nothing'))
  end
  return found
end

--- Go on at a tempo, reached after some bars if they are given.
function M.tempo(given)
  local bpm, bars = number(given.fargs[1], 'tempo'), given.fargs[2]
  if bpm and (not bars or number(bars, 'bars')) then
    client.execute('tempo', { bpm = bpm, bars = tonumber(bars) })
  end
end

--- Go on at a bar.
function M.seek(given)
  local bar = number(given.fargs[1], 'bar')
  if bar then
    client.execute('seek', { bar = bar })
  end
end

--- Go on with a section.
function M.go(given)
  client.execute('goto', { section = given.fargs[1] })
end

--- Turn a `param`.
function M.knob(given)
  local value = number(given.fargs[2], given.fargs[1])
  if value then
    client.execute('knob', { name = given.fargs[1], value = value })
  end
end

--- Make the number at the cursor larger.
function M.step(given)
  local by = given.fargs[1] and number(given.fargs[1], 'step') or 1
  if by then
    client.execute('step', { uri = here(), position = cursor(), by = by })
  end
end

--- Make the number at the cursor *by* larger; where the server knows none, *key* does what it does in Vim.
function M.step_key(by, key)
  local function plainly()
    vim.cmd('normal! ' .. math.abs(by) .. vim.api.nvim_replace_termcodes(key, true, false, true))
  end
  if not client.client() then
    plainly()
    return
  end
  client.execute('step', { uri = here(), position = cursor(), by = by }, function(err)
    if err then
      plainly()
    end
  end)
end

--- Write a WAV file, and say which.
function M.render(given)
  client.execute('render', { uri = here(), to = given.fargs[1] }, function(err, path)
    if err then
      say(err.message)
    else
      say(('written: %s'):format(type(path) == 'table' and path.path or path), vim.log.levels.INFO)
    end
  end)
end

--- Play one note of a sound.
function M.audition(given)
  client.execute('audition', { sound = given.fargs[1], note = tonumber(given.fargs[2]) or given.fargs[2] })
end

--- Open or close the roll.
function M.roll()
  require('pattern_studio.roll').toggle()
end

--- Say where the music is, or what the server does.
function M.status()
  local line = require('pattern_studio.status').line()
  local state = client.state()
  local otherwise = state == 'ready' and 'nothing was played yet' or 'the language server: ' .. state
  local message = line ~= '' and line or otherwise
  vim.api.nvim_echo({ { message } }, false, {})
end

--- Start the server again.
function M.start()
  client.restart()
end

--- End the server.
function M.stop()
  client.stop()
end

--- Open the log of the language clients.
function M.log()
  vim.cmd('tabedit ' .. vim.fn.fnameescape(require('vim.lsp.log').get_filename()))
end

local function sounds()
  local found = nil
  client.execute('sounds', NOTHING, function(_, result)
    found = result or {}
  end)
  vim.wait(1000, function()
    return found ~= nil
  end, 10)
  return vim.tbl_map(function(sound)
    return sound.name
  end, found or {})
end

local KINDS = {
  parts = function()
    return vim.tbl_map(function(part)
      return part.key
    end, feed.now.parts)
  end,
  knobs = function()
    return vim.tbl_map(function(knob)
      return knob.name
    end, feed.now.knobs)
  end,
  sections = function()
    local found = {}
    for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
      table.insert(found, line:match('^%s*section%s+([%w_]+)'))
    end
    return found
  end,
  sounds = sounds,
}

--- The names of a *kind* that begin with *lead*: 'parts', 'knobs', 'sections' or 'sounds'.
function M.completions(kind, lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, KINDS[kind]())
end

return M
