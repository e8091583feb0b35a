# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Bridges: a packet counts once, on the port or on the bridge.

# shellcheck source=../world.sh
. /lab/world.sh

# br0 of mid, with the ports that are named
bridge()
{
	local port

	ip -n mid link add br0 type bridge
	for port; do
		ip -n mid link set "$port" master br0
	done
	plug mid br0
}

test_bridge_ports_named()
{
	world
	bridge p0 p1
	bridged l0
	guard p0 p1
	inward 40
	outward 50
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 50" "egress trailing accept 50"
	world_end
}

# The ports of a bridge that is named see for it
test_bridge_named()
{
	world
	bridge p0
	routed l0 br0 p1
	guard br0 p1
	zoned br0 ""
	zoned p0 external
	inward 40
	outward 50
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 50" "egress trailing accept 50"
	world_end
}

# What is only bridged is looked into as well, as it is by the built-in policy
test_bridge_alone_named()
{
	world
	bridge p0 p1
	bridged l0
	guard br0 none0
	zoned p1 external
	inward 40
	outward 50
	booked "ingress worm drop 90" "ingress trailing accept 90"
	ip -n mid link set p1 nomaster
	zoned p1 unnamed
	ip -n mid link set p0 nomaster
	zoned p0 unnamed
	zoned br0 external
	world_end
}

test_bridge_unnamed()
{
	world
	bridge p0 p1
	bridged l0
	guard none0 none1
	zoned p0 unnamed
	zoned br0 ""
	inward 40
	outward 50
	booked "unnamed worm drop 90" "unnamed trailing accept 90"
	guard none0 none1 "\$a unnamed = \"off\";"
	zoned p0 ""
	cross 20 left "$LEFT" right "$RIGHT"
	equal "worms that went by" "$worms" 20
	booked "unnamed worm drop 90" "unnamed trailing accept 90"
	world_end
}

# One port has a zone of its own, the bridge none
test_bridge_port_unnamed()
{
	world
	bridge p0 p1
	bridged l0
	guard p0 none0
	zoned p1 unnamed
	zoned br0 ""
	inward 40
	outward 50
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"unnamed worm drop 50" "unnamed trailing accept 50"
	world_end
}

# A bond of a bridge: the bond is the port, and its members are not hooked
test_bridge_of_a_bond()
{
	world
	ip -n mid link set p0 down
	ip -n mid link add top0 type bond mode active-backup miimon 0
	ip -n mid link set p0 master top0
	plug mid p0 top0
	bridge top0 p1
	bridged l0
	guard br0 none0
	zoned p0 ""
	zoned top0 external
	zoned br0 ""
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	guard none0 none1
	zoned p0 unnamed
	zoned top0 ""
	inward 10
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"unnamed worm drop 10" "unnamed trailing accept 10"
	world_end
}

test_bridge_and_port_named()
{
	world
	bridge p0
	routed l0 br0 p1
	guard "br0 p0" p1
	inward 40
	outward 50
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 50" "egress trailing accept 50"
	world_end
}

# A port that is not named belongs to the bridge that is
test_bridge_and_another_port_named()
{
	world
	ip -n mid link add p2 type veth peer name far
	bridge p0 p2
	routed l0 br0 p1
	guard "br0 p2" p1
	zoned br0 ""
	zoned p0 external
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	world_end
}

# Hooked on all there is, ports that come and go included
test_bridge_everything_named()
{
	world
	guard '*' none0
	bridge p0 p1
	bridged l0
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	ip -n mid link set p0 nomaster
	ip -n mid link set p0 master br0
	inward 10
	booked "ingress worm drop 50" "ingress trailing accept 50"
	world_end
}

# A bridge that knows VLANs tags on its way what came without a tag
test_bridge_of_vlans()
{
	world
	ip -n mid link add br0 type bridge vlan_filtering 1 vlan_default_pvid 7
	ip -n mid link set p0 master br0
	plug mid br0
	routed l0 br0 p1
	guard "br0 p0" p1
	inward 40
	booked "ingress worm drop 40" "ingress trailing accept 40"
	guard br0 p1
	zoned p0 external
	inward 10
	booked "ingress worm drop 50" "ingress trailing accept 50"
	world_end
}
