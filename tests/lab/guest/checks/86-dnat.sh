# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# NAT that changes ports: a packet that comes in for another port goes out to
# port 1434. Whom policy permits is not hit.

# shellcheck source=../world.sh
. /lab/world.sh

STRANGER=203.0.113.66

nat_world()
{
	world
	routed l0 p0 p1
	ip -n left addr add "$STRANGER/24" dev l0
	ip -n mid route add 203.0.113.0/24 dev p0
	guard p0 p1
}

# rules CHAIN-TYPE HOOK PRIORITY RULE...: of nftables on mid
rules()
{
	local type=$1 hook=$2 priority=$3

	shift 3
	in_ns mid nft -f - <<-END
	table ip $type$hook {
		chain c {
			type $type hook $hook priority $priority;
			$*
		}
	}
	END
}

# sent_to ADDRESS:PORT FROM NAME...: 10 of each from left, received by right at port
# 1434 and counted by got; one harmless datagram shows when all are there
sent_to()
{
	local to=$1 from=$2

	shift 2
	# shellcheck disable=SC2046 # a list of words
	listen right /tmp/crossed --listen "$RIGHT:1434" \
		--expect dns-id-0441=10 $(options --name "" "$@")
	receiver=$!
	# shellcheck disable=SC2046 # a list of words
	in_ns left labsend --vectors "$VECTORS" --from "$from" --to "$to" \
		--count 10 $(options --name "" "$@") --name dns-id-0441 >/dev/null
	wait "$receiver" || fail "harmless datagrams did not arrive"
}

test_dnat_to_port_1434()
{
	nat_world
	rules nat prerouting -100 "udp dport 11434 dnat to $RIGHT:1434"
	sent_to 198.51.100.1:11434 "$STRANGER" worm-in name-101-bare freetds
	equal "worms that arrived" "$(got worm-in)" 0
	equal "overflows that arrived" "$(got name-101-bare)" 0
	equal "requests of a stranger" "$(got freetds)" 0
	booked "ingress instance drop 10" "ingress long-name drop 10" \
		"ingress worm drop 10"
	late 30
	counted ingress other-port 40
	# sources as they came in
	labstate --netns mid sources | grep -q "outside $STRANGER $RIGHT" ||
		fail "the source is not $STRANGER"
	world_end
}

# A permitted client: its entry may have the address of the server, or the router's
test_dnat_permitted()
{
	nat_world
	rules nat prerouting -100 "udp dport 11434 dnat to $RIGHT:1434"
	rules nat postrouting 100 "oifname p1 masquerade"
	sent_to 198.51.100.1:11434 "$LEFT" worm-in freetds
	equal "worms that arrived" "$(got worm-in)" 0
	equal "requests that arrived" "$(got freetds)" 10
	sent_to 198.51.100.1:11434 "$STRANGER" freetds
	equal "requests of a stranger" "$(got freetds)" 0
	guard p0 p1 "/^allow = (/a { from = \"$STRANGER\"; to = \"198.51.100.1\"; },"
	sent_to 198.51.100.1:11434 "$STRANGER" freetds worm-in
	equal "requests that arrived" "$(got freetds)" 10
	equal "worms that arrived" "$(got worm-in)" 0
	world_end
}

# No entry permits the router's own address, from which it comes to the server
test_snat_of_a_permitted_client()
{
	nat_world
	rules nat postrouting 100 "oifname p1 masquerade"
	sent_to "$RIGHT:1434" "$LEFT" freetds worm-in
	equal "requests that arrived" "$(got freetds)" 10
	equal "worms that arrived" "$(got worm-in)" 0
	booked "ingress instance accept 10" "ingress trailing accept 10" \
		"ingress worm drop 10"
	late 0
	world_end
}

# A limit counts a packet once, at ingress or on its way out
test_egress_limit()
{
	nat_world
	guard p0 p1 '/^ingress: {/,/^};/s/request = "drop"/request = "limit 1\/s burst 10"/'
	sent_to "$RIGHT:1434" "$STRANGER" freetds
	equal "requests that arrived" "$(got freetds)" 10
	guard p0 p1 '/^ingress: {/,/^};/s/request = "drop"/request = "limit 2\/s burst 10"/'
	rules nat prerouting -100 "udp dport 11434 dnat to $RIGHT:1434"
	sent_to 198.51.100.1:11434 "$STRANGER" freetds
	equal "requests that arrived" "$(got freetds)" 10
	world_end
}

# Without conntrack only the worm is recognised, whoever sends it
test_stateless_nat_to_port_1434()
{
	nat_world
	rules filter prerouting -300 "udp dport 11434 udp dport set 1434"
	sent_to "$RIGHT:11434" "$STRANGER" worm-in variant-long freetds
	equal "worms that arrived" "$(got worm-in)" 0
	equal "variants that arrived" "$(got variant-long)" 0
	equal "requests that arrived" "$(got freetds)" 10
	booked "ingress worm drop 10" "ingress worm-variant drop 10"
	late 20
	world_end
}

# The router itself is a client of the translated port
test_dnat_of_local_output()
{
	nat_world
	rules nat output -100 "udp dport 11434 dnat to $RIGHT:1434"
	listen right /tmp/crossed --listen "$RIGHT:1434" --expect dns-id-04=10 \
		--name worm-in
	receiver=$!
	in_ns mid labsend --vectors "$VECTORS" --name worm-in --name dns-id-04 \
		--from 192.0.2.1 --to 192.0.2.1:11434 --count 10 >/dev/null
	wait "$receiver" || fail "the answers did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	booked "local worm drop 10"
	late 10
	world_end
}

# Answers to a client inside, whose port 1434 is another one outside
test_snat_of_port_1434()
{
	nat_world
	# a machine that is busy needs longer than half a minute
	in_ns mid sysctl -q -w net.netfilter.nf_conntrack_udp_timeout=600
	rules nat postrouting 100 \
		"oifname p0 udp sport 1434 masquerade to :61000"
	in_ns right labsend --vectors "$VECTORS" --name dns-query \
		--from "$RIGHT:1434" --to "$LEFT:53" >/dev/null
	listen right /tmp/crossed --listen "$RIGHT:1434" --expect dns-id-0441=1 \
		--expect variant-no-marks=1 --name worm-in
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --name worm-in \
		--name variant-no-marks --name dns-id-0441 \
		--from "$LEFT:53" --to 198.51.100.1:61000 >/dev/null
	wait "$receiver" || fail "an answer did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	late 1
	world_end
}
