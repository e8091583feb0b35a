# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A VRF: its ports see for it. Named, it gives them its zone.

# shellcheck source=../world.sh
. /lab/world.sh

# p0 and p1 are in a VRF, between whose ports mid routes
vrf()
{
	world
	ip -n mid link add vrf0 type vrf table 10
	ip -n mid link set p0 master vrf0
	ip -n mid link set p1 master vrf0
	plug mid vrf0
	routed l0 p0 p1
}

test_vrf_ports_named()
{
	vrf
	guard p0 p1
	zoned vrf0 ""
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	guard "vrf0 p0" p1
	zoned vrf0 ""
	inward 20
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 10" "egress trailing accept 10"
	world_end
}

test_vrf_named()
{
	vrf
	guard vrf0 p1
	zoned p0 external
	zoned p1 internal
	zoned vrf0 ""
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20"
	ip -n mid link set p0 nomaster
	zoned p0 unnamed
	zoned vrf0 ""
	ip -n mid link set p0 master vrf0
	zoned p0 external
	world_end
}

test_vrf_unnamed()
{
	vrf
	guard none0 none1
	zoned p0 unnamed
	zoned p1 unnamed
	zoned vrf0 ""
	inward 20
	booked "unnamed worm drop 20" "unnamed trailing accept 20"
	world_end
}
