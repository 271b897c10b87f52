-- The settings: what `vim.g.pattern_studio` or `setup` says, over what holds without them.
local M = {}

M.defaults = {
  cmd = nil, -- the language server: a text or a list; nil: it is looked for
  hints = true, -- lengths, notes and units between the words
  lenses = true, -- what can be done with a block, above it or at its end
  lights = true, -- the words that sound light up
  flash = 250, -- milliseconds for which what was evaluated flashes; 0: not at all
  messages = true, -- a line about every evaluation
  roll = { height = 12, seconds = 8, rate = 12 }, -- lines; time across; pictures a second
  evaluate_on_save = nil, -- 'never', 'always', 'whilePlaying'; nil: what the server does
  outputs = nil, -- a list as `pattern-run --to` takes it
  lookahead = nil, -- milliseconds
  swap = nil, -- 'now', 'beat', 'bar', 'section' or a number of bars
}

local given = {}

--- Settings over those that hold.
function M.set(settings)
  given = vim.tbl_deep_extend('force', given, settings or {})
end

--- The settings that hold now.
function M.get()
  local global = type(vim.g.pattern_studio) == 'table' and vim.g.pattern_studio or {}
  return vim.tbl_deep_extend('force', M.defaults, global, given)
end

local KNOWN = {
  cmd = { 'string', 'table' },
  hints = { 'boolean' },
  lenses = { 'boolean' },
  lights = { 'boolean' },
  flash = { 'number' },
  messages = { 'boolean' },
  roll = { 'table' },
  evaluate_on_save = { 'string' },
  outputs = { 'table' },
  lookahead = { 'number' },
  swap = { 'string', 'number' },
}

--- What is wrong with the settings, a line each.
function M.mistakes()
  local found = {}
  for name, value in pairs(M.get()) do
    local kinds = KNOWN[name]
    if not kinds then
      table.insert(found, ('there is no setting %s'):format(name))
    elseif not vim.tbl_contains(kinds, type(value)) then
      table.insert(found, ('%s: a %s is expected, not a %s'):format(name, table.concat(kinds, ' or '), type(value)))
    end
  end
  table.sort(found)
  return found
end

--- The settings as the server takes them.
function M.options()
  local now = M.get()
  local wanted = { 'evaluated', 'transport' }
  if now.lights then
    vim.list_extend(wanted, { 'locations', 'lights' })
  end
  return {
    patternStudio = {
      evaluateOnSave = now.evaluate_on_save,
      outputs = now.outputs,
      lookahead = now.lookahead,
      swap = now.swap,
      notifications = wanted,
    },
  }
end

return M
