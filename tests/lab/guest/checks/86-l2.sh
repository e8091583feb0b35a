# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A bridge passes whatever is in a frame: SNAP and PPPoE with a protocol of one byte
# are looked into, what is behind MPLS labels is counted as not inspected.

# shellcheck source=../world.sh
. /lab/world.sh

l2_world()
{
	world
	joined_by_bridge
	guard p0 p1
}

# l2_frames VECTOR...: 20 of each, from left
l2_frames()
{
	# shellcheck disable=SC2046 # a list of words
	in_ns left labflood --vectors "$VECTORS" --device l0 --count 20 \
		$(options --name "" "$@") >/dev/null
}

# l2_counted DIRECTION REASON COUNT: by now, of packets that policy does not rule
l2_counted()
{
	labstate --netns mid counters | grep -qx "$1 $2 accept $3"
}

test_l2_snap()
{
	l2_world
	l2_frames worm-snap worm-snap-8021h worm-vlan-snap worm-snap-vlan \
		worm6-snap request-snap
	wait_for 5 l2_ruled "ingress worm drop 100"
	booked "ingress worm drop 100" "ingress instance accept 20"
	world_end
}

# l2_ruled LINE: counted by now
l2_ruled()
{
	labstate --netns mid ruled | grep -qx "$1"
}

test_l2_pppoe()
{
	l2_world
	l2_frames worm-pppoe-brief worm6-vlan-pppoe-brief worm-pppoe-control \
		worm-pppoe-control-brief worm-snap-pppoe worm-pppoe
	wait_for 5 l2_ruled "ingress worm drop 120"
	booked "ingress worm drop 120"
	world_end
}

test_l2_mpls()
{
	l2_world
	l2_frames worm-mpls worm-mpls-stack worm-mpls-group worm-pppoe-mpls \
		worm-snap-mpls
	wait_for 5 l2_counted ingress mpls 100
	counted ingress mpls 100
	booked
	world_end
}

test_l2_overlap()
{
	l2_world
	l2_frames snap-overlap overlap-40
	wait_for 5 l2_ruled "ingress overlap drop 40"
	booked "ingress overlap drop 40"
	world_end
}
