# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A container with an interface on top of one of ours: what it sends meets neither
# ingress nor local output of this namespace, only the egress hook.

# shellcheck source=../world.sh
. /lab/world.sh

POD=198.51.100.7

# pod KIND...: a namespace with an interface of this kind on p0
pod()
{
	world
	routed l0 p0 p1
	ip netns add pod
	in_ns pod sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=1
	ip -n mid link add link p0 name pod0 netns pod type "$@"
	plug pod pod0
	ip -n pod addr add "$POD/24" dev pod0
	guard p0 p1
}

from_pod()
{
	cross 20 pod "$POD" left "$LEFT"
	equal "worms that left the container" "$worms" 0
	equal "answers that left the container" "$answers" 20
	booked "local worm drop 20"
	late 20
}

test_egress_macvlan_container()
{
	pod macvlan mode bridge
	from_pod
	# what it receives came in by p0
	cross 10 left "$LEFT" pod "$POD"
	equal "worms that came to the container" "$worms" 0
	booked "ingress trailing accept 10" "ingress worm drop 10" \
		"local worm drop 20"
	world_end
}

test_egress_ipvlan_container()
{
	pod ipvlan mode l2
	from_pod
	world_end
}

# This kind passes local output: it counts there, once
test_egress_ipvlan_l3_container()
{
	pod ipvlan mode l3
	ip -n pod route add default dev pod0
	cross 20 pod "$POD" left "$LEFT"
	equal "worms that left the container" "$worms" 0
	equal "answers that left the container" "$answers" 20
	booked "local trailing accept 20" "local worm drop 20"
	late 0
	world_end
}

# Its requests need the permission that those of this router need
test_egress_container_requests()
{
	pod macvlan mode bridge
	listen left /tmp/crossed --listen "$LEFT:1434" --expect dns-id-04=1 \
		--name freetds
	receiver=$!
	in_ns pod labsend --vectors "$VECTORS" --name freetds --name dns-id-04 \
		--from "$POD" --to "$LEFT" >/dev/null
	wait "$receiver" || fail "the answer of DNS did not arrive"
	equal "requests that arrived" "$(got freetds)" 0
	booked "local instance drop 1"
	guard p0 p1 "/^allow = (/a { from = \"$POD\"; to = \"$LEFT\"; },"
	listen left /tmp/crossed --listen "$LEFT:1434" --expect freetds=10
	receiver=$!
	in_ns pod labsend --vectors "$VECTORS" --name freetds --count 10 \
		--from "$POD" --to "$LEFT" >/dev/null
	wait "$receiver" || fail "requests that are permitted did not arrive"
	world_end
}

# An answer that a client outside asked for, from a server in the container
test_egress_container_answers()
{
	pod macvlan mode bridge
	in_ns left labsend --vectors "$VECTORS" --name dns-query \
		--from "$LEFT:1434" --to "$POD:53" >/dev/null
	listen left /tmp/crossed --listen "$LEFT:1434" --expect dns-id-0441=1 \
		--expect variant-no-marks=1 --name worm-in
	receiver=$!
	in_ns pod labsend --vectors "$VECTORS" --name dns-id-0441 \
		--name variant-no-marks --name worm-in \
		--from "$POD:53" --to "$LEFT:1434" >/dev/null
	wait "$receiver" || fail "an answer did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	world_end
}

# The container is a router itself
test_egress_macvlan_router()
{
	pod macvlan mode bridge
	ip -n mid link set p1 netns pod
	ip -n pod addr add 192.0.2.1/24 dev p1
	plug pod p1
	ip -n left route add 192.0.2.0/24 via "$POD"
	cross 20 right "$RIGHT" left "$LEFT"
	equal "worms that went through the container" "$worms" 0
	equal "answers that went through the container" "$answers" 20
	booked "local worm drop 20"
	late 20
	world_end
}

# By a bridge, where the ingress hook of its port has seen all of it
test_egress_veth_container()
{
	world
	ip -n mid link add br0 type bridge
	ip -n mid link set p0 master br0
	plug mid br0
	ip -n left addr add "$LEFT/24" dev l0
	ip netns add pod
	in_ns pod sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
	ip -n mid link add veth0 type veth peer name pod0 netns pod
	ip -n mid link set veth0 master br0
	plug mid veth0
	plug pod pod0
	ip -n pod addr add "$POD/24" dev pod0
	guard p0 veth0 "/^allow = (/a { from = \"$POD\"; to = \"$LEFT\"; },"
	cross 20 pod "$POD" left "$LEFT"
	equal "worms that left the container" "$worms" 0
	listen left /tmp/crossed --listen "$LEFT:1434" --expect freetds=10
	receiver=$!
	in_ns pod labsend --vectors "$VECTORS" --name freetds --count 10 \
		--from "$POD" --to "$LEFT" >/dev/null
	wait "$receiver" || fail "requests that are permitted did not arrive"
	booked "egress instance accept 10" "egress trailing accept 20" \
		"egress worm drop 20"
	late 0
	world_end
}
