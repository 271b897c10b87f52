-- The keys of a buffer: <Plug> maps for everything, and defaults for those that nobody has mapped.
local M = {}

local function verb(name, ...)
  local given = { ... }
  return function()
    require('pattern_studio.commands')[name](unpack(given))
  end
end

local function selection()
  local first, last = vim.fn.line('v'), vim.fn.line('.')
  require('pattern_studio.commands').eval_lines(math.min(first, last), math.max(first, last))
  vim.cmd('normal! \27')
end

local function movement()
  vim.go.operatorfunc = "v:lua.require'pattern_studio.commands'.eval_movement"
  return 'g@'
end

local function step(sign, key)
  return function()
    require('pattern_studio.commands').step_key(sign * vim.v.count1, key)
  end
end

-- Name, modes, what it does, default keys.
local MAPS = {
  { 'eval-block', { 'n', 'i' }, verb('eval_block'), { n = { '<localleader>e', '<C-CR>' }, i = { '<C-CR>' } } },
  { 'eval-file', { 'n', 'i' }, verb('eval_file'), { n = { '<localleader>f', '<S-CR>' }, i = { '<S-CR>' } } },
  { 'eval-selection', { 'x' }, selection, { x = { '<localleader>e', '<C-CR>', '<S-CR>' } } },
  { 'eval-movement', { 'n' }, movement, { n = { '<localleader>g' } }, { expr = true } },
  { 'play', { 'n' }, verb('play'), { n = { '<localleader>p' } } },
  { 'pause', { 'n' }, verb('pause'), { n = { '<localleader>.' } } },
  { 'hush', { 'n', 'i' }, verb('hush'), { n = { '<localleader>h', '<M-.>' }, i = { '<M-.>' } } },
  { 'panic', { 'n', 'i' }, verb('panic'), { n = { '<localleader>x', '<M->>' }, i = { '<M->>' } } },
  { 'mute', { 'n' }, verb('mute'), { n = { '<localleader>m' } } },
  { 'solo', { 'n' }, verb('solo'), { n = { '<localleader>s' } } },
  { 'tap', { 'n' }, verb('tap'), { n = { '<localleader>t' } } },
  { 'undo', { 'n' }, verb('undo'), { n = { '<localleader>u' } } },
  { 'redo', { 'n' }, verb('redo'), { n = { '<localleader>r' } } },
  { 'render', { 'n' }, verb('render', { fargs = {} }), { n = { '<localleader>w' } } },
  { 'roll', { 'n' }, verb('roll'), { n = { '<localleader>v' } } },
  { 'lens', { 'n' }, function()
    vim.lsp.codelens.run()
  end, { n = { '<localleader>l' } } },
  { 'step-up', { 'n' }, step(1, '<C-a>'), { n = { '<C-a>' } } },
  { 'step-down', { 'n' }, step(-1, '<C-x>'), { n = { '<C-x>' } } },
}
for number = 1, 9 do
  local key = '<localleader>' .. number
  table.insert(MAPS, { 'mute-' .. number, { 'n' }, verb('mute_number', number), { n = { key } } })
end

local function plug(name)
  return ('<Plug>(pattern-%s)'):format(name)
end

--- Map the keys of *buffer*; the defaults unless `g:pattern_studio_no_default_maps` is set.
function M.set(buffer)
  local with_defaults = not vim.g.pattern_studio_no_default_maps or vim.g.pattern_studio_no_default_maps == 0
  for _, map in ipairs(MAPS) do
    local name, modes, does, keys, more = unpack(map)
    local options = vim.tbl_extend('force', { buffer = buffer, desc = 'Pattern: ' .. name }, more or {})
    vim.keymap.set(modes, plug(name), does, options)
    for mode, defaults in pairs(with_defaults and keys or {}) do
      for _, key in ipairs(vim.fn.hasmapto(plug(name), mode) == 0 and defaults or {}) do
        vim.keymap.set(mode, key, plug(name), { buffer = buffer, remap = true, desc = 'Pattern: ' .. name })
      end
    end
  end
  if with_defaults and vim.fn.has('nvim-0.10') == 0 and vim.fn.mapcheck('K', 'n') == '' then
    vim.keymap.set('n', 'K', vim.lsp.buf.hover, { buffer = buffer, desc = 'Pattern: what is this' })
  end
end

--- Take the keys back.
function M.unset(buffer)
  for _, mode in ipairs({ 'n', 'i', 'x' }) do
    for _, map in ipairs(vim.api.nvim_buf_get_keymap(buffer, mode)) do
      if (map.desc or ''):find('^Pattern: ') then
        vim.keymap.del(mode, map.lhs, { buffer = buffer })
      end
    end
  end
end

return M
