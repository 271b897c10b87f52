-- The one language server of this Neovim: started when a text needs it, started again when it dies, asked and told.
local compat = require('pattern_studio.compat')
local config = require('pattern_studio.config')
local server = require('pattern_studio.server')

local M = {}

local NAME = 'pattern'
local MOST_RESTARTS = 5
local STEADY = 60000 -- a server that lived so many milliseconds begins with a clean record

-- 'off' nobody wants it, 'starting', 'ready', 'waiting' to be started again, 'failed' until :PatternStart
local state = 'off'
local crashes = 0
local started_at = 0
local ready_id = nil
local stopping = false
local start_again = false -- as soon as the one that is stopping has ended
local command = nil
local folder = nil -- of the text for which the server was started
local queue = {}

local function say(message, level)
  vim.notify('Pattern Studio: ' .. message, level or vim.log.levels.WARN)
end

local function fail(message)
  state = 'failed'
  queue = {}
  say(message, vim.log.levels.ERROR)
end

local function buffers()
  return vim.tbl_filter(function(buffer)
    return vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'pattern'
  end, vim.api.nvim_list_bufs())
end

--- The client that has answered `initialize`; nil if there is none.
function M.client()
  return ready_id and vim.lsp.get_client_by_id(ready_id) or nil
end

--- The text at *uri*, if it is open; nil if not. A text without a name has an address too, but no other way back.
function M.buffer(uri)
  local here = vim.api.nvim_get_current_buf()
  if vim.startswith(uri, 'file:///') then -- as this Neovim spells it: the server may escape other signs
    uri = vim.uri_from_fname(vim.uri_to_fname(uri))
  end
  for _, buffer in ipairs(vim.list_extend({ here }, buffers())) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.uri_from_bufnr(buffer) == uri then
      return buffer
    end
  end
  return nil
end

--- What the server is doing: 'off', 'starting', 'ready', 'waiting' or 'failed'.
function M.state()
  return state, crashes
end

local function on_init(client, result)
  local version = result and result.serverInfo and result.serverInfo.version or '0'
  if not server.is_new_enough(version, server.oldest) then
    stopping = true
    compat.stop(client, true)
    local says = 'pattern-lsp %s is older than %s, which this plug-in needs. %s'
    fail(says:format(version, server.oldest, server.advice))
    return
  end
  if stopping then
    compat.stop(client, true)
    return
  end
  state, ready_id, started_at = 'ready', client.id, compat.now()
  local waiting = queue
  queue = {}
  vim.schedule(function()
    M.execute('status', vim.empty_dict(), function(err, status)
      if not err and type(status) == 'table' then
        require('pattern_studio.feed').begun(status)
      end
    end)
    for _, ask in ipairs(waiting) do
      ask()
    end
  end)
end

local function explain()
  local tried = command
  server.ask(tried, { '--version' }, function(code, said)
    local reason = code ~= 0 and server.last_line(said) or 'it ended before it answered'
    fail(('%s did not start: %s. %s'):format(table.concat(tried, ' '), reason, server.advice))
  end)
end

local function again(code, signal)
  crashes = compat.now() - started_at > STEADY and 1 or crashes + 1
  local how = signal ~= 0 and ('signal %d'):format(signal) or ('exit code %s'):format(code)
  if crashes > MOST_RESTARTS then
    local says = 'pattern-lsp ended %d times (%s). :PatternLog shows why, :PatternStart starts it again.'
    fail(says:format(crashes, how))
    return
  end
  state = 'waiting'
  say(('pattern-lsp ended (%s), starts again (%d of %d)'):format(how, crashes, MOST_RESTARTS))
  vim.defer_fn(function()
    if state == 'waiting' then
      state = 'off'
      for _, buffer in ipairs(buffers()) do
        M.attach(buffer, true)
      end
    end
  end, 100 * 2 ^ (crashes - 1))
end

