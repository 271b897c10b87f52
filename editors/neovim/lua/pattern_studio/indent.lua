-- How far a line stands in.
local M = {}

local function bare(line)
  return (line:gsub('"[^"]*"?', ''):gsub('//.*', ''))
end

local function opened(text)
  local open = 0
  for sign in text:gmatch('[%[%](){}]') do
    open = open + (sign:find('[%[({]') and 1 or -1)
  end
  return open
end

--- The columns before line *number* (from 1): those of the line before, a step more if that leaves a bracket open,
--- a step less if this one begins by closing it.
function M.of(number)
  local before = vim.fn.prevnonblank(number - 1)
  if before == 0 then
    return 0
  end
  local step = vim.fn.shiftwidth()
  local above = bare(vim.fn.getline(before))
  -- A bracket that the line above begins by closing has moved that line already.
  local leading = above:match('^%s*([%])}]*)')
  local deeper = opened(above) + #leading > 0
  local closes = vim.fn.getline(number):find('^%s*[%])}]') ~= nil
  return math.max(0, vim.fn.indent(before) + (deeper and step or 0) - (closes and step or 0))
end

return M
