# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the tests of watching share: a fake daemon, results, waiting. Sourced from
# the top of the tree. A test ends with "finish".

# shellcheck source=tests/results.sh
. tests/results.sh

daemon=
work=$(mktemp -d)

# shellcheck disable=SC2034 # used where this is sourced
SOCKET=$work/socket
trap clean_up EXIT

clean_up()
{
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null
	type tidy >/dev/null 2>&1 && tidy
	rm -rf "$work"
}

# wait_for COMMAND...: until it succeeds, for at most 30 s, which is far more than
# anything takes that does not hang
wait_for()
{
	tries=300
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

start_daemon()
{
	rm -f "$SOCKET"
	tests/watch/fake-daemon.py "$SOCKET" "$work/looks" &
	daemon=$!
	wait_for test -S "$SOCKET" || {
		not_ok "the fake daemon does not start"
		exit 1
	}
}

stop_daemon()
{
	kill "$daemon"
	wait "$daemon" 2>/dev/null
	daemon=
	rm -f "$SOCKET"
}