local function ended(code, signal)
  vim.schedule(function()
    local was = state
    ready_id = nil
    if vim.v.exiting ~= vim.NIL then
      return
    end
    require('pattern_studio.feed').ended()
    if was == 'failed' then
      return
    elseif stopping then
      state = 'off'
      if start_again then
        M.restart()
      end
    elseif was == 'ready' then
      again(code, signal)
    else
      state = 'failed'
      explain()
    end
  end)
end

local function handlers()
  local found = {}
  for _, kind in ipairs({ 'evaluated', 'locations', 'lights', 'transport', 'notes' }) do
    found['patternStudio/' .. kind] = function(_, params)
      require('pattern_studio.feed')[kind](params)
    end
  end
  return found
end

local function found()
  local why
  command, why = server.find(folder or vim.fn.getcwd())
  return command, why
end

--- The server as `vim.lsp.start` and `vim.lsp.config` take it.
function M.config()
  return {
    name = NAME,
    cmd = compat.command(function()
      state, stopping = 'starting', false
      return found() or { 'pattern-lsp' }
    end, ended),
    filetypes = { 'pattern' },
    root_markers = { '.git' },
    capabilities = vim.lsp.protocol.make_client_capabilities(),
    handlers = handlers(),
    flags = { debounce_text_changes = 30 },
    reuse_client = function(client, wanted)
      return client.name == wanted.name and not client:is_stopped()
    end,
    before_init = function(params)
      params.initializationOptions = config.options()
    end,
    on_init = on_init,
    on_attach = compat.on_attach(NAME, function(buffer)
      require('pattern_studio.margin').attach(buffer)
    end),
    on_exit = compat.on_exit(ended),
  }
end

--- See that the text in *buffer* has its server, unless the server has failed or Neovim starts it; with *anew*, always.
function M.attach(buffer, anew)
  if (state == 'failed' or compat.enabled(NAME)) and not anew then
    return
  end
  if state == 'off' or state == 'failed' then
    local path = vim.api.nvim_buf_get_name(buffer)
    folder = path ~= '' and vim.fn.fnamemodify(path, ':p:h') or vim.fn.getcwd()
    local is_there, why = found()
    if not is_there then
      fail(('the language server was not found: %s. %s'):format(why, server.advice))
      return
    end
    state, stopping = 'starting', false
  end
  compat.start(M.config(), buffer, folder)
end

--- The server is not asked about *buffer* any more.
function M.detach(buffer)
  if ready_id and vim.lsp.buf_is_attached(buffer, ready_id) then
    vim.lsp.buf_detach_client(buffer, ready_id)
  end
end

--- Start the server again, whatever became of it before.
function M.restart()
  crashes = 0
  if stopping and (state == 'ready' or state == 'starting') then
    start_again = true
    return
  elseif state == 'ready' or state == 'starting' then
    return
  end
  state, start_again = 'off', false
  for _, buffer in ipairs(buffers()) do
    M.attach(buffer, true)
  end
end

--- End the server; it stays away until `restart`.
function M.stop()
  if state ~= 'ready' and state ~= 'starting' then
    state = 'off'
    return
  end
  stopping, start_again = true, false
  local client = M.client()
  if client then
    compat.stop(client)
  end
end

--- Tell the server what the settings are now.
function M.configure()
  local client = M.client()
  if client then
    compat.notify(client, 'workspace/didChangeConfiguration', { settings = config.options() })
  end
end

--- Ask the server. *callback* gets error and result. While it starts, the question waits; without it, that is said.
function M.request(method, params, callback, buffer)
  local client = M.client()
  if client then
    compat.request(client, method, params, callback, buffer or vim.api.nvim_get_current_buf())
  elseif state == 'starting' or state == 'waiting' then
    table.insert(queue, function()
      M.request(method, params, callback, buffer)
    end)
  else
    say('the language server does not run; :PatternStart starts it.')
  end
end

--- Have the server obey a command of docs/protocol.md. Without *callback*, a refusal is said.
function M.execute(name, argument, callback)
  local params = { command = 'patternStudio.' .. name, arguments = { argument } }
  M.request('workspace/executeCommand', params, callback or function(err)
    if err then
      say(err.message)
    end
  end)
end

return M
