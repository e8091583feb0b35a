#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: report.sh SERIES...
#
# Of what vm.sh left in build/bench/SERIES/results: build/bench.json,
# build/bench-push.json, and on the terminal the table and how the targets look.
set -eu

cd "$(dirname "$0")/../.."

# All results, each line after the name of its kernel
results()
{
	for series; do
		sed "s/^/$series /" "build/bench/$series/results"
	done
}

results "$@" | jq -nR '[inputs | split(" ") | 
	select(.[1] == "figure" and (.[2] | contains("+") | not)) | {
	kernel: .[0], who: .[2], case: .[3], sources: (.[4] | tonumber),
	allows: (.[5] | tonumber), instructions: (.[7] | tonumber)
}]' >build/bench.json

results "$@" | jq -nR '[inputs | capture("^(?<kernel>\\S+) push (?<said>.*)") |
	{ kernel } + (.said | fromjson | {
		allows, signatures, push_ns,
		memory_bytes: (.memory_after - .memory_before)
})]' >build/bench-push.json

{
	results "$@"
	jq -r '.[] | "\(.kernel) pushed \(.allows) \(.push_ns) \(.memory_bytes)"' \
		build/bench-push.json
} | awk -f tests/bench/report.awk
