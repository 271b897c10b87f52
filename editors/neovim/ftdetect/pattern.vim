autocmd BufNewFile,BufRead *.pattern setfiletype pattern
