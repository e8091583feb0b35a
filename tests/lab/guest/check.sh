#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# lab=check: the main job, then every function test_NAME of checks/*.sh. Each is
# a process of its own with "set -e", begins with the policy file as shipped and
# nothing running that it did not start, and is a result of its own. Why one
# failed is what it gave to fail, or the last thing it said.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=traffic.sh
. /lab/traffic.sh
# shellcheck source=checks.sh
. /lab/checks.sh

# one_test FILE NAME
one_test()
{
	local name=${2#test_} status

	echo "-- $name"
	rm -f /tmp/why
	stop_daemon
	cp "$PRISTINE" "$POLICY"
	( set -e; . "$1"; "$2" ) >/tmp/test.log 2>&1
	status=$?
	sed 's/^/   /' /tmp/test.log
	if [ "$status" -eq 0 ]; then
		ok "$name"
	else
		not_ok "$name" "$(cat /tmp/why 2>/dev/null || grep . \
			/tmp/test.log | tail -n 1) (status $status)"
	fi
}

# shellcheck disable=SC2031 # what a test does to it is its own
cp "$POLICY" "$PRISTINE"
sh /lab/topology.sh || not_ok topology "cannot be set up"
sh /lab/scenario.sh
for file in /lab/checks/*.sh; do
	# shellcheck disable=SC2013 # a word a line
	for name in $(sed -n 's/^\(test_[a-z0-9_]*\)()$/\1/p' "$file"); do
		one_test "$file" "$name"
	done
done
stop_daemon
