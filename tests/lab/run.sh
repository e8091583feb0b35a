#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: run.sh SERIES
#
# The main job in the lab, step by step as it happens, and what came of it: how
# many steps went as expected, where the files are, and what to try next.
set -u

cd "$(dirname "$0")/../.." || exit 1
series=$1
out=build/lab/$series

status=0
tests/lab/vm.sh "$series" run || status=$?
good=$(grep -c '^ok step-' "$out/verdict" 2>/dev/null)
all=$(grep -cE '^(not )?ok step-' "$out/verdict" 2>/dev/null)

echo
if [ "$status" -ne 0 ]; then
	echo "FAILED: ${good:-0} of ${all:-0} steps as expected; see $out/console.log"
	exit 1
fi
cat <<END
$good of $all steps as expected, and no kernel warning.

$out/files: bulletin.en.txt and bulletin.ja.txt, statistics.db, status.json,
sources.json, table.txt, dmesg.txt

Next:
  make shell     a root shell on this router, with hosts that send on request
  make check     all tests
  README.md      on a router of your own
END
