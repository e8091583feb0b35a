#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# CSAF documents of every type and state, in both languages first: no error and no
# warning of the basic and extended tests of the reference validator.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

check=build/validator/csaf-check.js

# Two that are wrong, to see that the validator finds it
jq '.document.tracking.version = "7"' build/sample/ja/csaf/alert-published.json \
	>"$OUT/version.json"
jq '.vulnerabilities[0].scores[0].cvss_v2.baseScore = 9.0' \
	build/sample/ja/csaf/alert-published.json >"$OUT/score.json"

# All at once, because the start of the validator takes most of the time
node "$check" build/sample/*/csaf/*.json build/sample/*/tree/csaf/white/2*/*.json \
	"$OUT/version.json" "$OUT/score.json" >"$OUT/verdicts"
equal "status of the validator" $? 1

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

is "a wrong version is found" \
	grep -q "^$OUT/version.json: .*version does not match" "$OUT/verdicts"
is "a wrong score is found" \
	grep -q "^$OUT/score.json: .*invalid calculated value" "$OUT/verdicts"
finish
