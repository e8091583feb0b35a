# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# A program on the router with a packet socket: its frames meet only the egress hook
# of the interface.

# shellcheck source=../world.sh
. /lab/world.sh

# frames that left received
arrived()
{
	ip -n left -j -s link show dev l0 | jq '.[0].stats64.rx.packets'
}

# program NAME...: 20 frames of each, on p0 of mid; how many arrive is in $frames
program()
{
	local before

	before=$(arrived)
	# shellcheck disable=SC2046 # a list of words
	in_ns mid labflood --vectors "$VECTORS" $(options --name "" "$@") \
		--device p0 --count 20 --lossy
	usleep 100000
	frames=$(($(arrived) - before))
}

test_egress_packet_socket()
{
	world
	guard p0 p1
	hooks egress
	program worm-in
	equal "worms that left" "$frames" 0
	booked "local worm drop 20"
	program worm6-in name-101-bare
	equal "attacks that left" "$frames" 0
	program dns-id-04
	equal "answers of DNS that left" "$frames" 20
	booked "local long-name drop 20" "local worm drop 40"
	late 60
	world_end
}

# A program that goes past the queues of the interface meets the same hook
test_egress_packet_socket_bypass()
{
	world
	guard p0 p1
	in_ns mid labflood --vectors "$VECTORS" --name worm-in --device p0 \
		--count 20 --lossy --bypass
	usleep 100000
	booked "local worm drop 20"
	late 20
	world_end
}

# The tags of these frames are in them, and SNAP
test_egress_packet_socket_vlan()
{
	world
	guard p0 p1
	program worm-vlan worm-qinq worm-snap
	equal "worms that left" "$frames" 0
	booked "local worm drop 60"
	late 60
	world_end
}

# What policy lets pass, passes here
test_egress_monitor()
{
	world
	guard p0 p1 '$a mode = "monitor";'
	program worm-in
	equal "frames that left" "$frames" 20
	late 0
	guard none0 none1 '$a unnamed = "off";'
	hooks
	program worm-in
	equal "frames that left" "$frames" 20
	late 0
	world_end
}
