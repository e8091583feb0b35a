#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: words.sh [FILE...]	(default: all of the tree but templates and goldens)
#
# Prints each line that uses a word of words.txt, unless words.txt allows it, and each
# "allow" of words.txt that no line needs; exit status 1 if there is any.
set -u

cd "$(dirname "$0")/.." || exit 1
list=tests/words.txt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
grep -v -e '^#' -e '^$' -e '^allow ' $list >"$folder/patterns"

files()
{
	find kmod userspace advisories etc debian docs tests README.md Makefile \
		Kbuild \( -path advisories/templates -o -path tests/golden \
		-o -path tests/fuzz/corpus \) -prune -o -type f \
		! -path $list ! -path docs/glossary.md -print 2>/dev/null
}

all=
if [ $# -eq 0 ]; then
	all=yes
	eval "set -- $(files | sort | tr '\n' ' ')"
fi
grep -nHIiE -f "$folder/patterns" -- "$@" | grep -viw deprecated >"$folder/found"

# allow FILE EXPRESSION, as an expression for a line FILE:NUMBER:TEXT
sed -n 's/^allow //p' $list | while read -r file expression; do
	case $expression in
	^*)	expression=${expression#^} ;;
	*)	expression=".*$expression" ;;
	esac
	printf '^%s:[0-9]+:%s\n' "$(echo "$file" | sed 's/\./\\./g')" "$expression"
done >"$folder/allowed"

status=0
grep -vE -f "$folder/allowed" "$folder/found" && status=1
if [ "$all" ]; then
	while read -r expression; do
		grep -qE -e "$expression" "$folder/found" && continue
		echo "$list: no line needs this: $expression"
		status=1
	done <"$folder/allowed"
fi
exit $status
