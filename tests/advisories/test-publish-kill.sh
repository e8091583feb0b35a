#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# publish is killed 120 times at random moments while a reader checks the tree: it
# is always complete, and correct after one more run.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

here=build/sample/ja
# gpg-agents of killed runs
trap 'GNUPGHOME=$SAMPLE/gnupg gpgconf --kill all' EXIT
if tests/advisories/kill-publish.py 120 "$OUT/run" "$here/before.db" "$here/after.db" \
		"$(cat "$here/approved")" "$ADVISORY" publish --by Tester \
		--publisher "$here/publisher.conf" \
		--templates advisories/templates >"$OUT/said" 2>&1; then
	ok "120 kills"
else
	not_ok "120 kills: $(grep -v '^#' "$OUT/said" | head -n 1)"
fi
cat "$OUT/said"
finish
