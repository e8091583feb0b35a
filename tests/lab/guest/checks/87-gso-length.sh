# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Super-packets whose headers give other lengths than they have: a virtual machine can
# write into them what it likes. They get their lengths when they are segmented, so
# what leaves is judged, and not what they say of themselves.

# shellcheck source=../world.sh
. /lab/world.sh

# lie RULE: left changes the super-packets that it sends, before they leave
lie()
{
	in_ns left nft -f - <<-END
	table ip lie {
		chain out {
			type filter hook postrouting priority 0;
			udp dport 1434 $*
		}
	}
	END
}

# segmented WORMS OTHERS: of five super-packets, of a harmless datagram and two
# worms each, so many datagrams leave; p1 does not send super-packets
segmented()
{
	local receiver

	listen right /tmp/crossed --listen "$RIGHT:1434" --name worm-in \
		--name quic-376 --seconds "$PATIENCE"
	receiver=$!
	in_ns left labgso --vectors "$VECTORS" --count 5 --from "$LEFT" \
		--to "$RIGHT" --name quic-376 --name worm-in --name worm-in
	stop_listening "$receiver"
	wait "$receiver" || true
	cat /tmp/crossed
	equal "worms that arrived" "$(got worm-in)" "$1"
	equal "others that arrived" "$(got quic-376)" "$2"
}

# whole DEVICE: it sends no super-packets
whole()
{
	in_ns mid labnic --device "$1" tx-udp-segmentation=off
}

# What leaves is counted, if the policy accepts it, and dropped by the shipped one
judged()
{
	guard p0 p1 's/= "drop"/= "accept"/'
	segmented 10 5
	booked "ingress bad-length accept 5" "ingress worm accept 10"
	guard p0 p1
	segmented 0 0
	booked "ingress bad-length accept 5" "ingress worm accept 10" \
		"ingress bad-length drop 5" "ingress worm drop 10"
	world_end
}

# The length of the first datagram
test_gso_udp_length()
{
	world
	routed l0 p0 p1
	whole p1
	lie udp length set 384
	judged
}

# Shorter than a header
test_gso_no_udp_length()
{
	world
	routed l0 p0 p1
	whole p1
	lie udp length set 0
	judged
}

test_gso_udp_length_on_a_bridge()
{
	bridge
	lie udp length set 384
	judged
}

bridge()
{
	world
	joined_by_bridge
	bridged l0
	whole p1
}

# A router cuts the packet there; a bridge does not look at it
test_gso_ip_length_on_a_bridge()
{
	bridge
	lie ip length set 404
	judged
}

# Longer than the packet
test_gso_long_ip_length_on_a_bridge()
{
	bridge
	lie ip length set 65535
	judged
}
