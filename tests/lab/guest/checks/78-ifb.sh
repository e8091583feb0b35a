# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# A shaper of what comes in: tc redirects it to an IFB device before netfilter's hook,
# and it comes back behind that. Each packet counts once all the same.

# shellcheck source=../world.sh
. /lab/world.sh

# shaped DEVICE...: what they receive goes by ifb0
shaped()
{
	local device

	ip -n mid link show dev ifb0 >/dev/null 2>&1 ||
		ip -n mid link add ifb0 type ifb
	plug mid ifb0
	for device; do
		redirected "$device" egress redirect dev ifb0
	done
}

# redirected DEVICE MIRRED...: busybox has a tc that can do less
redirected()
{
	local device=$1

	shift
	in_ns mid /usr/sbin/tc qdisc add dev "$device" handle ffff: ingress
	in_ns mid /usr/sbin/tc filter add dev "$device" parent ffff: matchall \
		action mirred "$@"
}

# A connection from left to right and one back, and what is known of their packets
bystanders()
{
	in_ns right nc -l -p 8080 -e cat &
	wait_for 10 in_ns left sh -c "echo hello | nc -w 1 $RIGHT 8080 |
		grep -q hello" || fail "TCP does not pass"
	kill $! 2>/dev/null || true
	[ "$(labstate --netns mid counters |
		sed -n "s/^$1 not-udp accept //p")" -ge 4 ] ||
		fail "TCP was not counted"
}

test_ifb_routed()
{
	world
	routed l0 p0 p1
	guard p0 p1
	hooks egress
	shaped p0
	hooks egress redirects
	inward 40
	outward 30
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 30" "egress trailing accept 30"
	bystanders ingress
	late 0
	# both sides
	redirected p1 egress redirect dev ifb0
	outward 10
	booked "ingress worm drop 40" "ingress trailing accept 40" \
		"egress worm drop 40" "egress trailing accept 40"
	# and without it
	in_ns mid /usr/sbin/tc qdisc delete dev p0 ingress
	in_ns mid /usr/sbin/tc qdisc delete dev p1 ingress
	ip -n mid link delete ifb0
	hooks egress
	inward 10
	booked "ingress worm drop 50" "ingress trailing accept 50" \
		"egress worm drop 40" "egress trailing accept 40"
	world_end
}

# Requests of those who are permitted pass, those of others do not
test_ifb_requests()
{
	world
	routed l0 p0 p1
	shaped p0
	guard p0 p1
	hooks egress redirects
	ip -n left addr add 203.0.113.66/24 dev l0
	ip -n mid route add 203.0.113.0/24 dev p0
	listen right /tmp/crossed --listen "$RIGHT:1434" --expect freetds=10 \
		--name freetds-list
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --name freetds-list --count 10 \
		--from 203.0.113.66 --to "$RIGHT" >/dev/null
	in_ns left labsend --vectors "$VECTORS" --name freetds --count 10 \
		--from "$LEFT" --to "$RIGHT" >/dev/null
	wait "$receiver" || fail "requests that are permitted did not arrive"
	equal "requests of a stranger" "$(got freetds-list)" 0
	world_end
}

test_ifb_builtin()
{
	world
	routed l0 p0 p1
	shaped p0
	unload
	in_ns mid insmod /nf_slammer.ko
	hooks egress redirects
	inward 20
	outward 10
	booked "unnamed worm drop 30" "unnamed trailing accept 30"
	world_end
	fresh_module
}

test_ifb_to_the_router()
{
	world
	routed l0 p0 p1
	shaped p0
	guard p0 p1
	cross 20 left "$LEFT" mid 198.51.100.1
	equal "worms that arrived" "$worms" 0
	equal "answers that arrived" "$answers" 20
	booked "ingress worm drop 20" "ingress trailing accept 20"
	world_end
}

test_ifb_bridged()
{
	world
	joined_by_bridge
	bridged l0
	shaped p0
	guard p0 p1
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	bystanders ingress
	# what goes up from the bridge was judged
	ip -n mid link set p1 nomaster
	ip -n left addr flush dev l0
	ip -n right addr flush dev r0
	routed l0 br0 p1
	inward 10
	booked "ingress worm drop 30" "ingress trailing accept 30" \
		"egress worm drop 10" "egress trailing accept 10"
	world_end
}

# The hook of the VLAN interface sees it again; without a hook there, it does not
test_ifb_below_a_vlan()
{
	world
	on_vlan 7
	routed l0.7 p0.7 p1
	shaped p0
	guard "p0 p0.7" p1
	inward 20
	guard p0 "p1 none0" "\$a unnamed = \"off\";"
	inward 20
	booked "ingress worm drop 40" "ingress trailing accept 40"
	world_end
}

# As if another interface had received it: that one's hook sees it
test_redirect_to_ingress()
{
	world
	routed l0 p0 p1
	ip -n mid link add d0 type dummy
	plug mid d0
	# not ARP: the address is p0's
	in_ns mid /usr/sbin/tc qdisc add dev p0 handle ffff: ingress
	in_ns mid /usr/sbin/tc filter add dev p0 parent ffff: protocol ip \
		matchall action mirred ingress redirect dev d0
	guard "p0 d0" p1
	inward 20
	# with the hooks before routing as well
	ip -n mid link add ifb0 type ifb
	hooks egress redirects
	inward 20
	booked "ingress worm drop 40" "ingress trailing accept 40"
	world_end
}

# Queued, where what is redirected comes by
test_ifb_queue()
{
	world
	routed l0 p0 p1
	shaped p1
	guard p0 p1 '/^egress: {/,/^};/s/other = "accept"/other = "queue"/
		$a queue: { number = 1434; fail = "open"; };'
	cross 10 right "$RIGHT" left "$LEFT"
	equal "worms that arrived" "$worms" 0
	booked "egress worm drop 10" "egress trailing queue 10"
	world_end
}
