-- What a buffer with a pattern text is like, its keys, and the language server.
if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = true

local here = vim.bo
here.commentstring = '// %s'
here.comments = 's1:/*,mb:*,ex:*/,://'
here.shiftwidth = 2
here.softtabstop = 2
here.expandtab = true
here.suffixesadd = '.pattern'
vim.opt_local.formatoptions:remove('t')
vim.opt_local.formatoptions:append('croql')
vim.opt_local.iskeyword:append('#')

vim.b.undo_ftplugin = 'setlocal commentstring< comments< shiftwidth< softtabstop< expandtab< suffixesadd<'
  .. ' formatoptions< iskeyword<'
  .. " | lua require('pattern_studio').detach(vim.api.nvim_get_current_buf())"

require('pattern_studio').attach(vim.api.nvim_get_current_buf())
