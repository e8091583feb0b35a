#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# SIGHUP while slammerd starts: a configuration tool that has written the policy sends it
# whenever that is. It must not end the daemon.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
is "what sends the signal is built" gcc -D_GNU_SOURCE -shared -fPIC \
	-o "$work/hangup.so" tests/watch/hangup.c -ldl

# It has ended a program without a handler, so that the test is one. Where this runs, the
# signal may be ignored.
env --default-signal=HUP LD_PRELOAD="$work/hangup.so" getopt --long x -- >/dev/null 2>&1
equal "it ends other programs" $? 129

env --default-signal=HUP LD_PRELOAD="$work/hangup.so" build/slammerd --check --config etc/policy.conf \
	>"$work/output" 2>&1
equal "slammerd goes on" $? 0
is "and checks the file" grep -q ': valid$' "$work/output"
finish
