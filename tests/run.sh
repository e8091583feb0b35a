#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: run.sh [--list] [GROUP...]	(default: all groups, in their order, but
#					 for "release", "upgrade" and
#					 "sanitized", which take long)
#
# Everything that `make check` runs, once it has built everything. One line for
# each result, and at the end the seconds of each group and "N passed, N failed".
# Exit status 0 only if nothing failed and something ran; where CI=true, a skipped
# test is a failure.
#
# The lab runs in the background, beside the groups before it; its results are
# printed when it has ended.
set -u

GROUPS_ALL="words unit fuzz shell manual arrows build advisories module kernels package lab watch"
GROUPS_MORE="release upgrade sanitized"
KERNELS=${KERNELS:-6.1 6.12}

cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
# Of the current group: its results, and the output of its last command
results=$work/results
output=$work/output
lab=
trap 'rm -rf "$work"' EXIT
trap 'stop_all; exit 130' INT TERM

stop_all()
{
	[ -z "$lab" ] || kill "$lab" 2>/dev/null
}

# result ok|failed|skipped NAME [WHY]
result()
{
	if [ "$1" = skipped ] && [ "${CI:-}" = true ]; then
		set -- failed "$2" "${3:-} (nothing may be skipped in CI)"
	fi
	echo "$1 $2${3:+: $3}" | tee -a "$results"
}

# check NAME COMMAND...: ok if it succeeds; shows its output if not
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

# silent COMMAND...: succeeds only if the command does and writes no message
silent()
{
	"$@" 2>"$output.errors" >/dev/null
	status=$?
	cat "$output.errors"
	[ ! -s "$output.errors" ] || status=1
	rm -f "$output.errors"
	return $status
}

# tap NAME STATUS: each test of a unit program's TAP output is a result
tap()
{
	awk -v program="$1" -v status="$2" '
		/^1\.\.[0-9]+/ { split($1, plan, "\\.\\."); planned += plan[2] }
		/^(not )?ok [0-9]+/ {
			skip = / # SKIP/
			bad = $1 == "not" && !skip
			sub(/^(not )?ok [0-9]+ (- |# SKIP )/, "")
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

# The programs whose sources exist: one that was built from a file that is gone by
# now does not count.
group_unit()
{
	for file in $(find tests/unit -name 'test_*.c' | sort); do
		program=${file#tests/}
		program=build/${program%.c}
		if [ ! -x "$program" ]; then
			result failed "$program" "not built (make units)"
			continue
		fi
		CMOCKA_MESSAGE_OUTPUT=TAP "$program" >"$output" 2>&1
		status=$?
		tap "$(basename "$program")" "$status" >"$output.tap"
		while read -r how name why; do
			result "$how" "$name" "$why"
		done <"$output.tap"
		grep -q '^failed' "$output.tap" && sed 's/^/    /' "$output"
		rm -f "$output.tap"
	done
}

# Each target over its corpus, and inputs made from it: the same each time
group_fuzz()
{
	for file in tests/fuzz/fuzz_*.c; do
		target=$(basename "$file" .c)
		target=${target#fuzz_}
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

# Terms that docs/glossary.md replaces
group_words()
{
	check words tests/words.sh
	check "map of paths" tests/paths.sh
}

# What make does again, and what it installs
group_build()
{
	programs build
}

# What a terminal, a parser, a schema or a shell makes of the output
group_watch()
{
	programs watch
}

# Bulletins from end to end, read by programs other than ours
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
		check "module $series, W=1 and sparse" \
			tests/lab/module.sh "$series" checked
	done
}

# lines NAME COMMAND...: it prints "ok WHAT", "not ok WHAT: WHY", "skipped WHAT: WHY"
lines()
{
	name=$1
	shift
	"$@" >"$output" 2>&1
	status=$?
	sed -n "s,^\(ok\|skipped\) ,\1 $name/,p; s,^not ok ,failed $name/,p" "$output" \
		>"$output.list"
	while read -r how what; do
		result "$how" "$what"
	done <"$output.list"
	grep -q '^ok ' "$output.list" || result failed "$name" "no result"
	if [ $status -ne 0 ] || grep -q '^failed' "$output.list"; then
		sed 's/^/    /' "$output"
	fi
	rm -f "$output.list"
}

# What `make check-kernels` does for all: here the oldest 6.1 that Debian has is built
# for, and the newest kernel boots.
group_kernels()
{
	check "table of kernels" tests/kernels/table.sh --check
	SPARSE=no tests/kernels/check.sh 6.1.170=build 7.3 >"$output"
	sed -n 's/^ok /ok kernels\//p; s/^not ok /failed kernels\//p' "$output" \
		>"$output.list"
	while read -r how name; do
		result "$how" "$name"
	done <"$output.list"
	grep -q '^ok ' "$output.list" || result failed kernels "no result"
	! grep -q '^failed' "$output.list" || sed 's/^/    /' "$output"
	rm -f "$output.list"
}

group_package()
{
	lines package tests/package/check.sh
}

# Programs, units, golden texts and packages in the other release of Debian
group_release()
{
	lines "$(tests/machine.sh other)" tests/release.sh
}

group_upgrade()
{
	lines upgrade tests/package/upgrade.sh
}

# The virtual machines of all kernels run side by side: each needs one processor
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
	pids=
	for series; do
		{
			tests/lab/vm.sh "$series" check >"$output.$series" 2>&1 &
			# shellcheck disable=SC2064 # the process of now
			trap "kill $!" TERM
			wait $!
			echo $? >"$output.$series.status"
		} &
		pids="$pids $!"
	done
	# shellcheck disable=SC2064 # the processes of now
	trap "kill $pids 2>/dev/null" TERM
	# shellcheck disable=SC2086 # a list of words
	wait $pids
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

# run GROUP: its results and its seconds in files of their own
run()
{
	results=$work/$1.results
	output=$work/$1.output
	: >"$results"
	began=$(date +%s)
	case " $GROUPS_ALL $GROUPS_MORE " in
	*" $1 "*) "group_$1" ;;
	*) result failed "$1" "no such group ($GROUPS_ALL $GROUPS_MORE)" ;;
	esac
	echo "$1 $(($(date +%s) - began)) s" >>"$work/seconds"
}

# finish_lab: what the lab in the background has found
finish_lab()
{
	[ -n "$lab" ] || return 0
	wait "$lab"
	lab=
	cat "$work/lab.log"
}

if [ "${1:-}" = --list ]; then
	echo "$GROUPS_ALL $GROUPS_MORE"
	exit 0
fi
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $GROUPS_ALL
case " $* " in
*" lab "*)
	run lab >"$work/lab.log" 2>&1 &
	lab=$!
	;;
esac
for group; do
	case $group in
	lab) ;;
	# It reads what the lab has printed as JSON.
	watch) finish_lab; run watch ;;
	*) run "$group" ;;
	esac
done
finish_lab

count()
{
	cat "$work"/*.results | grep -c "^$1 "
}
passed=$(count ok) failed=$(count failed) skipped=$(count skipped)
[ "$skipped" -eq 0 ] && more= || more=", $skipped skipped"
echo "seconds: $(sed 's/ s$//' "$work/seconds" | paste -s -d , | sed 's/,/, /g')"
echo "$passed passed, $failed failed$more"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
