# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The daemon starts and stops; the kernel filters, and nothing is counted twice.

test_daemon_without_module()
{
	fresh_module
	unload
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
	said "permission denied"
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

# SIGTERM stores the last window, and the kernel goes on filtering
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

# A module that was loaded again begins at 0: the store has the sums of both
test_module_loaded_again()
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
	unload
	slammer-advisory render --lang en >/tmp/bulletin.en
	slammer-advisory render --lang ja >/tmp/bulletin.ja
	grep -q 100 /tmp/bulletin.en || fail "the figure is not in the bulletin"
	grep -q 100 /tmp/bulletin.ja || fail "the figure is not in the bulletin"
	fresh_module
}

# doctor RESULT CHECK: that is the worst result of it
doctor()
{
	equal "doctor: $2" "$(in_ns router slammerctl doctor --json |
		jq -r --arg check "$2" '[.checks[] | select(.check == $check) |
		.result] | sort_by({ok: 0, warning: 1, error: 2}[.]) | last')" "$1"
}

test_doctor()
{
	local check

	fresh
	in_ns router slammerctl flush
	in_ns router slammerctl doctor || true
	for check in module daemon version policy file statistics disk log; do
		doctor ok $check
	done
	# an edit that was not loaded
	echo 'unnamed = "off";' >>"$POLICY"
	doctor warning policy
	echo "dorp" >>"$POLICY"
	doctor error file
	stop_daemon
	doctor error daemon
	unload
	doctor error module
	equal "exit status" "$(in_ns router slammerctl doctor >/dev/null
		echo $?)" 2
	fresh_module
}
