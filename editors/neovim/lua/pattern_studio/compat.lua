-- What is not the same in every Neovim from 0.7 on. No other file asks for a version.
local M = {}

local started = nil -- on 0.7, the client that has not ended

M.uv = vim.uv or vim.loop

--- Whether this is Neovim 0.*minor* or newer.
function M.since(minor)
  return vim.fn.has('nvim-0.' .. minor) == 1
end

--- Milliseconds of a clock that only goes forward.
function M.now()
  return M.uv.hrtime() / 1e6
end

--- Send a request; *callback* gets the error and the result.
function M.request(client, method, params, callback, buffer)
  local function answered(err, result)
    callback(err, result)
  end
  if M.since(11) then
    return client:request(method, params, answered, buffer)
  end
  return client.request(method, params, answered, buffer)
end

--- Send a notification.
function M.notify(client, method, params)
  if M.since(11) then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

--- Ask a client to end; with *by_force* it is not asked.
function M.stop(client, by_force)
  if M.since(11) then
    client:stop(by_force)
  else
    client.stop(by_force)
  end
end

--- The byte of a line at which a character begins that the protocol counts in *encoding*.
function M.byte(line, character, encoding)
  if encoding == 'utf-8' then
    return math.min(character, #line)
  end
  local found, at
  if M.since(11) then
    found, at = pcall(vim.str_byteindex, line, encoding, character, false)
  else
    found, at = pcall(vim.str_byteindex, line, character, encoding == 'utf-16')
  end
  return found and at or #line
end

--- The parameters that name the text in the current window and where its cursor is.
function M.position(client)
  return vim.lsp.util.make_position_params(0, client.offset_encoding or 'utf-16')
end

--- Start a client for a buffer, or attach the one there is. *config* is as `vim.lsp.start` takes it.
function M.start(config, buffer, folder)
  if M.since(8) then
    local settled = M.since(11) and vim.lsp.config[config.name] or config -- with what the user adds to lsp/pattern.lua
    local root = type(settled.root_dir) == 'string' and settled.root_dir or folder
    settled = vim.tbl_extend('force', settled, { root_dir = root })
    vim.lsp.start(settled, { bufnr = buffer, reuse_client = settled.reuse_client })
    return
  end
  if not started then
    started = vim.lsp.start_client(vim.tbl_extend('force', config, { root_dir = folder }))
  end
  vim.lsp.buf_attach_client(buffer, started)
end

--- Whether the user lets Neovim itself start the server.
function M.enabled(name)
  return vim.lsp.is_enabled ~= nil and vim.lsp.is_enabled(name)
end

--- What a client takes as its command. *find* gives a list; *ended* is told how the server ended, and Neovim is not,
--- for else it says so too. On 0.7 that is `on_exit`'s part.
function M.command(find, ended)
  if not M.since(8) then
    return find()
  end
  return function(dispatchers, config)
    local exit = dispatchers.on_exit
    dispatchers.on_exit = function(code, signal)
      ended(code, signal)
      exit(0, 0)
    end
    local there = { cwd = config and config.cmd_cwd, env = config and config.cmd_env }
    local command = find()
    if M.since(10) then
      return vim.lsp.rpc.start(command, dispatchers, there)
    end
    return vim.lsp.rpc.start(command[1], vim.list_slice(command, 2), dispatchers, there)
  end
end

--- What a client takes as `on_exit`: on 0.7 the one who tells *ended*, and keeps Neovim from saying it once more.
function M.on_exit(ended)
  if M.since(8) then
    return nil
  end
  return function(code, signal)
    started = nil
    local notify = vim.notify
    if code ~= 0 or (signal ~= 0 and signal ~= 15) then -- then Neovim is about to speak
      vim.notify = function(message, ...)
        if message:find('^Client %d+ quit with exit code') then
          vim.notify = notify
        else
          notify(message, ...)
        end
      end
    end
    ended(code, signal)
  end
end

--- Call *then_* with every buffer to which the client *name* is attached. On 0.7 it has to be told of them.
function M.on_attach(name, then_)
  if M.since(8) then
    vim.api.nvim_create_autocmd('LspAttach', {
      group = vim.api.nvim_create_augroup('pattern_studio_attach', {}),
      callback = function(event)
        local client = vim.lsp.get_client_by_id(event.data.client_id)
        if client and client.name == name then
          then_(event.buf)
        end
      end,
    })
    return nil
  end
  return function(_, buffer)
    then_(buffer)
  end
end

--- Tell whoever listens to the event `User name`. Neovim 0.7 has no room for data in it.
function M.tell(name, data)
  local event = { pattern = name, modeline = false }
  if M.since(8) then
    event.data = data
  end
  vim.api.nvim_exec_autocmds('User', event)
end

--- The functions with which a health check speaks.
function M.health()
  if vim.health and vim.health.start then
    return vim.health
  end
  local old = require('health')
  return {
    start = old.report_start,
    ok = old.report_ok,
    warn = old.report_warn,
    error = old.report_error,
    info = old.report_info,
  }
end

return M
