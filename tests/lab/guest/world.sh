# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A small network of its own for one check, apart from the three hosts of the topology:
# two neighbours and what is between them, under a policy that names its
# interfaces. Its counters begin at 0, so exact numbers can be expected.
# Sourced, never run.
#
#      left                     mid                     right
#   +--------+             +-----------+             +---------+
#   |     l0 |-------------| p0     p1 |-------------| r0      |
#   +--------+             +-----------+             +---------+
#
# Left is "outside" by habit (198.51.100.2), right is inside (192.0.2.10).

LEFT=198.51.100.2
RIGHT=192.0.2.10

world_end()
{
	local ns device

	# A VRF sets its ports down and up as it goes, and the kernel logs an
	# error of a port whose other end went before.
	! [ -e /run/netns/mid ] ||
		for device in $(ip -n mid -br link show type vrf |
				awk '{ print $1 }'); do
			ip -n mid link delete "$device"
		done
	for ns in left mid right pod; do
		! [ -e "/run/netns/$ns" ] || ip netns delete "$ns"
	done
}

# The three, with cables and without addresses; the module is there
world()
{
	local ns

	grep -q '^nf_slammer ' /proc/modules || fresh_module
	world_end
	for ns in left mid right; do
		ip netns add "$ns"
		in_ns "$ns" sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1 \
			net.ipv4.conf.all.rp_filter=0 \
			net.ipv4.conf.default.rp_filter=0
	done
	# an address is on one interface, and only that one says so
	in_ns mid sysctl -q -w net.ipv4.ip_forward=1 \
		net.ipv4.conf.all.arp_ignore=1
	ip -batch - <<-END
	link add l0 netns left type veth peer name p0 netns mid
	link add r0 netns right type veth peer name p1 netns mid
	END
	plug left l0
	plug right r0
	plug mid p0 p1
}

# plug NAMESPACE DEVICE...: up
plug()
{
	local ns=$1 device

	shift
	for device in lo "$@"; do
		echo "link set $device up"
	done | ip -n "$ns" -batch -
}

# on_vlan ID: left and mid have this VLAN on their cable, as l0.ID and p0.ID
on_vlan()
{
	ip -n left link add link l0 name "l0.$1" type vlan id "$1"
	ip -n mid link add link p0 name "p0.$1" type vlan id "$1"
	plug left "l0.$1"
	plug mid "p0.$1"
}

# joined_by_bridge: br0 in mid has both cables
joined_by_bridge()
{
	ip -n mid link add br0 type bridge
	ip -n mid link set p0 master br0
	ip -n mid link set p1 master br0
	plug mid br0
}

# routed LEFT_DEVICE MID_LEFT MID_RIGHT [RIGHT_DEVICE]: mid is the router
# between these interfaces
routed()
{
	ip -n left -batch - <<-END
	addr add $LEFT/24 dev $1
	route add default via 198.51.100.1
	END
	ip -n mid -batch - <<-END
	addr add 198.51.100.1/24 dev $2
	addr add 192.0.2.1/24 dev $3
	END
	ip -n right -batch - <<-END
	addr add $RIGHT/24 dev ${4:-r0}
	route add default via 192.0.2.1
	END
}

# bridged LEFT_DEVICE [RIGHT_DEVICE]: left and right are on one link
bridged()
{
	ip -n left -batch - <<-END
	addr add $LEFT/24 dev $1
	route add 192.0.2.0/24 dev $1
	END
	ip -n right -batch - <<-END
	addr add $RIGHT/24 dev ${2:-r0}
	route add 198.51.100.0/24 dev ${2:-r0}
	END
}

# quoted WORD...: "WORD", "WORD"
quoted()
{
	local comma='' word

	for word; do
		printf '%s"%s"' "$comma" "$word"
		comma=', '
	done
}

