-- What was just evaluated flashes, and where the mistakes are.
local config = require('pattern_studio.config')
local client = require('pattern_studio.client')
local compat = require('pattern_studio.compat')

local M = {}

local api = vim.api
local SPACE = api.nvim_create_namespace('pattern_studio_flash')

local function cover(buffer, range, group, encoding)
  local row, column, last, stop = unpack(range)
  local lines = api.nvim_buf_get_lines(buffer, row, last + 1, false)
  if #lines == 0 then
    return nil
  end
  local whole = { end_row = row + #lines - 1, hl_group = group, priority = 180, hl_eol = true }
  whole.end_col = #lines == last - row + 1 and compat.byte(lines[#lines], stop, encoding) or #lines[#lines]
  return api.nvim_buf_set_extmark(buffer, SPACE, row, compat.byte(lines[1], column, encoding), whole)
end

--- Show `flash` and `errors` of what became of an evaluation of *buffer*; mistakes stay twice as long.
function M.show(buffer, params)
  local length = config.get().flash
  if length <= 0 then
    return
  end
  local speaker = client.client()
  local encoding = speaker and speaker.offset_encoding or 'utf-16'
  for group, ranges in pairs({ PatternFlash = params.flash or {}, PatternFlashError = params.errors or {} }) do
    local marks = {}
    for _, range in ipairs(ranges) do
      table.insert(marks, cover(buffer, range, group, encoding))
    end
    vim.defer_fn(function()
      for _, id in ipairs(marks) do
        if api.nvim_buf_is_valid(buffer) then
          api.nvim_buf_del_extmark(buffer, SPACE, id)
        end
      end
    end, group == 'PatternFlash' and length or 2 * length)
  end
end

return M
