#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# slammerctl events: past events, new events, and none twice, even if the daemon is
# restarted meanwhile.
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

# Each request finds one event more; with the sixth the daemon has restarted.
start_daemon
equal "past events" "$(addresses)" "192.0.2.0 "
equal "one more" "$(addresses)" "192.0.2.0 192.0.2.1 "
equal "--count: the last" "$(addresses --count 2)" "192.0.2.1 192.0.2.2 "
equal "--since" "$(addresses --since 2026-01-25T12:00:02Z)" "192.0.2.2 192.0.2.3 "
equal "--since a duration" "$(addresses --since 1d)" ""
equal "--json" "$(build/slammerctl events --socket "$SOCKET" --json |
	jq -r .address)" "192.0.2.10"
stop_daemon

start_daemon
equal "--follow: new events, before and after the restart" \
	"$(addresses --follow --count 6)" \
	"192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.10 192.0.2.11 "
stop_daemon

start_daemon
equal "--follow --since: past events, then new ones" \
	"$(addresses --follow --since 2026-01-25T12:00:00Z --count 3)" \
	"192.0.2.0 192.0.2.1 192.0.2.2 "
stop_daemon

build/slammerctl events --socket "$SOCKET" >"$work/out" 2>"$work/err"
equal "no daemon: status" $? 1
equal "no daemon" "$(cat "$work/err")" \
	"slammerctl: slammerd is not running (no listener on $SOCKET)"
for bad in soon 10 10x -1h 2026-02-31 1000000001d; do
	build/slammerctl events --since "$bad" >"$work/out" 2>"$work/err"
	equal "--since $bad: status" $? 2
	is "--since $bad" grep -q -- "--since takes a time (.*2026-11-30T12:00Z.*) or a duration (.*), not \"$bad\"" "$work/err"
done
finish
