#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# lab=check: the main job, then every function test_NAME of checks/*.sh; lab=core: those
# of them that "core" lists, for the many kernels of tests/kernels/. Each is
# a process of its own with "set -e", begins with the policy file as shipped and
# nothing running that it did not start, and is a result of its own. Why one
# failed is what it gave to fail, or the last thing it said.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=traffic.sh
. /lab/traffic.sh
# shellcheck source=checks.sh
. /lab/checks.sh

cp "$POLICY" "$PRISTINE"
sh /lab/topology.sh || not_ok topology "cannot be set up"
# "checks=74-*" on the kernel's command line: only those files
only=$(asked checks)
[ "${1:-}" = core ] || [ -n "$only" ] || sh /lab/scenario.sh
# shellcheck disable=SC2231 # a pattern
for file in /lab/checks/${only:-*}.sh; do
	# shellcheck disable=SC2013 # a word a line
	for name in $(sed -n 's/^\(test_[a-z0-9_]*\)()$/\1/p' "$file"); do
		[ "${1:-}" != core ] || grep -qx "$name" /lab/core || continue
		one_test "$file" "$name"
	done
done
stop_daemon
