# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Netlink: malformed messages, large policies, permissions, dumps during changes.

# shellcheck source=../world.sh
. /lab/world.sh

# all_ok COMMAND...: it prints only "ok", and their number
all_ok()
{
	"$@" >/tmp/abuse || fail "$(grep '^not ok' /tmp/abuse | head -n 1)"
	cat /tmp/abuse
	last_line /tmp/abuse | grep -q '^[1-9][0-9]* passed, 0 failed$' ||
		fail "no closing line"
}

# Each gets an extack error that names the entry, and changes nothing
test_netlink_abuse()
{
	local before

	fresh_module
	before=$(kernel_state)
	all_ok netlink-abuse --netns router
	equal kernel "$(kernel_state)" "$before"
	guarded_in
}

test_netlink_transactions()
{
	local before

	fresh_module
	before=$(kernel_state)
	all_ok netlink-scenes --netns router
	equal kernel "$(kernel_state)" "$before"
	guarded_in
}

test_netlink_rights()
{
	fresh_module
	all_ok netlink-rights --netns router
}

# 100000 entries are added without an effect on packets
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
	all_ok netlink-dumps --netns mid
	kill "$flooder" || fail "the flood has ended"
	wait "$flooder"
	world_end
}

# The table of the outside is full
evicting()
{
	labstate --netns mid tables | grep -q '^table outside .* evicted [1-9]'
}
