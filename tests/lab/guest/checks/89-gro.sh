# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Super-packets that the router makes itself: the interface merges datagrams of one
# sender (GRO) before the filter sees them.

# shellcheck source=../world.sh
. /lab/world.sh

# merging FEATURE: on the left cable, where datagrams wait for others to merge with
merging()
{
	world
	routed l0 p0 p1
	guard p0 p1
	in_ns mid labnic --device p0 rx-gro=on "$1=on"
	mkdir -p /tmp/sys
	in_ns mid mount -t sysfs sysfs /tmp/sys
	echo 20000000 >/tmp/sys/class/net/p0/gro_flush_timeout
	echo 10 >/tmp/sys/class/net/p0/napi_defer_hard_irqs
	umount /tmp/sys
	wait_for 10 in_ns left ping -c 1 -W 1 "$RIGHT"
}

# packets_out: those that went out by the right cable so far
packets_out()
{
	ip -n mid -s link show p1 |
		sed -n '/TX:/{n;s/ *[0-9]* *\([0-9]*\).*/\1/p}'
}

# all_counted COUNT: datagrams that policy rules, so far
all_counted()
{
	[ "$(labstate --netns mid ruled |
	     awk '{ sum += $4 } END { print sum }')" -eq "$1" ]
}

# batch EXPECTED NAME...: 400 of each from left to right, in turn
batch()
{
	local expected=$1 receiver until="--name quic-376"

	shift
	[ "$expected" -eq 0 ] ||
		until="--expect quic-376=$expected --quiet 300"
	# shellcheck disable=SC2086 # options
	listen right /tmp/crossed --listen "$RIGHT:1434" --name worm-in \
		$until
	receiver=$!
	# shellcheck disable=SC2046 # a list of words
	in_ns left labsend --vectors "$VECTORS" --from "$LEFT" --to "$RIGHT" \
		--count 400 $(options --name "" "$@") >/dev/null
	if [ "$expected" -eq 0 ]; then
		# the last ones wait in vain for others to merge with
		wait_for 10 all_counted 1200
		stop_listening "$receiver"
	else
		wait "$receiver" || true
	fi
	cat /tmp/crossed
	equal "worms that arrived" "$(got worm-in)" 0
}

# merged FEATURE
merged()
{
	local before sent

	merging "$1"
	before=$(packets_out)
	batch 400 quic-376
	sent=$(($(packets_out) - before))
	equal "QUIC that arrived" "$(got quic-376)" 400
	booked "ingress foreign accept 400"
	[ "$sent" -lt 300 ] || fail "nothing was merged: $sent packets"
	echo "400 datagrams in $sent packets"

	# datagrams in one packet with a worm are dropped with it, and counted so
	batch 0 worm-in quic-376
	equal "worms that were counted" "$(labstate --netns mid ruled |
		sed -n 's/^ingress worm drop //p')" 400
	equal "QUIC that passed" $((400 + $(got quic-376))) \
		"$(labstate --netns mid ruled |
		   sed -n 's/^ingress foreign accept //p')"
	world_end
}

test_gro_forwarding()
{
	merged rx-udp-gro-forwarding
}

test_gro_list()
{
	merged rx-gro-list
}
