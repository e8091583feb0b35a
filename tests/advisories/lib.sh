# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the tests of bulletins, notices and pages share: results, places. Sourced
# from the top of the tree. A test ends with "finish".
#
# OUT is this test's own folder under build/, empty at its start; it stays, for
# whoever wants to look. TMPDIR is in it too.

# shellcheck source=tests/results.sh
. tests/results.sh

NAME=$(basename "$0" .sh)
OUT=$PWD/build/advisories/$NAME
# Fixed databases and the published sample are made once, by "make sample".
# shellcheck disable=SC2034 # used where this is sourced
SAMPLE=$PWD/build/sample
ADVISORY=$PWD/build/slammer-advisory
TMPDIR=$OUT/tmp
# What a test reads must not hang on who runs it.
export TMPDIR LC_ALL=C.UTF-8 TZ=UTC
unset NF_SLAMMER_TEMPLATES

rm -rf "$OUT"
mkdir -p "$TMPDIR"

advisory()
{
	"$ADVISORY" "$@"
}

# fails NAME STATUS PATTERN COMMAND...: it ends with that status and says so
fails()
{
	name=$1 status=$2 pattern=$3
	shift 3
	"$@" >"$OUT/said" 2>&1
	got=$?
	if [ "$got" -ne "$status" ]; then
		not_ok "$name: status $got instead of $status"
	elif ! grep -qE -- "$pattern" "$OUT/said"; then
		not_ok "$name: said \"$(tail -n 1 "$OUT/said")\""
	else
		ok "$name"
	fi
}
