# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Tunnels in UDP, and segment routing, that end on the router.

# shellcheck source=../world.sh
. /lab/world.sh

OUT=203.0.113.2
IN=203.0.113.1

# outside: the addresses between which the tunnel is
outside()
{
	ip -n left addr add $OUT/24 dev l0
	ip -n mid addr add $IN/24 dev p0
}

# inside DEVICE: the tunnel's interface at both ends, with a hook of its own as it is
# named, or as it is not
inside()
{
	plug left "$1"
	plug mid "$1"
	routed "$1" "$1" p1
	guard "p0 $1" p1
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	# what was outside, and that of ARP
	[ "$(labstate --netns mid counters |
		sed -n 's/^ingress other-port accept //p')" -ge 40 ] ||
		fail "there was no tunnel"
	guard p0 p1
	zoned "$1" unnamed
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10" \
		"unnamed worm drop 20" "unnamed trailing accept 20"
	world_end
}

# l2tp NAMESPACE LOCAL REMOTE
l2tp()
{
	ip -n "$1" l2tp add tunnel tunnel_id 1 peer_tunnel_id 1 encap udp \
		local "$2" remote "$3" udp_sport 5000 udp_dport 5000
	ip -n "$1" l2tp add session name t0 tunnel_id 1 session_id 1 \
		peer_session_id 1
}

test_l2tp_ethernet()
{
	world
	outside
	l2tp left $OUT $IN
	l2tp mid $IN $OUT
	inside t0
}

# fou NAMESPACE LOCAL REMOTE: IPv4 in IPv4 in UDP
fou()
{
	ip -n "$1" fou add port 5555 ipproto 4
	ip -n "$1" link add t0 type ipip local "$2" remote "$3" \
		encap fou encap-sport auto encap-dport 5555
}

test_fou()
{
	world
	outside
	fou left $OUT $IN
	fou mid $IN $OUT
	inside t0
}

# Segment routing that ends here: what was in it goes to routing, or to the next
# interface, without being received again
test_seg6_end()
{
	local ns

	world
	routed l0 p0 p1
	for ns in left mid; do
		in_ns $ns sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 \
			net.ipv6.conf.default.disable_ipv6=0 \
			net.ipv6.conf.all.seg6_enabled=1 \
			net.ipv6.conf.all.forwarding=1
	done
	in_ns left sysctl -q -w net.ipv6.conf.l0.disable_ipv6=0
	in_ns mid sysctl -q -w net.ipv6.conf.p0.disable_ipv6=0 \
		net.ipv6.conf.p0.seg6_enabled=1
	ip -n left addr add 2001:db8:64::2/64 dev l0 nodad
	ip -n mid addr add 2001:db8:64::1/64 dev p0 nodad
	ip -n left -6 route add 2001:db8:65::1/128 via 2001:db8:64::1
	ip -n left route add $RIGHT/32 encap seg6 mode encap \
		segs 2001:db8:65::1 dev l0
	ip -n mid -6 route add 2001:db8:65::1/128 encap seg6local \
		action End.DX4 nh4 $RIGHT dev p0
	guard p0 p1
	inward 20
	late 20
	outward 10
	world_end
}
