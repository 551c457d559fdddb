" What a user of Vim with ALE has before copying faqlint's settings, and then those. FAQLINT_SETTINGS names their file.

set nocompatible
silent! packadd! ale
filetype plugin on
execute 'source ' . fnameescape($FAQLINT_SETTINGS)
