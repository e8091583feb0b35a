# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Two network namespaces, two daemons, two policies: neither affects the other.

# shellcheck source=../world.sh
. /lab/world.sh

MID_RUN=/run/nf-slammer/mid
MID_STATE=/var/lib/nf-slammer/mid
MID_SOCKET=$MID_RUN/slammerd.sock
MID_PID=/run/slammerd-mid.pid

# As nf-slammer@mid.service has it
start_mid()
{
	mkdir -p "$MID_RUN" "$MID_STATE"
	in_ns mid slammerd --config /tmp/mid.conf --socket "$MID_SOCKET" \
		--state "$MID_STATE" --store "$MID_STATE/statistics.db" \
		--pid-file "$MID_PID"
}

stop_mid()
{
	[ ! -s "$MID_PID" ] || kill "$(cat "$MID_PID")" 2>/dev/null || true
	wait_for 10 mid_is_gone
	rm -f "$MID_PID"
}

mid_is_gone()
{
	! [ -s "$MID_PID" ] || ! [ -d "/proc/$(cat "$MID_PID")" ]
}

mid_ctl()
{
	in_ns mid slammerctl "$@" --socket "$MID_SOCKET"
}

# worms_in DATABASE: packets that were dropped
worms_in()
{
	sqlite3 -readonly "$1" "SELECT coalesce(sum(packets), 0)
		FROM window_counter WHERE reason = 'worm' AND verdict = 'drop'"
}

mid_state()
{
	mid_ctl status --json | jq -r '.kernel | "\(.generation) \(.digest)"'
}

test_instances_of_two_namespaces()
{
	local router mid

	fresh
	world
	routed l0 p0 p1
	rm -rf "$MID_STATE"
	sed 's/interfaces = \[ "wan.*/interfaces = [ "p0" ];/
		s/interfaces = \[ "lan.*/interfaces = [ "p1" ];/
		s/^# sensor.*/sensor = "mid";/' "$POLICY" >/tmp/mid.conf
	start_mid

	router=$(kernel_state)
	mid=$(mid_state)
	[ "${router#* }" != "${mid#* }" ] || fail "one policy for both: $router"
	equal "policy of mid" \
		"$(mid_ctl status --json | jq -r .daemon.policy)" /tmp/mid.conf

	guarded_in
	inward 30
	in_ns router slammerctl flush
	mid_ctl flush
	equal "worms of router" "$(worms_in "$DATABASE")" 100
	equal "worms of mid" "$(worms_in "$MID_STATE/statistics.db")" 30

	# a command to one of them does not affect the other
	echo 'defrag = true;' >>/tmp/mid.conf
	mid_ctl reload
	[ "$(mid_state)" != "$mid" ] || fail "mid did not reload"
	equal "router, when mid reloads" "$(kernel_state)" "$router"
	stop_daemon
	mid=$(mid_state)
	inward 5
	equal "mid, when router's daemon is gone" "$(mid_state)" "$mid"
	stop_mid
	equal "worms of mid" "$(worms_in "$MID_STATE/statistics.db")" 35
	world_end
}

# A second daemon can use neither its socket and state nor its namespace
test_instances_that_collide()
{
	fresh
	world
	cp "$POLICY" /tmp/mid.conf
	start_mid
	refused in_ns mid slammerd --config /tmp/mid.conf --socket /tmp/other.sock \
		--state /tmp/other-state
	said "already running"
	stop_mid
	refused in_ns mid slammerd --config /tmp/mid.conf --state "$MID_STATE"
	said "another process listens on"
	in_ns router slammerctl status >/dev/null
	world_end
}
