#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# slammerctl events: what is remembered, what is new, and nothing twice, also when
# the daemon is restarted meanwhile.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

# addresses OPTION...: of the events that are printed
addresses()
{
	timeout 60 build/slammerctl events --socket "$SOCKET" "$@" |
		awk '{ printf "%s ", $3 }'
}

# Each question finds one event more; with the sixth another life begins.
start_daemon
equal "what is remembered" "$(addresses)" "192.0.2.0 "
equal "one more" "$(addresses)" "192.0.2.0 192.0.2.1 "
equal "--count: the last" "$(addresses --count 2)" "192.0.2.1 192.0.2.2 "
equal "--since" "$(addresses --since 2026-01-25T12:00:02Z)" "192.0.2.2 192.0.2.3 "
equal "--since a span" "$(addresses --since 1d)" ""
equal "--json" "$(build/slammerctl events --socket "$SOCKET" --json |
	jq -r .address)" "192.0.2.10"
stop_daemon

start_daemon
equal "--follow: what is new, in this life and the next" \
	"$(addresses --follow --count 6)" \
	"192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.10 192.0.2.11 "
stop_daemon

start_daemon
equal "--follow --since: what was, and what is new" \
	"$(addresses --follow --since 2026-01-25T12:00:00Z --count 3)" \
	"192.0.2.0 192.0.2.1 192.0.2.2 "
stop_daemon

build/slammerctl events --socket "$SOCKET" >"$work/out" 2>"$work/err"
equal "no daemon: status" $? 1
equal "no daemon" "$(cat "$work/err")" \
	"slammerctl: slammerd is not running (nobody listens on $SOCKET)"
for bad in yesterday 10 10x -1h 2026-01-25 1000000000d; do
	build/slammerctl events --since "$bad" >"$work/out" 2>"$work/err"
	equal "--since $bad: status" $? 2
	is "--since $bad" grep -q -- "--since takes a time like .*, not \"$bad\"" "$work/err"
done
finish
