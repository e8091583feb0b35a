#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: queue.sh SERIES
#
# What `make bench-queue` does: has the lab measure who answers a queue in how much
# time, and tells it as a ratio, of the medians. How fast anything is has no
# influence on the exit status; whether it could be measured has.
set -eu

cd "$(dirname "$0")/../.."
tests/lab/vm.sh "$1" queue
jq -s 'group_by(.program) | map({
	program: .[0].program,
	rounds: length,
	ns: (map(.ns / .packets) | sort | .[length / 2 | floor])
})' "build/lab/$1/files/queue.json" >build/bench-queue.json
jq -r --arg kernel "$1" '
	(.[] | select(.program == "empty")) as $empty | .[] |
	"\($kernel): \(.program): \(.ns | floor) ns of processor time for a packet, \(
	($empty.ns / .ns * 100 | round) / 100) times the rate of an empty program"
' build/bench-queue.json
