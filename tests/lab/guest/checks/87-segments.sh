# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# Super-packets (UDP GSO and GRO): several datagrams in one packet, each classified
# and counted; if one datagram is dropped, the whole super-packet is.

# shellcheck source=../world.sh
. /lab/world.sh

# packets_in: those that came in by the left cable so far
packets_in()
{
	ip -n mid -s link show p0 | sed -n '/RX:/{n;s/ *[0-9]* *\([0-9]*\).*/\1/p}'
}

# supers QUIC DNS COUNT FROM_NS FROM TO_NS TO NAME...: super-packets with a
# segment for each name; of the datagrams so many have to arrive, and no worm
supers()
{
	local quic=$1 dns=$2 count=$3 from_ns=$4 from=$5 to_ns=$6 to=$7
	local receiver

	shift 7
	listen "$to_ns" /tmp/crossed --listen "$to:1434" --name worm-in \
		--expect "quic-376=$quic" --expect "dns-id-04=$dns" \
		--quiet 200
	receiver=$!
	# shellcheck disable=SC2046 # a list of words
	in_ns "$from_ns" labgso --vectors "$VECTORS" --count "$count" \
		--from "$from" --to "$to" $(options --name "" "$@") >/tmp/supers
	if [ $((quic + dns)) -eq 0 ]; then
		stop_listening "$receiver"
	else
		wait "$receiver" || true
	fi
	equal "worms that arrived" "$(got worm-in)" 0
	equal "QUIC that arrived" "$(got quic-376)" "$quic"
	equal "answers that arrived" "$(got dns-id-04)" "$dns"
}

segments()
{
	world
	routed l0 p0 p1
	guard p0 p1
}

# They really are that: 400 datagrams are 100 packets
test_segments_that_pass()
{
	local before

	segments
	reached left "$RIGHT"
	before=$(packets_in)
	supers 300 100 100 left "$LEFT" right "$RIGHT" quic-376 quic-376 \
		quic-376 dns-id-04
	booked "ingress foreign accept 300" "ingress trailing accept 100"
	[ $(($(packets_in) - before)) -le 110 ] ||
		fail "$(($(packets_in) - before)) packets are no super-packets"
	world_end
}

# reached NAMESPACE ADDRESS: neighbours know each other
reached()
{
	wait_for 10 in_ns "$1" ping -c 1 -W 1 "$2"
}

test_segments_of_worms()
{
	segments
	supers 0 0 50 left "$LEFT" right "$RIGHT" worm-in worm-in worm-in dns-id-04
	booked "ingress worm drop 150" "ingress trailing drop 50"
	world_end
}

# Wherever in it the worm is: first, in the middle, last
test_segments_with_a_worm()
{
	segments
	supers 0 0 50 left "$LEFT" right "$RIGHT" worm-in quic-376 quic-376
	supers 0 0 50 left "$LEFT" right "$RIGHT" quic-376 worm-in dns-id-04
	supers 0 0 50 left "$LEFT" right "$RIGHT" quic-376 quic-376 worm-in
	booked "ingress worm drop 150" "ingress foreign drop 250" \
		"ingress trailing drop 50"
	world_end
}

# On a VLAN
test_segments_on_a_vlan()
{
	world
	on_vlan 100
	routed l0.100 p0.100 p1
	guard p0 p1
	supers 0 0 20 left "$LEFT" right "$RIGHT" quic-376 worm-in
	supers 20 20 20 left "$LEFT" right "$RIGHT" quic-376 dns-id-04
	booked "ingress worm drop 20" "ingress foreign drop 20" \
		"ingress foreign accept 20" "ingress trailing accept 20"
	world_end
}

# What the router itself sends
test_segments_sent_by_the_router()
{
	segments
	supers 0 0 30 mid 192.0.2.1 right "$RIGHT" worm-in worm-in dns-id-04
	equal "what the sender reports" "$(cat /tmp/supers)" \
		'{"sent": 0, "refused": 30}'
	supers 30 30 30 mid 192.0.2.1 right "$RIGHT" quic-376 dns-id-04
	booked "local worm drop 60" "local trailing drop 30" \
		"local foreign accept 30" "local trailing accept 30"
	world_end
}

# A limit counts datagrams, however they are wrapped; and a super-packet that is
# over it in part is dropped as a whole, and counted so
test_segments_within_a_limit()
{
	world
	routed l0 p0 p1
	# from a client that is not permitted
	guard p0 p1 's/other = "accept"/other = "limit 1\/s burst 6"/
		s/from = "198/from = "203/'
	supers 4 0 1 left "$LEFT" right "$RIGHT" quic-376 quic-376 \
		quic-376 quic-376
	supers 0 0 1 left "$LEFT" right "$RIGHT" quic-376 quic-376 \
		quic-376 quic-376 quic-376 quic-376 \
		quic-376 quic-376
	booked "ingress foreign limit 4" "ingress foreign drop 8"
	world_end
}

# Segments to the port of a signature that match none, while others are queued: the
# hook before routing sees them again
test_segments_without_a_rule()
{
	local receiver

	world
	routed l0 p0 p1
	guard p0 p1 's/slammer = "drop"/slammer = "queue"/
		$a queue: { number = 14; fail = "closed"; };
		$a signatures = ( { name = "other"; port = 5000; length = [ 9, 9 ]; match = ( { offset = 0; bytes = "01 02" } ); } );'
	listen right /tmp/crossed --listen "$RIGHT:5000" \
		--expect quic-376=30 --quiet 200
	receiver=$!
	in_ns left labgso --vectors "$VECTORS" --count 10 --from "$LEFT" \
		--to "$RIGHT:5000" --name quic-376 --name quic-376 --name quic-376
	wait "$receiver" || true
	equal "QUIC that arrived" "$(got quic-376)" 30
	counted ingress other-port 30
	booked
	world_end
}
