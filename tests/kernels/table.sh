#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: table.sh [--check]
#
# Writes what check.sh found, build/kernels/results/, to docs/kernels.md: a row for each
# kernel of the matrix. Rows of kernels that have not been tested here stay as they are
# there. Of that table, the list of kernels in README.md is made. --check asks only if
# the table has the matrix's rows, no more and no fewer, and README.md what it says.
set -eu

cd "$(dirname "$0")/../.."
matrix=tests/kernels/matrix
table=docs/kernels.md
results=build/kernels/results
readme=README.md
begin='<!-- kernels: tests/kernels/table.sh writes these lines -->'
end='<!-- end of kernels -->'

die()
{
	echo "table.sh: $*" >&2
	exit 1
}

# What the matrix says of each kernel: "NAME RELEASE-OF-DEBIAN ARCHITECTURE TEST"
names()
{
	awk '!/^(#|$)/ { print $1, $2, $4, $6 }' "$matrix"
}

# kept NAME: its row as it is
kept()
{
	grep -s "^| $1 |" "$table" || true
}

# row NAME SUITE ARCHITECTURE TEST
row()
{
	if [ ! -s "$results/$1" ]; then
		# A kernel of another suite is another kernel
		old=$(kept "$1" | grep -F "| $2, $3 |") ||
			old="| $1 | | $2, $3 | | | not tested yet |"
		echo "$old"
		return
	fi
	read -r release _ compiler built core _ <"$results/$1"
	case $built in
	ok) built="no warning" ;;
	sparse) built="no warning, but of sparse" ;;
	*) built="**no**" ;;
	esac
	case $core in
	-) core="not booted" ;;
	failed) core="**failures**" ;;
	*) core="$core of $core" ;;
	esac
	[ "$4" != all ] || core="$core; \`make check\`: the whole lab"
	echo "| $1 | $release | $2, $3 | $compiler | $built | $core |"
}

# The rows say the same of suite, architecture and test
check()
{
	names | while read -r name suite architecture test; do
		line=$(kept "$name")
		case $line in
		*"| $suite, $architecture |"*" not tested yet |"*) continue ;;
		*"| $suite, $architecture |"*) ;;
		*) die "$table has no row of $name as the matrix has it" ;;
		esac
		case $test:$line in
		build:*"not booted"* | core:*" of "* | all:*"whole lab"*) ;;
		*) die "$table does not say of $name what the matrix does ($test)" ;;
		esac
	done
	sed -n 's/^| \([^ |]*\) | [0-9].*/\1/p' "$table" | while read -r name; do
		names | grep -q "^$name " || die "$table has $name, the matrix not"
	done
}

# releases PATTERN: of the rows that have it, "A, B, C"
releases()
{
	grep -e '^| ' "$table" | grep -e "$1" | cut -d '|' -f 3 | grep '[0-9]' |
		sort -V | tr -d ' ' | paste -s -d , | sed 's/,/, /g'
}

# The lines of README.md
list()
{
	echo "$begin"
	echo "- filters, in a virtual machine: $(releases '| \([0-9][0-9]*\) of \1[ ;]')"
	echo "- builds without a warning: $(releases '| no warning | not booted |')"
	echo "$end"
}

# README.md with these lines in their place
with_list()
{
	list | fmt -s -w 95 | sed 's/^[^-<]/  &/' | awk -v begin="$begin" -v end="$end" '
		NR == FNR { lines = lines $0 "\n"; next }
		$0 == begin { printf "%s", lines; skip = 1 }
		!skip
		$0 == end { skip = 0 }' - "$readme"
}

if [ "${1:-}" = --check ]; then
	with_list | cmp -s - "$readme" ||
		die "$readme does not list the kernels as $table has them"
	check || die "make check-kernels, then tests/kernels/table.sh"
	exit 0
fi
{
	sed '/^| kernel |/,$d' "$table"
	cat <<-END
	| kernel | release | Debian | compiler of | builds (W=1) | short list of the lab |
	| --- | --- | --- | --- | --- | --- |
	END
	names | while read -r line; do
		# shellcheck disable=SC2086 # its words
		row $line
	done
} >"$table.new"
mv "$table.new" "$table"
with_list >"$readme.new"
cat "$readme.new" >"$readme"
rm "$readme.new"
