#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: bench.sh "SERIES..." "WHO..." "SOURCES..." "ALLOWS..." "CASE..."
#
# What `make bench` does: builds the modules, packs and boots the machine for
# each kernel, and reports. How fast anything is has no influence on the exit
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
