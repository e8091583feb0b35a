# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# A VRF: its packets pass the hooks before routing twice, and those for the router's
# own output too. They are judged, counted and queued once.

# shellcheck source=../world.sh
. /lab/world.sh

# vrf [SED-SCRIPT]: mid routes in a VRF
vrf()
{
	world
	ip -n mid link add vrf0 type vrf table 10
	plug mid vrf0
	ip -n mid link set p0 master vrf0
	ip -n mid link set p1 master vrf0
	routed l0 p0 p1
	guard p0 p1 "${1:-}"
	in_ns left ping -c 1 -W 5 "$RIGHT"
}

# take COUNT NAME: in right
take()
{
	listen right /tmp/crossed --listen "$RIGHT:1434" \
		--expect "$2=$1" --quiet 500
	receiver=$!
}

test_vrf()
{
	vrf
	inward 50
	booked "ingress worm drop 50" "ingress trailing accept 50"
	world_end
}

test_vrf_queue()
{
	vrf 's/slammer = "drop"/slammer = "queue"/
		$a queue: { number = 14; fail = "closed"; };'
	rm -f /tmp/queue.ready
	start mid /tmp/queue.one labqueue --queue 14 --verdict accept \
		--ready /tmp/queue.ready
	program=$!
	wait_for 30 test -e /tmp/queue.ready
	take 20 worm-in
	in_ns left labsend --vectors "$VECTORS" --name worm-in --from "$LEFT" \
		--to "$RIGHT" --count 10
	in_ns mid labsend --vectors "$VECTORS" --name worm-in --interface vrf0 \
		--spoof --from 192.0.2.1 --to "$RIGHT" --count 10
	wait "$receiver" || true
	kill "$program"
	wait "$program"
	cat /tmp/queue.one
	grep -q '"packets": 20,' /tmp/queue.one || fail "not queued once"
	equal "worms that arrived" "$(got worm-in)" 20
	booked "ingress worm queue 10" "local worm queue 10"
	world_end
}

test_vrf_defrag()
{
	vrf '$a defrag = true;'
	take 10 quic-376
	in_ns left labfrag --vectors "$VECTORS" --name quic-376 --count 10 \
		--from "$LEFT" --to "$RIGHT" --piece 0-200 --piece 200-
	wait "$receiver" || true
	equal "datagrams that arrived" "$(got quic-376)" 10
	booked "ingress foreign accept 10"
	world_end
}

# from_vrf: to right, and to this machine itself
from_vrf()
{
	take 20 dns-id-04
	in_ns mid labsend --vectors "$VECTORS" --name dns-id-04 --name worm-in \
		--interface vrf0 --spoof --from 192.0.2.1 --to "$RIGHT" --count 20
	wait "$receiver" || true
	equal "answers that arrived" "$(got dns-id-04)" 20
	in_ns mid labsend --vectors "$VECTORS" --name worm-in \
		--interface vrf0 --spoof --from 192.0.2.1 --to 198.51.100.1 --count 5
}

# A VRF with a queue of its own sends by another way
test_vrf_output()
{
	vrf
	from_vrf
	booked "local trailing accept 20" "local worm drop 25"
	in_ns mid /usr/sbin/tc qdisc add dev vrf0 root pfifo limit 100
	from_vrf
	booked "local trailing accept 40" "local worm drop 50"
	world_end
}