# guard EXTERNAL INTERNAL [SED-SCRIPT]: the policy of mid: the shipped one, with
# these interfaces (lists of words), and changed by the script
guard()
{
	# patterns of interfaces, not of files
	set -f
	# shellcheck disable=SC2086 # lists of words
	sed "s/interfaces = \\[ \"wan.*/interfaces = [ $(quoted $1) ];/
		s/interfaces = \\[ \"lan.*/interfaces = [ $(quoted $2) ];/
		${3:-}" "$POLICY" >/tmp/world.conf
	set +f
	labpush --netns mid /tmp/world.conf >/tmp/world.pushed
}

# got NAME: how often labrecv saw the payload of that vector
got()
{
	sed -n "s/.*\"$1\": \\([0-9]*\\).*/\\1/p" /tmp/crossed
}

# cross COUNT FROM_NS FROM TO_NS TO: as many worms and as many answers of DNS;
# how many arrive is in $worms and $answers
cross()
{
	local receiver

	listen "$4" /tmp/crossed --listen "$5:1434" --name worm-in \
		--expect "dns-id-04=$1" --quiet 100
	receiver=$!
	in_ns "$2" labsend --vectors "$VECTORS" --name worm-in \
		--name dns-id-04 --from "$3" --to "$5" --count "$1" >/dev/null
	wait "$receiver" || true
	worms=$(got worm-in)
	answers=$(got dns-id-04)
}

# inward COUNT: from left to right, where no worm may arrive
inward()
{
	cross "$1" left "$LEFT" right "$RIGHT"
	equal "worms that went from left to right" "$worms" 0
	equal "answers that went from left to right" "$answers" "$1"
}

outward()
{
	cross "$1" right "$RIGHT" left "$LEFT"
	equal "worms that went from right to left" "$worms" 0
	equal "answers that went from right to left" "$answers" "$1"
}

# stream NAME...: worms and these datagrams from left to right, in turn, until
# stream_end
stream()
{
	streamed=$*
	# shellcheck disable=SC2046 # a list of words
	listen right /tmp/crossed --listen "$RIGHT:1434" --seconds 3600 \
		$(options --name "" worm-in "$@")
	receiver=$!
	# shellcheck disable=SC2046 # a list of words
	start left /tmp/sent labsend --vectors "$VECTORS" --count 0 \
		$(options --name "" worm-in "$@") --from "$LEFT" --to "$RIGHT"
	sender=$!
}

# stream_end: it went on until now, all of it arrived but the worms
stream_end()
{
	local name

	kill "$sender" || fail "the traffic has ended"
	wait "$sender"
	stop_listening "$receiver"
	cat /tmp/sent /tmp/crossed
	equal "worms that arrived" "$(got worm-in)" 0
	for name in $streamed; do
		[ "$(sent "$name")" -gt 100 ] || fail "that was no traffic"
		equal "$name: datagrams that arrived" "$(got "$name")" \
			"$(sent "$name")"
	done
}

# sent NAME: datagrams of the stream
sent()
{
	sed -n "s/.*\"$1\": \([0-9]*\).*\"refused\".*/\1/p" /tmp/sent
}

# booked "DIRECTION REASON VERDICT COUNT" ...: that is what mid has counted of
# packets that policy rules, and nothing besides
booked()
{
	local line

	for line; do
		echo "$line"
	done | sort >/tmp/book.due
	labstate --netns mid ruled | sort >/tmp/book.is
	cmp -s /tmp/book.due /tmp/book.is ||
		fail "counted: $(tr '\n' ';' </tmp/book.is) due:" \
			"$(tr '\n' ';' </tmp/book.due)"
}

# late COUNT: packets that mid dropped only on their way out
late()
{
	equal "packets dropped late" "$(labstate --netns mid late)" "late $1"
}

# hooks WORD...: that mid has besides ingress and local output
hooks()
{
	equal hooks "$(labstate --netns mid hooks)" "hooks${*:+ $*}"
}

# counted DIRECTION REASON COUNT: of packets that policy does not rule
counted()
{
	equal "$1 $2" "$(labstate --netns mid counters |
		sed -n "s/^$1 $2 accept //p")" "$3"
}

# zoned DEVICE ZONE: none if it carries no hook
zoned()
{
	equal "zone of $1" "$(labstate --netns mid devices |
		sed -n "s/^device $1 \\([a-z]*\\) .*/\\1/p")" "$2"
}
