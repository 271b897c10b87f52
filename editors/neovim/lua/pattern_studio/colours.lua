-- The highlight groups. All are defaults: a colour scheme or the user has the last word.
local M = {}

local DARK = {
  PatternLightLoud = 'guifg=#1b1b1b guibg=#ffcf4d gui=bold ctermfg=234 ctermbg=221 cterm=bold',
  PatternLight = 'guifg=#1b1b1b guibg=#d9a441 ctermfg=234 ctermbg=179',
  PatternLightSoft = 'guifg=#f2e6cc guibg=#7a5c22 ctermfg=230 ctermbg=94',
  PatternFlash = 'guibg=#2f4f3f ctermbg=22',
  PatternFlashError = 'guibg=#6b2a2f ctermbg=52',
  PatternRollNow = 'guifg=#fff3cf ctermfg=230',
  PatternRollBar = 'guifg=#4a4f5a ctermfg=239',
  PatternRollLabel = 'guifg=#7d8590 ctermfg=245',
}

local LIGHT = {
  PatternLightLoud = 'guifg=#1b1b1b guibg=#ffc107 gui=bold ctermfg=234 ctermbg=214 cterm=bold',
  PatternLight = 'guifg=#1b1b1b guibg=#ffd866 ctermfg=234 ctermbg=221',
  PatternLightSoft = 'guifg=#1b1b1b guibg=#ffedb8 ctermfg=234 ctermbg=230',
  PatternFlash = 'guibg=#c9ebd6 ctermbg=151',
  PatternFlashError = 'guibg=#f6c6c9 ctermbg=217',
  PatternRollNow = 'guifg=#b45309 ctermfg=130',
  PatternRollBar = 'guifg=#c8ccd2 ctermfg=251',
  PatternRollLabel = 'guifg=#6a737d ctermfg=242',
}

-- One hue a part, in the order of the parts.
local ROLL = {
  { '#6cb6ff', 75, '#0b5cad', 25 },
  { '#f0883e', 209, '#b3470b', 130 },
  { '#7ee787', 114, '#1a7f37', 28 },
  { '#d2a8ff', 183, '#7a3fc0', 97 },
  { '#ff7b9c', 211, '#c02a55', 161 },
  { '#56d4dd', 80, '#0f7b83', 30 },
  { '#e3c34a', 179, '#8a6d00', 94 },
  { '#a9b1bd', 249, '#57606a', 241 },
}

-- What the server says of words, for the kinds that not every editor knows.
local KINDS = {
  instrument = 'Type',
  part = 'Identifier',
  section = 'Label',
  scale = 'Constant',
  note = 'Number',
  rest = 'Comment',
  drum = 'Special',
  chord = 'Constant',
  numeral = 'Constant',
  degree = 'Number',
  hit = 'Special',
  bracket = 'Delimiter',
  alternation = 'Delimiter',
}

--- How many parts have a colour of their own.
M.parts = #ROLL

--- Define every group that the user or the colour scheme has not defined.
function M.define()
  local is_dark = vim.o.background == 'dark'
  for group, look in pairs(is_dark and DARK or LIGHT) do
    vim.cmd(('highlight default %s %s'):format(group, look))
  end
  for number, look in ipairs(ROLL) do
    local gui, cterm = look[is_dark and 1 or 3], look[is_dark and 2 or 4]
    vim.cmd(('highlight default PatternRoll%d guifg=%s ctermfg=%d'):format(number, gui, cterm))
  end
  vim.cmd('highlight default link PatternHint Comment')
  if vim.fn.has('nvim-0.9') == 1 then
    for kind, group in pairs(KINDS) do
      vim.cmd(('highlight default link @lsp.type.%s.pattern %s'):format(kind, group))
    end
  end
end

--- Define them now, and again when the colour scheme changes.
function M.keep()
  if M.kept then
    return
  end
  M.kept = true
  M.define()
  vim.api.nvim_create_autocmd('ColorScheme', {
    group = vim.api.nvim_create_augroup('pattern_studio_colours', {}),
    callback = M.define,
  })
end

return M
