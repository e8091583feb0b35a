# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# Queued packets while the program that listens comes and goes. Each packet is seen
# by the program, or found no listener: then it passes an open queue and not a closed
# one. Nothing else suffers from it.

# shellcheck source=../world.sh
. /lab/world.sh

# queueing FAIL: the worm is queued, from outside and from the router itself
queueing()
{
	world
	routed l0 p0 p1
	guard p0 p1 's/slammer = "drop"/slammer = "queue"/
		$a queue: { number = 14; fail = "'"$1"'"; };'
	# all neighbours are known
	in_ns left ping -c 1 -W 5 "$RIGHT"
}

# program: labqueue in mid, once it is ready
program()
{
	rm -f /tmp/queue.ready
	start mid /tmp/queue.one labqueue --queue 14 --verdict accept \
		--ready /tmp/queue.ready
	program=$!
	wait_for 30 test -e /tmp/queue.ready
}

# program_end: /tmp/queue.all has a line for each program
program_end()
{
	kill "$program"
	wait "$program"
	cat /tmp/queue.one >>/tmp/queue.all
}

# figure MEMBER FILE...: the sum of a member of JSON objects
figure()
{
	local member=$1

	shift
	sed -n "s/.*\"$member\": \\([0-9]*\\).*/\\1/p" "$@" |
		awk '{ n += $1 } END { print n + 0 }'
}

# senders: worms through the router and from it, and others beside them
senders()
{
	local i

	rm -f /tmp/worms.* /tmp/others.*
	senders=
	for i in 1 2; do
		start left "/tmp/worms.left$i" labsend --vectors "$VECTORS" \
			--name worm-in --from "$LEFT" --to "$RIGHT" \
			--count 2000 --rate 400
		senders="$senders $!"
	done
	for i in 1 2 3; do
		start mid "/tmp/worms.mid$i" labsend --vectors "$VECTORS" \
			--name worm-in --from 192.0.2.1 --to "$RIGHT" \
			--count 2000 --rate 400
		senders="$senders $!"
		start mid "/tmp/others.mid$i" labsend --vectors "$VECTORS" \
			--name dns-id-04 --from 192.0.2.1 --to "$RIGHT" \
			--count 2000 --rate 400
		senders="$senders $!"
	done
}

sending()
{
	local pid

	for pid in $senders; do
		! [ -d "/proc/$pid" ] || return 0
	done
	return 1
}

# 10,000 worms and 6,000 others, while programs come and go
traffic()
{
	rm -f /tmp/queue.all
	listen right /tmp/crossed --listen "$RIGHT:1434" --name worm-in \
		--expect dns-id-04=6000 --quiet 2000
	receiver=$!
	senders
	while sending; do
		program
		usleep 500000
		program_end
		usleep 500000
	done
	wait "$receiver" || true
	cat /tmp/worms.* /tmp/others.* /tmp/queue.all /tmp/crossed
	seen=$(figure packets /tmp/queue.all)
	unattended=$(in_ns mid slammerctl status --json |
		jq .kernel.unattended)
	equal "others that were refused" \
		"$(sed -n 's/.*"refused": {"dns-id-04": \([0-9]*\)}.*/\1/p' \
			/tmp/others.* | sort -u)" 0
	equal "others that arrived" "$(got dns-id-04)" 6000
	booked "ingress worm queue 4000" "local worm queue 6000" \
		"local trailing accept 6000"
	[ "$seen" -gt 100 ] || fail "the program saw only $seen packets"
	[ "$unattended" -gt 100 ] || fail "only $unattended had no listener"
	# those that a program left in the queue when it ended are lost
	[ $((seen + unattended)) -le 10000 ] ||
		fail "$seen seen, $unattended without a listener"
}

test_queue_closed_in_traffic()
{
	queueing closed
	traffic
	equal "worms that arrived" "$(got worm-in)" "$seen"
	world_end
}

test_queue_open_in_traffic()
{
	queueing open
	traffic
	equal "worms that arrived" "$(got worm-in)" $((seen + unattended))
	world_end
}

# Each datagram of a super-packet is counted and queued, as well as found without a
# listener
test_queue_segments()
{
	local receiver

	queueing open
	listen right /tmp/crossed --listen "$RIGHT:1434" \
		--expect worm-in=60 --quiet 500
	receiver=$!
	in_ns left labgso --vectors "$VECTORS" --count 10 --from "$LEFT" \
		--to "$RIGHT" --name worm-in --name worm-in --name worm-in
	equal "datagrams without a listener" "$(in_ns mid \
		slammerctl status --json | jq .kernel.unattended)" 30
	program
	in_ns left labgso --vectors "$VECTORS" --count 10 --from "$LEFT" \
		--to "$RIGHT" --name worm-in --name worm-in --name worm-in
	wait "$receiver" || true
	rm -f /tmp/queue.all
	program_end
	equal "datagrams that the program saw" \
		"$(figure packets /tmp/queue.all)" 30
	equal "worms that arrived" "$(got worm-in)" 60
	booked "ingress worm queue 60"
	world_end
}
