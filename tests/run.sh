#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: run.sh [--list] [GROUP...]	(default: all groups, in their order, but
#					 for "sanitized", which takes long)
#
# Everything that `make check` runs, once it has built everything. One line for
# each result, and at the end "N passed, N failed". Exit status 0 only if nothing
# failed and something ran; where CI=true, a test that was skipped has failed.
set -u

GROUPS_ALL="unit fuzz shell manual arrows advisories module package lab watch"
GROUPS_MORE="sanitized"
KERNELS=${KERNELS:-6.1 6.12}

cd "$(dirname "$0")/.." || exit 1
results=$(mktemp)
output=$(mktemp)
trap 'rm -f "$results" "$output"' EXIT

# result ok|failed|skipped NAME [WHY]
result()
{
	if [ "$1" = skipped ] && [ "${CI:-}" = true ]; then
		set -- failed "$2" "${3:-} (nothing may be skipped in CI)"
	fi
	echo "$1 $2${3:+: $3}" | tee -a "$results"
}

# check NAME COMMAND...: good if it succeeds; shows what it said if not
check()
{
	name=$1
	shift
	if "$@" >"$output" 2>&1; then
		result ok "$name"
	else
		result failed "$name" "$(grep . "$output" | tail -n 1)"
		sed 's/^/    /' "$output"
	fi
}

# Good only if it succeeds and complains of nothing
silent()
{
	"$@" 2>"$output.said" >/dev/null
	status=$?
	cat "$output.said"
	[ ! -s "$output.said" ] || status=1
	rm -f "$output.said"
	return $status
}

# tap NAME STATUS: each test of a unit program's TAP output is a result
tap()
{
	awk -v program="$1" -v status="$2" '
		/^1\.\.[0-9]+/ { split($1, plan, "\\.\\."); planned += plan[2] }
		/^(not )?ok [0-9]+/ {
			bad = $1 == "not"
			skip = / # SKIP/
			sub(/^(not )?ok [0-9]+ - /, "")
			print bad ? "failed" : skip ? "skipped" : "ok",
				program "/" $1
			seen++
			failed += bad
		}
		END {
			if (!seen || seen != planned)
				print "failed", program "/plan", seen + 0, "of",
					planned + 0, "tests ran"
			else if (status && !failed)
				print "failed", program "/exit", "status", status
		}
	' "$output"
}

group_unit()
{
	for program in $(find build/unit -name 'test_*' -type f -perm -u+x | sort); do
		CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$output" 2>&1
		status=$?
		tap "$(basename "$program")" "$status" >"$output.tap"
		while read -r how name why; do
			result "$how" "$name" "$why"
		done <"$output.tap"
		grep -q '^failed' "$output.tap" && sed 's/^/    /' "$output"
		rm -f "$output.tap"
	done
	grep -q ' test_' "$results" ||
		result failed unit "there is no program in build/unit"
}

# Each target over its corpus, and what is made of it: the same each time
group_fuzz()
{
	for target in policy control import templates constituents mail; do
		check "fuzz $target" "build/fuzz/$target-replay" 3000 \
			"tests/fuzz/corpus/$target"/*
	done
}

# sources PATTERN: files of that name outside of build/
sources()
{
	find . -path ./build -prune -o -type f -name "$1" -print |
		sed 's,^\./,,' | sort
}

group_shell()
{
	for script in $(sources '*.sh') .ci/run tests/lab/guest/init \
			tests/bench/guest/init etc/nf-slammer-build \
			etc/nf-slammer-hook debian/*.p[or]*; do
		check "shellcheck $script" \
			shellcheck -x -P SCRIPTDIR "$script"
	done
}

group_manual()
{
	for page in $(sources '*.[1-8]'); do
		check "manual $page" silent env MANROFFSEQ= LC_ALL=C.UTF-8 \
			MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page"
	done
}

group_arrows()
{
	check arrows tests/arrows.sh
	check "arrows can be broken" tests/arrows-test.sh
}

# What a terminal, a parser, a schema or a shell makes of it
group_watch()
{
	programs watch
}

# Bulletins from end to end, read by other programs than ours
group_advisories()
{
	programs advisories
}

# programs FOLDER: each test-*.sh in it prints "ok NAME" and "not ok NAME: WHY"
programs()
{
	for program in "tests/$1"/test-*.sh; do
		name=$(basename "$program" .sh)
		"$program" >"$output" 2>&1
		status=$?
		sed -n "s,^ok ,ok $name/,p; s,^not ok ,failed $name/,p" "$output" \
			>"$output.programs"
		while read -r how what; do
			result "$how" "$what"
		done <"$output.programs"
		grep -q '^failed' "$output.programs" ||
			{ [ "$status" -eq 0 ] && [ -s "$output.programs" ]; } ||
			result failed "$name" "status $status"
		[ "$status" -eq 0 ] || sed 's/^/    /' "$output"
		rm -f "$output.programs"
	done
}

group_module()
{
	for series in $KERNELS; do
		for how in w1 sparse; do
			check "module $series $how" \
				tests/lab/module.sh "$series" "$how"
		done
	done
}

group_package()
{
	tests/package/check.sh >"$output" 2>&1
	status=$?
	sed -n 's/^ok /ok package\//p; s/^not ok /failed package\//p' "$output" \
		>"$output.list"
	while read -r how name; do
		result "$how" "$name"
	done <"$output.list"
	grep -q '^ok ' "$output.list" || result failed package "no result"
	if [ $status -ne 0 ] || grep -q '^failed' "$output.list"; then
		sed 's/^/    /' "$output"
	fi
	rm -f "$output.list"
}

# The machines of all kernels run side by side: each needs one processor
group_lab()
{
	# shellcheck disable=SC2086 # a list of words
	machines $KERNELS
}

group_sanitized()
{
	machines sanitized
}

# machines SERIES...
machines()
{
	for series; do
		{
			tests/lab/vm.sh "$series" check >"$output.$series" 2>&1
			echo $? >"$output.$series.status"
		} &
	done
	wait
	for series; do
		lab_results "$series" "$(cat "$output.$series.status")"
		rm -f "$output.$series" "$output.$series.status"
	done
}

# lab_results SERIES STATUS
lab_results()
{
	sed -n "s/^ok /ok lab-$1\\//p; s/^not ok /failed lab-$1\\//p" \
		"build/lab/$1/verdict" >"$output.lab" 2>/dev/null
	while read -r how name; do
		result "$how" "$name"
	done <"$output.lab"
	if [ "$2" -ne 0 ] && ! grep -q ^failed "$output.lab"; then
		result failed "lab-$1" "$(tail -n 1 "$output.$1")"
	fi
	[ "$2" -eq 0 ] || sed 's/^/    /' "$output.$1"
	rm -f "$output.lab"
}

if [ "${1:-}" = --list ]; then
	echo "$GROUPS_ALL $GROUPS_MORE"
	exit 0
fi
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $GROUPS_ALL
for group; do
	case " $GROUPS_ALL $GROUPS_MORE " in
	*" $group "*) "group_$group" ;;
	*) result failed "$group" "no such group ($GROUPS_ALL $GROUPS_MORE)" ;;
	esac
done

count()
{
	grep -c "^$1 " "$results"
}
passed=$(count ok) failed=$(count failed) skipped=$(count skipped)
[ "$skipped" -eq 0 ] && more= || more=", $skipped skipped"
echo "$passed passed, $failed failed$more"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
