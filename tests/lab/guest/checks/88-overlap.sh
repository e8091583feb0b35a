# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Fragments that overlap: whichever of them a receiver prefers, and in whatever order
# they come, it cannot make the worm of what arrives. Routed and bridged, with and
# without "defrag".

# shellcheck source=../world.sh
. /lab/world.sh

LEFT6=2001:db8:100::2
RIGHT6=2001:db8:2::10

# both_families LEFT_DEVICE RIGHT_DEVICE: IPv6 as well, on these
both_families()
{
	local ns

	for ns in left mid right; do
		in_ns "$ns" sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 \
			net.ipv6.conf.default.disable_ipv6=0 \
			net.ipv6.conf.all.accept_dad=0
	done
	in_ns mid sysctl -q -w net.ipv6.conf.all.forwarding=1
	ip -n left addr add $LEFT6/64 dev l0 nodad
	ip -n right addr add $RIGHT6/64 dev r0 nodad
}

overlap_routed()
{
	world
	routed l0 p0 p1
	both_families
	ip -n mid addr add 2001:db8:100::1/64 dev p0 nodad
	ip -n mid addr add 2001:db8:2::1/64 dev p1 nodad
	ip -n left route add default via 2001:db8:100::1
	ip -n right route add default via 2001:db8:2::1
}

overlap_bridged()
{
	world
	joined_by_bridge
	bridged l0
	both_families
	ip -n left route add 2001:db8:2::/64 dev l0
	ip -n right route add 2001:db8:100::/64 dev r0
}

# nothing_made FROM TO PIECE...: 20 datagrams in these fragments
nothing_made()
{
	local from=$1 to=$2 receiver

	shift 2
	rm -f /tmp/reassemble.ready
	start right /tmp/reassembled labreassemble --device r0 \
		--ready /tmp/reassemble.ready
	receiver=$!
	wait_for 20 test -e /tmp/reassemble.ready
	in_ns left labfrag --vectors "$VECTORS" --name worm-in --count 20 \
		--from "$from" --to "$to" "$@" >/dev/null
	usleep 300000
	kill "$receiver"
	wait "$receiver"
	equal "$*: worms made of the first" "$(jq .first /tmp/reassembled)" 0
	equal "$*: worms made of the last" "$(jq .last /tmp/reassembled)" 0
}

# in_all_orders FROM TO: a name that is harmless, and the worm
in_all_orders()
{
	# the finding that began this: the body first, then a first fragment of 48
	nothing_made "$1" "$2" --piece 8- --decoy 0-48
	nothing_made "$1" "$2" --decoy 0-48 --piece 8-
	nothing_made "$1" "$2" --piece 16- --decoy 0-304
	nothing_made "$1" "$2" --decoy 0-304 --piece 8-
	nothing_made "$1" "$2" --decoy 0-304 --piece 40-
	# beyond what is protected the name is decided
	nothing_made "$1" "$2" --decoy 0-304 --piece 48-
	nothing_made "$1" "$2" --piece 48- --decoy 0-304
	nothing_made "$1" "$2" --piece 128- --decoy 0-304
	# two that are the first
	nothing_made "$1" "$2" --decoy 0-304 --piece 0-304 --piece 304-
	nothing_made "$1" "$2" --piece 304- --piece 0-8 --decoy 0-304
	nothing_made "$1" "$2" --piece 8- --piece 0-8 --decoy 0-48
}

test_overlap_would_be_made()
{
	# without a rule it is: so the checks below can fail
	overlap_routed
	guard p0 p1 's/overlap = "drop"/overlap = "accept"/
		s/truncated = "drop"/truncated = "accept"/'
	wait_for 20 in_ns left ping -c 1 -W 1 $RIGHT
	rm -f /tmp/reassemble.ready
	start right /tmp/reassembled labreassemble --device r0 \
		--ready /tmp/reassemble.ready
	receiver=$!
	wait_for 20 test -e /tmp/reassemble.ready
	in_ns left labfrag --vectors "$VECTORS" --name worm-in --count 20 \
		--from $LEFT --to $RIGHT --piece 8- --decoy 0-48 >/dev/null
	usleep 300000
	kill "$receiver"
	wait "$receiver"
	equal "worms made of the first" "$(jq .first /tmp/reassembled)" 20
	world_end
}

# overlapping SET_UP: no order makes a worm, with reassembly in between or without
overlapping()
{
	local defrag

	for defrag in "" "defrag = true;"; do
		"$1"
		guard p0 p1 "\$a $defrag"
		wait_for 20 in_ns left ping -c 1 -W 1 $RIGHT6
		wait_for 20 in_ns left ping -c 1 -W 1 $RIGHT
		in_all_orders $LEFT $RIGHT
		in_all_orders $LEFT6 $RIGHT6
		world_end
	done
}

test_overlap_routed()
{
	overlapping overlap_routed
}

test_overlap_bridged()
{
	overlapping overlap_bridged
}
