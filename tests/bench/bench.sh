#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: bench.sh "SERIES..." "WHO..." "SOURCES..." "ALLOWS..." "CASE..." LINES
#
# What `make bench` does: builds the modules, packs and boots the machine for
# each kernel, and reports; traces what memory a dropped worm takes, if LINES is
# not empty. How fast anything is has no influence on the exit
# status; whether it could be measured has.
set -eu

cd "$(dirname "$0")/../.."

# Nothing can be said without the bare hooks and no hook at all
who=$2
for bare in bare-drop bare-accept no-hook; do
	case " $who " in
	*" $bare "*) ;;
	*) who="$who $bare" ;;
	esac
done

for series in $1; do
	echo "$series: building"
	tests/lab/kernels.sh "$series"
	tests/lab/module.sh "$series"
	tests/bench/module.sh "$series"
	tests/bench/image.sh "$series"
done

# Side by side: each machine needs one processor, and none of them minds
machines=
for series in $1; do
	tests/bench/vm.sh "$series" "$who" "$3" "$4" "$5" &
	machines="$machines $!"
done
failed=
for machine in $machines; do
	wait "$machine" || failed=yes
done
[ -z "$failed" ] || exit 1

# shellcheck disable=SC2086 # a list of words
tests/bench/report.sh $1

# What memory a dropped worm takes, from a trace
lines=
for series in $([ -z "$6" ] || echo "$1"); do
	tests/bench/profile.sh "$series" nf_slammer worm \
		>"build/bench/$series/profile.txt"
	said=$(tail -n 1 "build/bench/$series/profile.txt")
	echo "$series: a dropped worm touches $said"
	lines="$lines$series $said
"
done
[ -z "$lines" ] || printf '%s' "$lines" | jq -nR '[inputs | capture(
	"^(?<kernel>\\S+) (?<touched>\\d+) .*, (?<written>\\d+) .*: (?<shared>\\d+)$"
) | .touched |= tonumber | .written |= tonumber | .shared |= tonumber]' \
	>build/bench-lines.json
