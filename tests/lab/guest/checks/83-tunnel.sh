# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Tunnels that end on the router: the outer packet counts as not inspected, the
# inner one where its interface is named.

# shellcheck source=../world.sh
. /lab/world.sh

# tunnel KIND: between l0 and p0, an interface t0 at either end, through which
# left reaches right
tunnel()
{
	world
	ip -n left addr add 203.0.113.2/24 dev l0
	ip -n mid addr add 203.0.113.1/24 dev p0
	ip -n left link add t0 type "$1" local 203.0.113.2 remote 203.0.113.1
	ip -n mid link add t0 type "$1" local 203.0.113.1 remote 203.0.113.2
	plug left t0
	plug mid t0
	routed t0 t0 p1
}

# The policy names the outer interface and not the inner one: outer packets are counted
# as not inspected, and inner ones pass if those without a name have no filter
outer()
{
	tunnel "$1"
	guard p0 p1 "\$a unnamed = \"off\";"
	cross 20 left "$LEFT" right "$RIGHT"
	equal "worms that were in the tunnel" "$worms" 20
	equal "answers that were in the tunnel" "$answers" 20
	booked
	counted ingress tunnel 40
	outward 10
	booked "egress worm drop 10" "egress trailing accept 10"
	guard p0 p1
	zoned t0 unnamed
	inward 20
	booked "egress worm drop 10" "egress trailing accept 10" \
		"unnamed worm drop 20" "unnamed trailing accept 20"
	counted ingress tunnel 80
	world_end
}

both()
{
	tunnel "$1"
	guard "p0 t0" p1
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20"
	counted ingress tunnel 40
	world_end
}

test_tunnel_ipip_outer()
{
	outer ipip
}

test_tunnel_ipip_both()
{
	both ipip
}

test_tunnel_gre_outer()
{
	outer gre
}

test_tunnel_gre_both()
{
	both gre
}

# The worm over IPv6 in IPv4
test_tunnel_sit()
{
	world
	in_ns left sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 \
		net.ipv6.conf.default.disable_ipv6=0
	in_ns mid sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 \
		net.ipv6.conf.default.disable_ipv6=0
	ip -n left addr add 203.0.113.2/24 dev l0
	ip -n mid addr add 203.0.113.1/24 dev p0
	ip -n left link add t0 type sit local 203.0.113.2 remote 203.0.113.1
	ip -n mid link add t0 type sit local 203.0.113.1 remote 203.0.113.2
	plug left t0
	plug mid t0
	ip -n left addr add 2001:db8:64::2/64 dev t0 nodad
	ip -n mid addr add 2001:db8:64::1/64 dev t0 nodad
	guard "p0 t0" p1
	in_ns left labsend --vectors "$VECTORS" --name worm6-in \
		--from 2001:db8:64::2 --to 2001:db8:64::1 --count 20
	booked "ingress worm drop 20"
	[ "$(labstate --netns mid counters |
		sed -n 's/^ingress tunnel accept //p')" -ge 20 ] ||
		fail "the outer packets were not counted as tunnels"
	world_end
}
