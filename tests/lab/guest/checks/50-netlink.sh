# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Netlink: what is broken, what is large, who may, and what changes meanwhile.

# shellcheck source=../world.sh
. /lab/world.sh

# all_good COMMAND...: it says ok of everything, and how much that was
all_good()
{
	"$@" >/tmp/abuse || fail "$(grep '^not ok' /tmp/abuse | head -n 1)"
	cat /tmp/abuse
	last_line /tmp/abuse | grep -q '^[1-9][0-9]* passed, 0 failed$' ||
		fail "no closing line"
}

# An extack error each, that names the entry, and nothing changed
test_netlink_abuse()
{
	local before

	fresh_module
	before=$(kernel_state)
	all_good netlink-abuse --netns router
	equal kernel "$(kernel_state)" "$before"
	guarded_in
}

test_netlink_transactions()
{
	local before

	fresh_module
	before=$(kernel_state)
	all_good netlink-scenes --netns router
	equal kernel "$(kernel_state)" "$before"
	guarded_in
}

test_netlink_rights()
{
	fresh_module
	all_good netlink-rights --netns router
}

# 100000 entries more, and no packet notices
test_large_policy_under_traffic()
{
	world
	routed l0 p0 p1
	guard p0 p1
	stream dns-id-04
	netlink-bulk --netns mid --external p0 --internal p1
	stream_end
	inward 10
	world_end
}

test_dumps_survive_change()
{
	world
	netlink-bulk --netns mid --external p0 --internal p1
	start left /tmp/flood labflood --vectors "$VECTORS" --name worm-in \
		--device l0 --sources 100000 --rate 20000 \
		--ready /tmp/flood.ready
	flooder=$!
	wait_for 10 test -e /tmp/flood.ready
	rm -f /tmp/flood.ready
	wait_for 10 evicting
	all_good netlink-dumps --netns mid
	kill "$flooder" || fail "the flood ended before"
	wait "$flooder"
	world_end
}

# The table of the outside is full
evicting()
{
	labstate --netns mid tables | grep -q '^table outside .* evicted [1-9]'
}
