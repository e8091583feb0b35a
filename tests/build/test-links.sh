#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the programs of build/ consist of: a program has only the libraries and rooms
# that it is meant to have.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

# needs PROGRAM: the libraries that it asks for itself
needs()
{
	objdump -p "$1" | sed -n 's/^ *NEEDED *//p'
}

# lacks PROGRAM LIBRARY
lacks()
{
	is "$1 does not link $2" sh -c "! objdump -p build/$1 | grep -q 'NEEDED *$2'"
}

# without PROGRAM ROOM SYMBOL: a function of a room that it must not know
without()
{
	is "$1 has nothing of $2" sh -c "! nm build/$1 | grep -q ' [TtDd] $3'"
}

for program in slammerd slammerctl slammer-advisory; do
	is "$program links something" [ -n "$(needs build/$program)" ]
done
lacks slammerctl libsqlite3
lacks slammerctl libmicrohttpd
lacks slammerctl libseccomp
lacks slammerctl libgpgme
lacks slammerd libgpgme
lacks slammerd libxml2
lacks slammer-advisory libmnl
lacks slammer-advisory libmicrohttpd
lacks slammer-advisory libseccomp
without slammerctl store store_
without slammerd advisories bulletin_
without slammer-advisory kernel client_

make -s -o tests compile_commands.json >/dev/null
is "compile_commands.json names files that exist" sh -c \
	'jq -r ".[].file" compile_commands.json | xargs ls >/dev/null'
is "compile_commands.json has the daemon" sh -c 'jq -e "any(.[]; .file ==
	\"userspace/slammerd/main.c\" and (.command | contains(\"-Iuserspace\")))" \
	compile_commands.json >/dev/null'
finish
