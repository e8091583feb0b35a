# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Broken netlink: an extack error each, and nothing changed.

test_netlink_abuse()
{
	local before

	fresh_module
	before=$(kernel_state)
	netlink-abuse --netns router >/tmp/abuse ||
		fail "$(grep '^not ok' /tmp/abuse | head -n 1)"
	cat /tmp/abuse
	last_line /tmp/abuse | grep -q '^[1-9][0-9]* passed, 0 failed$' ||
		fail "no closing line"
	equal kernel "$(kernel_state)" "$before"
	guarded_in
}
