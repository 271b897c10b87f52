-- `:checkhealth pattern_studio`
local client = require('pattern_studio.client')
local compat = require('pattern_studio.compat')
local config = require('pattern_studio.config')
local server = require('pattern_studio.server')

local M = {}

local WAIT = 10000

local function editor(health)
  local version = vim.version()
  local name = ('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch)
  if compat.since(10) then
    health.ok(name)
  elseif compat.since(9) then
    health.warn(name .. ': hints stand at the end of the line; 0.10 shows them within it')
  else
    health.warn(name .. ': colours come from the syntax file only, hints stand at the end of the line; 0.10 has all')
  end
  for _, mistake in ipairs(config.mistakes()) do
    health.error('settings: ' .. mistake)
  end
end

local function ask(command, options)
  local code, said = nil, nil
  server.ask(command, options, function(found, text)
    code, said = found, text
  end)
  if not vim.wait(WAIT, function()
    return code ~= nil
  end, 20) then
    return -1, 'no answer'
  end
  return code, said
end

local function language_server(health)
  local command, how = server.find(vim.fn.getcwd())
  if not command then
    health.error('language server: ' .. how, { server.advice })
    return nil
  end
  local name = table.concat(command, ' ')
  local code, said = ask(command, { '--version' })
  if code ~= 0 then
    health.error(('%s (%s): %s'):format(name, how, server.last_line(said)), { server.advice })
    return nil
  end
  local version = said:match('%d[%w.]*') or '0'
  if not server.is_new_enough(version, server.oldest) then
    health.error(('%s (%s): %s is older than %s'):format(name, how, version, server.oldest), { server.advice })
    return nil
  end
  health.ok(('%s (%s): %s'):format(name, how, said))
  local state, crashes = client.state()
  local times = crashes > 0 and (', started again %d times'):format(crashes) or ''
  health.info('it is ' .. (state == 'ready' and 'running' or state) .. times)
  return command
end

-- Whether sound can be heard is for the player to say, which lives beside the server.
local function sound(health, command)
  local doctor
  if command[2] == '-m' then
    doctor = { command[1], '-m', 'pattern_server.run' }
  else
    doctor = { vim.fn.fnamemodify(command[1], ':h') .. '/pattern-run' }
    if vim.fn.executable(doctor[1]) ~= 1 then
      health.info('sound: pattern-run --doctor tells')
      return
    end
  end
  local _, said = ask(doctor, { '--doctor' })
  for line in said:gmatch('[^\n]+') do
    local found = line:match('sound%s+(.+)')
    if found then
      health.info('sound: ' .. found)
    end
  end
end

local function terminal(health)
  local term = vim.env.TERM_PROGRAM or vim.env.TERM or ''
  if vim.env.TMUX and vim.env.TMUX ~= '' then
    health.info('tmux: <C-CR> and <S-CR> arrive with `set -s extended-keys on` if the terminal sends them')
  elseif term:find('kitty') or term:find('ghostty') or term:find('WezTerm') or term:find('foot') then
    health.ok(('terminal %s: <C-CR> and <S-CR> arrive'):format(term))
  else
    local says = 'terminal %s: <C-CR> and <S-CR> may arrive as <CR>; <localleader>e and <localleader>f always work'
    health.info(says:format(term))
  end
end

--- Say all of it.
function M.check()
  local health = compat.health()
  health.start('Pattern Studio')
  editor(health)
  local command = language_server(health)
  if command then
    sound(health, command)
  end
  terminal(health)
end

return M
