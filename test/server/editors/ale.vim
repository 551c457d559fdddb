" Drives the language server as a user of Vim with ALE would, and writes what was seen to a file.
"
" Takes its arguments from the environment: FAQLINT_FILE, the Python file to open; FAQLINT_SEEN, the JSON file to write;
" FAQLINT_SCENARIO, the name of what to do.
"
" While a script runs, Vim does not notice that a text has changed: the script says so itself.

let s:patience_ms = 20000
let s:seen = {}

function! s:WaitFor(what, Condition) abort
  let l:begin = reltime()
  while !a:Condition()
    if reltimefloat(reltime(l:begin)) * 1000 > s:patience_ms
      throw 'waited in vain for ' . a:what
    endif
    sleep 20m
  endwhile
endfunction

function! s:Diagnostics() abort
  return map(getloclist(0), {_, found -> {
  \   'start': {'line': found.lnum - 1, 'character': found.col - 1},
  \   'end': {'line': found.end_lnum - 1, 'character': found.end_col},
  \   'severity': found.type,
  \   'message': found.text,
  \}})
endfunction

function! s:PreviewWindow() abort
  return filter(range(1, winnr('$')), {_, number -> getwinvar(number, '&previewwindow')})
endfunction

function! s:repair() abort
  let l:first = s:seen.diagnostics[0].start
  call cursor(l:first.line + 1, l:first.character + 1)

  ALEHover
  call s:WaitFor('a hover', {-> !empty(s:PreviewWindow())})
  let s:seen.hover = getbufline(winbufnr(s:PreviewWindow()[0]), 1, '$')
  pclose

  let l:before = b:changedtick
  " Where several actions are offered, ALE asks for the number of one.
  call feedkeys("1\<CR>")
  ALECodeAction
  call s:WaitFor('the repair', {-> b:changedtick > l:before})
  let s:seen.repaired = getline(1, '$')
  doautocmd TextChanged
  call s:WaitFor('the diagnostics to go', {-> empty(getloclist(0))})
  write
endfunction

function! s:saving() abort
  let l:before = b:changedtick
  write
  " ALE saves, runs the command, and saves again what came of it.
  call s:WaitFor('the fixes on saving', {-> b:changedtick > l:before && !&modified})
  let s:seen.saved = getline(1, '$')
endfunction

function! s:Run() abort
  execute 'edit ' . fnameescape($FAQLINT_FILE)
  call s:WaitFor('diagnostics', {-> !empty(getloclist(0))})
  let s:seen.diagnostics = s:Diagnostics()
  call call('s:' . $FAQLINT_SCENARIO, [])
  ALEStopAllLSPs
endfunction

try
  if !exists(':ALEHover')
    throw 'no client: Vim has no ALE'
  endif
  call s:Run()
catch
  let s:seen.problem = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $FAQLINT_SEEN)
qall!
