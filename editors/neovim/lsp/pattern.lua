-- For `vim.lsp.config('pattern', …)` and `vim.lsp.enable('pattern')` of Neovim 0.11.
return require('pattern_studio.client').config()
