-- Where the language server is, and what it says when it does not start.
local config = require('pattern_studio.config')

local M = {}

--- The oldest server with which this plug-in works.
M.oldest = '0.1.0'

--- What to do when there is none that runs.
M.advice = 'Install it with `python -m pip install pattern-studio`, or name it:'
  .. " vim.g.pattern_studio = { cmd = { '…/pattern-lsp' } }."
  .. ' :checkhealth pattern_studio says more.'

local BIN = vim.fn.has('win32') == 1 and 'Scripts' or 'bin'

local function beside(folder)
  local found = vim.fn.finddir('.venv', vim.fn.escape(folder, ' ,;') .. ';')
  if found == '' then
    return nil
  end
  local program = vim.fn.exepath(vim.fn.fnamemodify(found, ':p') .. BIN .. '/pattern-lsp')
  return program ~= '' and program or nil
end

--- The command that starts the server for a text in *folder*, and in words how it was found; nil and why not.
function M.find(folder)
  local set = config.get().cmd
  if set then
    local command = type(set) == 'table' and vim.deepcopy(set) or { set }
    if vim.fn.executable(command[1]) ~= 1 then
      return nil, ('the setting cmd names %s, which cannot be run'):format(command[1])
    end
    return command, 'the setting cmd'
  end
  local program = beside(folder)
  if program then
    return { program }, 'the folder .venv of the text, or one above it'
  end
  if vim.fn.executable('pattern-lsp') == 1 then
    return { vim.fn.exepath('pattern-lsp') }, 'PATH'
  end
  for _, python in ipairs({ 'python3', 'python' }) do
    if vim.fn.executable(python) == 1 then
      return { vim.fn.exepath(python), '-m', 'pattern_server.lsp.server' }, 'Python on PATH'
    end
  end
  return nil, 'there is no pattern-lsp and no Python on PATH'
end

--- Whether version *found* is as new as *wanted*; both are numbers with dots.
function M.is_new_enough(found, wanted)
  local a, b = vim.split(found, '.', { plain = true }), vim.split(wanted, '.', { plain = true })
  for place = 1, 3 do
    local left = tonumber((a[place] or '0'):match('^%d+')) or 0
    local right = tonumber((b[place] or '0'):match('^%d+')) or 0
    if left ~= right then
      return left > right
    end
  end
  return true
end

--- Run *command* with further *options*; *callback* gets its exit code and what it wrote.
function M.ask(command, options, callback)
  local said = {}
  local function heard(_, lines)
    vim.list_extend(said, lines)
  end
  local started, job = pcall(vim.fn.jobstart, vim.list_extend(vim.deepcopy(command), options), {
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = heard,
    on_stderr = heard,
    on_exit = function(_, code)
      callback(code, vim.trim(table.concat(said, '\n')))
    end,
  })
  if not started or job <= 0 then
    callback(-1, 'it cannot be run')
  end
end

--- The last line that says something: of a Python that fails, the error.
function M.last_line(text)
  local last = ''
  for line in text:gmatch('[^\n]+') do
    last = line:find('%S') and line or last
  end
  return vim.trim(last)
end

return M
