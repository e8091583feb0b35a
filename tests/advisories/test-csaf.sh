#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# CSAF documents of every type and state, with either language first, checked by the
# reference validator: no error and no warning in its basic and extended tests.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

check=build/validator/csaf-check.js

# All at once: starting the validator takes longest.
node "$check" build/sample/*/csaf/*.json \
	build/sample/*/tree/csaf/white/2*/*.json >"$OUT/verdicts"

# valid FILE...: each is a result
valid()
{
	for file; do
		name=${file#build/sample/}
		if grep -qx "$file: ok" "$OUT/verdicts"; then
			ok "$name"
		else
			not_ok "$name: $(grep "^$file: " "$OUT/verdicts" |
				head -n 1 | sed "s|^$file: ||")"
		fi
	done
}

for first in ja en; do
	for type in alert update withdrawal weekly quarterly; do
		set --
		for state in draft approved published; do
			set -- "$@" "build/sample/$first/csaf/$type-$state.json"
		done
		valid "$@"
		equal "$first: states of $type" \
			"$(jq -r .document.tracking.status "$@" | xargs)" \
			"draft draft $(case $type in
				alert | update) echo interim ;;
				*) echo final ;;
			esac)"
		equal "$first: language of $type" \
			"$(jq -r .document.lang "$@" | sort -u)" "$first"
	done
	valid "build/sample/$first/tree/csaf/white"/2*/*.json
done

# The validator finds what is wrong.
jq '.document.tracking.version = "7"' build/sample/ja/csaf/alert-published.json \
	>"$OUT/wrong.json"
fails "a wrong version is found" 1 'version does not match' node "$check" \
	"$OUT/wrong.json"
jq '.vulnerabilities[0].scores[0].cvss_v2.baseScore = 9.0' \
	build/sample/ja/csaf/alert-published.json >"$OUT/wrong.json"
fails "a wrong score is found" 1 'invalid calculated value' node "$check" \
	"$OUT/wrong.json"
finish
