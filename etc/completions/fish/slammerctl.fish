# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion of slammerctl, slammerd and slammer-advisory for fish. Commands and options
# are read from --help, so that they agree with the program.

# The program and those of its words that are commands
function __nf_slammer_call
    set -l words (commandline -opc)
    set -l call $words[1]
    for word in $words[2..-1]
        set -l commands ($call --help 2>/dev/null | string replace -rf '^  ([a-z][a-z-]*) +[a-z].*' '$1')
        contains -- $word $commands; or break
        set -a call $word
    end
    printf '%s\n' $call
end

# "word<TAB>meaning": commands where none is complete yet, and options
function __nf_slammer_words
    set -l call (__nf_slammer_call)
    if test (count $call) -eq (count (commandline -opc))
        $call --help 2>/dev/null | string replace -rf '^  ([a-z][a-z-]*) +([a-z].*)' '$1\t$2'
    end
    $call --help 2>/dev/null | string replace -rf '^ +(?:-[a-zA-Z], )?(--[a-z-]+)(?: [A-Z][A-Z-]*)? *(.*)$' '$1\t$2'
    $call --help 2>/dev/null | string replace -rf '^ +(-[a-zA-Z]), --[a-z-]+(?: [A-Z][A-Z-]*)? *(.*)$' '$1\t$2'
end

for program in slammerctl slammerd slammer-advisory
    complete -c $program -a '(__nf_slammer_words)'
end
