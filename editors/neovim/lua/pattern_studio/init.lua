-- Pattern Studio in Neovim. Nothing here has to be called: opening a `*.pattern` file does it all.
local M = {}

--- Change settings, also while the server runs; see `:help pattern-studio-settings`.
function M.setup(settings)
  require('pattern_studio.config').set(settings)
  local client = package.loaded['pattern_studio.client']
  if client then
    client.configure()
  end
end

--- Give *buffer* its keys and its language server.
function M.attach(buffer)
  require('pattern_studio.colours').keep()
  require('pattern_studio.maps').set(buffer)
  if vim.bo[buffer].buftype == '' then
    require('pattern_studio.lights').follow(buffer)
    require('pattern_studio.client').attach(buffer)
  end
end

--- Take its keys from *buffer*, what stands beside its text, and its server.
function M.detach(buffer)
  require('pattern_studio.client').detach(buffer)
  require('pattern_studio.maps').unset(buffer)
  require('pattern_studio.margin').detach(buffer)
end

--- Where the music is, in a line; empty when nothing was played yet. For status lines.
function M.status()
  local status = package.loaded['pattern_studio.status']
  return status and status.line() or ''
end

--- What was last told as `User PatternStudioEval`, `…Error` or `…Beat`: *name* is what follows `PatternStudio`.
function M.told(name)
  return require('pattern_studio.feed').told[name]
end

return M
