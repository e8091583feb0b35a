# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# How long others wait for RTNL, which whoever configures interfaces needs, while the
# module does something. Sourced, never run.

# Does the clock count instructions? Elsewhere the emulated processor itself may stand
# still for longer than the kernel ever takes.
counted_clock()
{
	grep -q ' counted' /proc/cmdline
}

waiter_starts()
{
	rm -f /tmp/rtnl.ready
	start router /tmp/rtnl labrtnl --ready /tmp/rtnl.ready
	waiter=$!
	wait_for 10 test -e /tmp/rtnl.ready
}

# waiter_ends MOST WHILE: nobody has waited for longer, in microseconds
waiter_ends()
{
	local longest most=10000000

	kill "$waiter"
	wait "$waiter" || fail "labrtnl"
	longest=$(jq .longest_us /tmp/rtnl)
	echo "$2: a change of an interface waits $longest us at most" |
		tee -a /files/memory.txt
	! counted_clock || most=$1
	[ "$longest" -le "$most" ] || fail "$2: RTNL was held for $longest us"
}

# stranger COMMAND...: nobody, in a user namespace and a network of their own
stranger()
{
	$NOBODY unshare -U -r -n "$@"
}
