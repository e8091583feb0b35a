#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: check.sh [NAME|NAME=build...]	(rows of the matrix; default: all)
#
# Builds the module for the kernels of tests/kernels/matrix, with all warnings and, but
# where SPARSE=no, those of sparse; and boots those that are to run the core of the lab.
# One after the other: each machine needs a processor. Results are lines "ok NAME/WHAT" and "not ok NAME/WHAT: WHY".
#
# NAME=build does not boot it. Otherwise what was found is kept in build/kernels/results/NAME: "RELEASE ARCHITECTURE COMPILER
# BUILD CORE SECONDS", of which table.sh makes docs/kernels.md.
set -u

cd "$(dirname "$0")/../.." || exit 1
matrix=tests/kernels/matrix
results=build/kernels/results
mkdir -p "$results"
failed=0
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT

# step NAME/WHAT COMMAND...: one result; what it said if it failed
step()
{
	what=$1
	shift
	if "$@" >"$lines" 2>&1; then
		echo "ok $what"
		return 0
	fi
	echo "not ok $what: $(grep . "$lines" | tail -n 1)"
	sed 's/^/    /' "$lines"
	failed=1
	return 1
}

# boots NAME: the core of the lab; results of it
boots()
{
	step "$1/image" tests/lab/image.sh "$1" || return 1
	status=0
	tests/lab/vm.sh "$1" core >"$lines" 2>&1 || status=1
	sed -n "s,^ok ,ok $1/,p; s,^not ok ,not ok $1/,p" "build/lab/$1/verdict"
	[ $status -eq 0 ] || {
		grep -q '^not ok' "build/lab/$1/verdict" ||
			echo "not ok $1/boot: $(tail -n 1 "$lines")"
		sed 's/^/    /' "$lines"
		failed=1
	}
	return $status
}

# row NAME ARCHITECTURE COMPILER TEST [build]
row()
{
	built=failed core=-
	step "$1/packages" tests/lab/kernels.sh "$1" || return
	if step "$1/build" tests/lab/module.sh "$1"; then
		built=ok
		[ "${SPARSE:-}" = no ] ||
			step "$1/sparse" tests/lab/module.sh "$1" checked || built=sparse
		if [ "${5:-$4}" != build ]; then
			core=failed
			boots "$1" && core=$(grep -c '^ok ' "build/lab/$1/verdict")
		fi
	fi
	[ -z "${5:-}" ] || return
	echo "$(cat "build/kernels/$1/release") $2 $3 $built $core" \
		"$(($(date +%s) - began))" >"$results/$1"
}

[ $# -gt 0 ] || {
	# shellcheck disable=SC2046 # names
	set -- $(awk '!/^(#|$)/ { print $1 }' "$matrix")
}
for name; do
	began=$(date +%s) only=
	case $name in
	*=build) name=${name%=build} only=build ;;
	esac
	found=$(awk -v name="$name" '$1 == name { print $4, $5, $6 }' "$matrix")
	[ -n "$found" ] || {
		echo "not ok $name: no such kernel in $matrix"
		failed=1
		continue
	}
	# shellcheck disable=SC2086 # its columns
	row "$name" $found $only
done
exit $failed
