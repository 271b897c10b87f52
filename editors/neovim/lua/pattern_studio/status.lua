-- One line that says where the music is.
local feed = require('pattern_studio.feed')

local M = {}

local SIGNS = { playing = '▶', stopped = '■', hushed = '▽', idle = '·' }
local line = ''

local function names(parts, key)
  local found = {}
  for _, part in ipairs(parts) do
    if part[key] == true then
      table.insert(found, part.key)
    end
  end
  return table.concat(found, ' ')
end

--- The line for what `transport` says: state, bar and beat, tempo, section, and what is muted, alone, kept or late.
function M.of(now)
  if now.state == 'idle' or not now.state then
    return ''
  end
  local words = { SIGNS[now.state] or now.state }
  local function add(form, value)
    if value ~= nil and value ~= vim.NIL and value ~= '' and value ~= 0 then
      table.insert(words, (form:format(value)))
    end
  end
  if type(now.bar) == 'number' and type(now.beat) == 'number' then
    table.insert(words, ('%d.%d'):format(now.bar, math.floor(now.beat)))
  end
  add('%g bpm', type(now.bpm) == 'number' and math.floor(now.bpm * 10 + 0.5) / 10 or nil)
  add('%s', now.section)
  add('solo %s', names(now.parts, 'solo'))
  add('mute %s', names(now.parts, 'muted'))
  add('kept %s', names(now.parts, 'kept'))
  add('late %d', now.late)
  return table.concat(words, '  ')
end

--- The line that holds now; empty when nothing was played yet.
function M.line()
  return line
end

--- Set `b:pattern_studio_status` of every text, and draw status lines again if it has changed.
function M.show()
  local now = M.of(feed.now)
  if now == line then
    return
  end
  line = now
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'pattern' then
      vim.b[buffer].pattern_studio_status = line
    end
  end
  vim.cmd('redrawstatus!')
end

return M
