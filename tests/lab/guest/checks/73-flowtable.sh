# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# A flowtable of nftables takes the packets of its connections before they can be
# queued. They are decided as if no program listened; others are queued.

# shellcheck source=../world.sh
. /lab/world.sh

# offloading: connections from port 4000 go to the flowtable once they are confirmed
offloading()
{
	world
	routed l0 p0 p1
	in_ns mid nft -f - <<-END
	table inet fast {
		chain before {
			type filter hook prerouting priority 0;
			udp sport 4000 udp dport 1434 counter
		}
		flowtable ft {
			hook ingress priority 0; devices = { p0, p1 };
		}
		chain forward {
			type filter hook forward priority 0;
			udp sport 4000 flow add @ft
			udp dport 4000 flow add @ft
		}
	}
	END
}

# policy VERDICT [FAIL]: of the worm from outside
policy()
{
	guard p0 p1 '/^ingress/,/^}/s/slammer = "drop"/slammer = "'"$1"'"/
		$a queue: { number = 14; fail = "'"${2:-closed}"'"; };'
}

# one FROM_NS FROM TO_NS TO: a datagram of another protocol
one()
{
	listen "$3" /tmp/crossed --listen "$4" --expect dns-id-04=1 --quiet 100
	receiver=$!
	in_ns "$1" labsend --vectors "$VECTORS" --name dns-id-04 --from "$2" \
		--to "$4"
	wait "$receiver" || fail "$4: nothing arrived"
}

# offload: the connection from port 4000 is in the flowtable
offload()
{
	one left "$LEFT:4000" right "$RIGHT:1434"
	one right "$RIGHT:1434" left "$LEFT:4000"
}

# routed_slowly COUNT: so many packets of the connection came to the usual hooks
routed_slowly()
{
	equal "packets that the flowtable did not take" "$(in_ns mid \
		nft list chain inet fast before |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p')" "$1"
}

# worms COUNT PORT DUE: so many arrive
worms()
{
	listen right /tmp/crossed --listen "$RIGHT:1434" --name worm-in \
		--seconds "$PATIENCE"
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --name worm-in \
		--from "$LEFT:$2" --to "$RIGHT" --count "$1"
	stop_listening "$receiver"
	wait "$receiver" || true
	equal "worms from port $2 that arrived" "$(got worm-in)" "$3"
}

program()
{
	rm -f /tmp/queue.ready
	start mid /tmp/queue.one labqueue --queue 14 --verdict accept \
		--ready /tmp/queue.ready
	program=$!
	wait_for 30 test -e /tmp/queue.ready
}

# program_saw COUNT
program_saw()
{
	kill "$program"
	wait "$program"
	grep -q "\"packets\": $1," /tmp/queue.one ||
		fail "the program saw: $(cat /tmp/queue.one)"
}

unattended()
{
	equal "packets without a listener" "$(in_ns mid \
		slammerctl status --json | jq .kernel.unattended)" "$1"
}

test_flowtable_closed()
{
	offloading
	policy queue closed
	offload
	program
	worms 20 4000 0
	worms 10 5000 10
	program_saw 10
	unattended 20
	booked "ingress worm queue 30" "ingress trailing accept 1" \
		"egress foreign accept 1"
	world_end
}

test_flowtable_open()
{
	offloading
	policy queue open
	offload
	program
	worms 20 4000 20
	worms 10 5000 10
	program_saw 10
	unattended 20
	booked "ingress worm queue 30" "ingress trailing accept 1" \
		"egress foreign accept 1"
	world_end
}

# Connections that were there before the policy queues
test_flowtable_reload()
{
	offloading
	policy accept
	offload
	worms 20 4000 20
	routed_slowly 1
	policy queue closed
	program
	worms 20 4000 0
	worms 10 5000 10
	program_saw 10
	unattended 20
	booked "ingress worm accept 20" "ingress worm queue 30" \
		"ingress trailing accept 1" "egress foreign accept 1"
	world_end
}
