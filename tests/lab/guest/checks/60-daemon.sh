# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The daemon comes and goes; the kernel filters, and nothing is counted twice.

test_daemon_without_module()
{
	rmmod nf_slammer
	refused start_daemon
	said "not loaded"
	refused in_ns router slammerctl status
	said "not loaded"
	fresh_module
}

test_daemon_without_rights()
{
	local before

	fresh_module
	before=$(kernel_state)
	# shellcheck disable=SC2086 # a command with its options
	refused in_ns router $NOBODY slammerd --foreground
	said "no rights"
	equal kernel "$(kernel_state)" "$before"
}

test_daemon_twice()
{
	local before

	fresh
	before=$(kernel_state)
	refused in_ns router slammerd --socket /tmp/other.sock
	said "already running"
	equal kernel "$(kernel_state)" "$before"
	in_ns router slammerctl reload
}

# Counters of the kernel that policy rules, one a line
kernel_counters()
{
	in_ns router slammerctl status --json | jq -r '.counters[] |
		select(.bytes > 0) | "\(.direction) \(.reason) \(.verdict) " +
		"\(.packets) \(.bytes)"' | sort
}

store_counters()
{
	sqlite3 -readonly -separator ' ' "$DATABASE" '
		SELECT direction, reason, verdict, sum(packets), sum(bytes)
		FROM window_counter WHERE bytes > 0 GROUP BY 1, 2, 3' | sort
}

# Worms by source, in the kernel and in the store
kernel_worms()
{
	in_ns router slammerctl sources --json | jq -r '.sources[] |
		select(.packets.slammer > 0) | .packets.slammer' | sort -n
}

store_worms()
{
	sqlite3 -readonly "$DATABASE" '
		SELECT sum(slammer) FROM window_source WHERE slammer > 0
		GROUP BY address, inside' | sort -n
}

store_is_kernel()
{
	kernel_counters >/tmp/kernel-counters
	store_counters >/tmp/store-counters
	[ -s /tmp/kernel-counters ] || fail "the kernel counted nothing"
	diff /tmp/kernel-counters /tmp/store-counters ||
		fail "store and kernel differ: $(diff /tmp/kernel-counters \
			/tmp/store-counters | tail -n 1)"
	equal "worms by source" "$(store_worms | tr '\n' ' ')" \
		"$(kernel_worms | tr '\n' ' ')"
}

test_killed_daemon()
{
	local before

	fresh
	before=$(kernel_state)
	guarded_in
	in_ns router slammerctl flush
	guarded_out
	kill -9 "$(cat "$PIDFILE")"
	wait_for 10 gone
	guarded_in
	guarded_out
	equal "kernel without its daemon" "$(kernel_state)" "$before"

	start_daemon
	equal "kernel with a new daemon" "$(kernel_state)" "$before"
	guarded_in
	in_ns router slammerctl flush
	store_is_kernel
	in_ns router slammerctl flush
	store_is_kernel
}

# SIGTERM writes what is not written yet, and the kernel goes on
test_terminated_daemon()
{
	local before

	fresh
	before=$(kernel_state)
	guarded_in
	kill "$(cat "$PIDFILE")"
	wait_for 10 gone || fail "still there"
	equal kernel "$(kernel_state)" "$before"
	store_is_kernel
	guarded_in
}

# A module that was loaded anew begins at 0: the sums are those of both
test_module_loaded_anew()
{
	fresh
	guarded_in
	in_ns router slammerctl flush
	fresh_module
	wait_for 20 adopted || fail "the new module did not get the policy"
	guarded_in
	in_ns router slammerctl flush
	equal "worms in the store" "$(store_worms)" 200
}

adopted()
{
	[ "$(kernel_state | cut -d ' ' -f 1)" -gt 1 ]
}

test_bulletin_from_the_store_alone()
{
	fresh
	guarded_in
	in_ns router slammerctl flush
	stop_daemon
	rmmod nf_slammer
	slammer-advisory render --lang en >/tmp/bulletin.en
	slammer-advisory render --lang ja >/tmp/bulletin.ja
	grep -q 100 /tmp/bulletin.en || fail "the figure is not in the bulletin"
	grep -q 100 /tmp/bulletin.ja || fail "the figure is not in the bulletin"
	fresh_module
}
