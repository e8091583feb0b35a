# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Interfaces on top of others: macvlan, ipvlan, bond, dummy. A packet counts once,
# on the lowest one that policy names.

# shellcheck source=../world.sh
. /lab/world.sh

# once TOP EXTERNAL: a packet that comes in by the left cable and goes on to the
# router by TOP counts once, when these are the external interfaces
once()
{
	guard "$2" p1
	inward 20
	outward 10
}

# on_top KIND...: an interface mid.top of that kind on p0
on_top()
{
	world
	ip -n mid link add link p0 name top0 type "$@"
	plug mid top0
	routed l0 top0 p1
}

# thrice: with the lower one, the upper one and both of them named
thrice()
{
	once top0 p0
	zoned top0 ""
	once top0 top0
	zoned p0 ""
	once top0 "p0 top0"
	zoned top0 ""
	booked "ingress worm drop 60" "ingress trailing accept 60" \
		"egress worm drop 30" "egress trailing accept 30"
	world_end
}

test_macvlan()
{
	on_top macvlan mode private
	thrice
}

# to_mid EXTERNAL: ipvlan takes but what is for an address of its own
to_mid()
{
	guard "$1" p1
	cross 20 left "$LEFT" mid 198.51.100.1
	equal "worms that arrived" "$worms" 0
	equal "answers that arrived" "$answers" 20
}

test_ipvlan()
{
	on_top ipvlan mode l2
	to_mid p0
	to_mid top0
	zoned p0 ""
	to_mid "p0 top0"
	zoned top0 ""
	booked "ingress worm drop 60" "ingress trailing accept 60"
	world_end
}

# macvlan on a VLAN: the VLAN's parent sees it first
test_macvlan_on_a_vlan()
{
	world
	ip -n left link add link l0 name l0.100 type vlan id 100
	plug left l0.100
	ip -n mid link add link p0 name p0.100 type vlan id 100
	ip -n mid link add link p0.100 name top0 type macvlan mode private
	plug mid p0.100 top0
	routed l0.100 top0 p1
	once top0 "p0 top0"
	once top0 "p0 p0.100 top0"
	once top0 "p0.100 top0"
	booked "ingress worm drop 60" "ingress trailing accept 60" \
		"egress worm drop 30" "egress trailing accept 30"
	world_end
}

# bond [OPTION...]: top0 of p0
bond()
{
	world
	ip -n mid link set p0 down
	ip -n mid link add top0 type bond mode active-backup miimon 0
	ip -n mid link set p0 master top0
	plug mid p0 top0
	routed l0 top0 p1
}

test_bond()
{
	bond
	thrice
}

# An interface without a name in policy that leaves a bond with one
test_bond_loses_its_port()
{
	bond
	guard "p0 top0" p1
	zoned p0 external
	zoned top0 ""
	ip -n mid link set p0 nomaster
	zoned p0 external
	zoned top0 external
	world_end
}

# What nobody will ever receive is the router's own output all the same
test_dummy()
{
	world
	ip -n mid link add ext9 type dummy
	guard 'ext*' p1
	zoned ext9 external
	plug mid ext9
	ip -n mid addr add 203.0.113.1/24 dev ext9
	in_ns mid labsend --vectors "$VECTORS" --name worm-in \
		--from 203.0.113.1 --to 203.0.113.9 --count 20
	in_ns mid labflood --vectors "$VECTORS" --name worm-in --device ext9 \
		--count 20 --lossy
	booked "local worm drop 40"
	world_end
}
