-- What stands beside the text and is kept up to date with it: hints, lenses, and where the music is.
local client = require('pattern_studio.client')
local compat = require('pattern_studio.compat')
local config = require('pattern_studio.config')

local M = {}

local api = vim.api
local SPACE = api.nvim_create_namespace('pattern_studio_hints')
local CALM = 150 -- milliseconds after an edit

local function label(hint)
  if type(hint.label) == 'string' then
    return hint.label
  end
  return table.concat(vim.tbl_map(function(piece)
    return piece.value
  end, hint.label))
end

-- Neovim shows hints by itself from 0.10 on, within the line; before, they stand at its end.
local function show_hints(buffer)
  local whole = {
    start = { line = 0, character = 0 },
    ['end'] = { line = api.nvim_buf_line_count(buffer), character = 0 },
  }
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, range = whole }
  client.request('textDocument/inlayHint', params, function(err, hints)
    if err or not api.nvim_buf_is_loaded(buffer) then
      return
    end
    local lines = {}
    for _, hint in ipairs(hints or {}) do
      local line = hint.position.line
      lines[line] = lines[line] or {}
      table.insert(lines[line], vim.trim(label(hint)))
    end
    api.nvim_buf_clear_namespace(buffer, SPACE, 0, -1)
    for line, words in pairs(lines) do
      pcall(api.nvim_buf_set_extmark, buffer, SPACE, line, 0, {
        virt_text = { { table.concat(words, ' · '), 'PatternHint' } },
        hl_mode = 'combine',
      })
    end
  end, buffer)
end

local function update(buffer)
  local speaker = client.client()
  if not speaker or not api.nvim_buf_is_loaded(buffer) then
    return
  end
  if config.get().lenses and speaker.server_capabilities.codeLensProvider then
    api.nvim_buf_call(buffer, function()
      vim.lsp.codelens.refresh(compat.since(10) and { bufnr = buffer } or nil)
    end)
  end
  if config.get().hints and not vim.lsp.inlay_hint then
    show_hints(buffer)
  end
end

--- Bring hints and lenses of *buffer* up to date when nothing is typed for a moment.
function M.refresh(buffer)
  local tick = api.nvim_buf_is_loaded(buffer) and api.nvim_buf_get_changedtick(buffer)
  vim.defer_fn(function()
    if tick and api.nvim_buf_is_loaded(buffer) and api.nvim_buf_get_changedtick(buffer) == tick then
      update(buffer)
    end
  end, CALM)
end

--- The same for every text.
function M.refresh_all()
  for _, buffer in ipairs(api.nvim_list_bufs()) do
    if api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'pattern' then
      M.refresh(buffer)
    end
  end
end

--- *buffer* has its server.
function M.attach(buffer)
  require('pattern_studio.lights').arrived(buffer)
  vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  vim.b[buffer].pattern_studio_status = require('pattern_studio.status').line()
  if config.get().hints and vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  local group = api.nvim_create_augroup('pattern_studio_margin_' .. buffer, {})
  api.nvim_create_autocmd({ 'BufEnter', 'TextChanged', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    callback = function()
      M.refresh(buffer)
    end,
  })
  M.refresh(buffer)
end

--- Nothing stands beside *buffer* any more.
function M.detach(buffer)
  pcall(api.nvim_del_augroup_by_name, 'pattern_studio_margin_' .. buffer)
  api.nvim_buf_clear_namespace(buffer, SPACE, 0, -1)
end

return M
