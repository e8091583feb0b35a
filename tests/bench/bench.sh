#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: bench.sh "SERIES..." "WHO..." "SOURCES..." "ALLOWS..."
#
# What `make bench` does: builds the modules, packs and boots the machine for
# each kernel, and reports. How fast anything is has no influence on the exit
# status; whether it could be measured has.
set -eu

cd "$(dirname "$0")/../.."
for series in $1; do
	echo "$series: building"
	tests/lab/kernels.sh "$series"
	tests/lab/module.sh "$series"
	tests/bench/module.sh "$series"
	tests/bench/image.sh "$series"
	tests/bench/vm.sh "$series" "$2" "$3" "$4"
done
# shellcheck disable=SC2086 # a list of words
tests/bench/report.sh $1
