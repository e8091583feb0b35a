#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: words.sh [FILE...]	(default: all of the tree but templates and goldens)
#
# Prints each line that uses a word of words.txt; exit status 1 if there is any.
set -u

cd "$(dirname "$0")/.." || exit 1
patterns=$(mktemp)
trap 'rm -f "$patterns"' EXIT
grep -v -e '^#' -e '^$' tests/words.txt >"$patterns"

files()
{
	find kmod userspace advisories etc debian docs tests README.md Makefile \
		Kbuild \( -path advisories/templates -o -path tests/golden \
		-o -path tests/fuzz/corpus \) -prune -o -type f \
		! -path tests/words.txt ! -path docs/glossary.md -print 2>/dev/null
}

[ $# -gt 0 ] || eval "set -- $(files | sort | tr '\n' ' ')"
grep -nHIiE -f "$patterns" -- "$@" | grep -viw deprecated
[ $? -eq 1 ]
