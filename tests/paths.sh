#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: paths.sh [TREE]
#
# docs/paths.md keeps its promises: each check that it names is in the lab, each row has
# a check or a reason, and each word of status for a path is in it. Prints what is not;
# exit status 1 if there is any.
set -u

cd "${1:-$(dirname "$0")/..}" || exit 1
map=docs/paths.md
broken=$(mktemp)
trap 'rm -f "$broken"' EXIT

# Rows of the tables, with their number, but for heads
rows()
{
	grep -n '^| ' "$map" | grep -vE '^[0-9]+:\| (path|---) '
}

checks()
{
	grep -oE '[^a-z0-9_]test_[a-z0-9_]+' "$map" | cut -c 2- | sort -u |
	while read -r name; do
		grep -q "^$name()" tests/lab/guest/checks/*.sh ||
			echo "$map: no check of the lab is $name"
	done
}

# The words are names of struct saying.
words()
{
	sed -n 's/^[a-z_]* = { "\([a-z-]*\)", PATH_.*/\1/p' \
		userspace/machine/paths.c | sort -u |
	while read -r word; do
		grep -qF "\`$word\`" "$map" ||
			echo "$map: has no path $word, of which status speaks"
	done
}

checks >"$broken"
words >>"$broken"
rows | awk -F '|' '
	NF != 7 { print $0 "    <- not five cells"; next }
	$5 !~ /.test_[a-z0-9_]+.|Cannot be seen: |Not inspected: |Source: / {
		print $0 "    <- neither a check nor a reason"
	}' | sed "s|^|$map:|" >>"$broken"

[ "$(rows | wc -l)" -gt 40 ] || echo "$map: has too few rows" >>"$broken"
cat "$broken"
[ ! -s "$broken" ]
