" What the syntax file makes of texts: a file of JSON, a list of texts, in $TEXTS; a list of lists of the names of the
" groups, one for each byte of each line, in $GROUPS.
set encoding=utf-8
syntax on
let s:found = []
for s:text in json_decode(join(readfile($TEXTS), "\n"))
  enew!
  call setline(1, split(s:text, "\n", 1))
  set syntax=pattern
  let s:rows = []
  for s:line in range(1, line('$'))
    call add(s:rows, map(range(1, len(getline(s:line))), 'synIDattr(synID(s:line, v:val, 1), "name")'))
  endfor
  call add(s:found, s:rows)
endfor
call writefile([json_encode(s:found)], $GROUPS)
qall!
