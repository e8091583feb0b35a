#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Output that cannot be written is a failure, in each program: on a full disk, and with
# standard output closed from the start.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# full COMMAND...: exit status 1, and it says why
full()
{
	"$@" >/dev/full 2>"$errors"
	[ $? -eq 1 ] && grep -q 'No space left\|cannot be written' "$errors"
}

closed()
{
	"$@" >&- 2>"$errors"
	[ $? -eq 1 ] && [ -s "$errors" ]
}

while read -r command; do
	# shellcheck disable=SC2086 # a list of words
	is "a full disk: $command" full build/$command
	# shellcheck disable=SC2086
	is "no standard output: $command" closed build/$command
done <<END
slammerd --check --config etc/policy.conf --state /nonexistent
slammerd --help
slammerd --version
slammerctl --help
slammerctl --version
slammerctl status --help
slammerctl policy check --no-interfaces etc/policy.conf
slammerctl policy check --no-interfaces --json etc/policy.conf
slammer-advisory --help
slammer-advisory --version
slammer-advisory new --help
END
finish
