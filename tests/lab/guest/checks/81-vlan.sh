# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# VLANs: a packet counts once, in the zone of the innermost interface that policy
# names. The tags of sockets travel beside the packet, those of labflood in it.

# shellcheck source=../world.sh
. /lab/world.sh

# vlan ID [PROTOCOL]: the VLAN device of it on both ends of the left cable, on top
# of $left_top and $mid_top, which it becomes
vlan()
{
	ip -n left link add link "$left_top" name "$left_top.$1" type vlan \
		proto "${2:-802.1Q}" id "$1"
	ip -n mid link add link "$mid_top" name "$mid_top.$1" type vlan \
		proto "${2:-802.1Q}" id "$1"
	left_top=$left_top.$1
	mid_top=$mid_top.$1
	plug left "$left_top"
	plug mid "$mid_top"
}

# tagged ID [PROTOCOL] [ID]: a world whose left cable has these VLANs
tagged()
{
	left_top=l0 mid_top=p0
	world
	vlan "$1" "${2:-802.1Q}"
	[ -z "${3:-}" ] || vlan "$3"
	routed "$left_top" "$mid_top" p1
}

# frames COUNT VECTOR: on the left cable, to an address of no host
frames()
{
	in_ns left labflood --vectors "$VECTORS" --device l0 --count "$1" \
		--name "$2" >/dev/null
}

test_vlan_parent_named()
{
	tagged 100
	guard p0 p1
	inward 40
	outward 50
	frames 7 worm-vlan
	frames 8 worm-in
	booked "ingress worm drop 55" "ingress trailing accept 40" \
		"egress worm drop 50" "egress trailing accept 50"
	world_end
}

# The VLAN decides: what comes by it is from the inside here, by policy
test_vlan_and_parent_named()
{
	tagged 100
	guard p0 "p0.100 p1"
	zoned p0 external
	zoned p0.100 internal
	cross 40 left "$LEFT" right "$RIGHT"
	equal "worms that arrived" "$worms" 0
	equal "answers that arrived" "$answers" 40
	frames 7 worm-vlan
	frames 8 worm-in
	# to 192.0.2.10, which is inside too
	booked "ingress worm drop 8" "internal worm drop 47" \
		"internal trailing accept 40"
	world_end
}

test_vlan_alone_named()
{
	tagged 100
	guard p0.100 p1
	zoned p0 unnamed
	inward 40
	frames 8 worm-in
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"unnamed worm drop 8"
	guard p0.100 p1 "\$a unnamed = \"off\";"
	zoned p0 ""
	frames 8 worm-in
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"unnamed worm drop 8"
	world_end
}

# Another VLAN than the one that has an interface is its parent's business
test_vlan_without_interface()
{
	tagged 99
	guard "p0 p0.99" p1
	frames 7 worm-vlan
	booked "ingress worm drop 7"
	world_end
}

test_vlan_and_parent_unnamed()
{
	tagged 100
	guard none0 p1
	zoned p0 unnamed
	zoned p0.100 ""
	inward 40
	frames 7 worm-vlan
	booked "unnamed worm drop 47" "unnamed trailing accept 40"
	world_end
}

test_qinq_parent_named()
{
	tagged 100 802.1ad 200
	guard p0 p1
	inward 40
	frames 7 worm-qinq
	booked "ingress worm drop 47" "ingress trailing accept 40"
	world_end
}

test_qinq_all_named()
{
	tagged 100 802.1ad 200
	guard "p0 p0.100 p0.100.200" p1
	inward 40
	outward 50
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 50" "egress trailing accept 50"
	world_end
}

test_qinq_innermost_and_parent_named()
{
	tagged 100 802.1ad 200
	guard p0 "p0.100.200 p1"
	cross 40 left "$LEFT" right "$RIGHT"
	equal "worms that arrived" "$worms" 0
	frames 7 worm-vlan
	frames 8 worm-in
	booked "ingress worm drop 15" "internal worm drop 40" \
		"internal trailing accept 40"
	world_end
}

test_qinq_middle_named()
{
	tagged 100 802.1ad 200
	guard "p0 p0.100" p1
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	world_end
}

test_qinq_innermost_named()
{
	tagged 100 802.1ad 200
	guard p0.100.200 p1
	zoned p0.100 ""
	inward 40
	frames 7 worm-vlan
	frames 8 worm-in
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"unnamed worm drop 15"
	world_end
}

# More tags than are parsed: accepted, and counted as such
test_three_tags()
{
	world
	guard p0 p1
	frames 30 worm-three-tags
	booked
	counted ingress too-many-tags 30
	world_end
}

# A VLAN on a bridge, one of whose ports is named: the port has seen it
test_vlan_on_a_bridge()
{
	left_top=l0 mid_top=br0
	world
	ip -n mid link add br0 type bridge
	ip -n mid link set p0 master br0
	plug mid br0
	vlan 100
	routed l0.100 br0.100 p1
	guard "p0 br0 br0.100" p1
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	# not named, the port leaves the VLAN its packets, and so does the bridge
	guard br0.100 p1
	zoned p0 ""
	zoned br0 unnamed
	inward 10
	booked "ingress worm drop 50" "ingress trailing accept 50"
	guard "br0 br0.100" p1
	zoned p0 ""
	zoned br0 external
	zoned br0.100 external
	inward 10
	booked "ingress worm drop 60" "ingress trailing accept 60"
	world_end
}
