# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Datagrams of other protocols that go to port 1434, and the table of clients.

# everything VERDICT [open|closed]: a policy that treats all alike
everything()
{
	sed "s,VERDICT,$1,g; s,FAIL,${2:-closed}," /lab/every.conf >"$POLICY"
}

# played ZONE TAG...: labplay's result for the vectors with all these tags
played()
{
	local zone=$1 place device tag arguments=

	shift
	for tag; do
		arguments="$arguments --tag $tag"
	done
	place=router device=
	[ "$zone" != external ] || place=outside device="--device ext0"
	[ "$zone" != internal ] || place=inside device="--device int0"
	# shellcheck disable=SC2086 # lists of words
	in_ns $place labplay --vectors "$VECTORS" --zone "$zone" \
		--netns router $device $arguments --json >/tmp/played ||
		fail "labplay: $(jq -r '[.[] | select(.error) |
			"\(.name): \(.error)"] | join(", ")' /tmp/played)"
}

# all_are VERDICT LEAST: what was played, at least so many packets
all_are()
{
	local others

	others=$(jq -r --arg verdict "$1" '[.[] | select(.verdict and
		.verdict != $verdict) | "\(.name) \(.verdict)"] |
		join(", ")' /tmp/played)
	[ -z "$others" ] || fail "not $1: $others"
	[ "$(jq '[.[] | select(.verdict)] | length' /tmp/played)" -ge "$2" ] ||
		fail "fewer than $2 were played"
}

test_collisions_pass()
{
	fresh
	played external collision
	all_are accept 160
	played internal collision
	all_are accept 160
}

test_port_block_breaks_collisions()
{
	everything drop
	fresh
	played external collision
	all_are drop 160
	played internal collision
	all_are drop 160
}

# The vectors of path "in": each has another payload
collisions()
{
	vecpcap "$VECTORS" /tmp/collisions.pcap --tag collision --names |
		sed -n 's/^[0-9]* //; /-\(in6\|out\|out6\)$/!p'
}

# deliver FROM_NS FROM TO_NS TO SECONDS: all of them once, by real sockets
deliver()
{
	local names receiver

	names=$(collisions)
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen "$3" /tmp/delivered --listen "$(endpoint "$4")" \
		$(options --expect =1 $names) --seconds "$5" --quiet 100
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns "$1" labsend --vectors "$VECTORS" $(options --name "" $names) \
		--from "$2" --to "$4" >/tmp/sent
	wait $receiver
}

whole()
{
	deliver "$@" 20 || fail "of $2 to $4: $(cat /tmp/delivered)"
}

nothing()
{
	! deliver "$@" 1 || fail "all of $2 to $4 arrived"
	equal "datagrams of $2 that arrived" \
		"$(jq '[.received[]] | add' /tmp/delivered)" 0
}

both_ways()
{
	"$1" outside 198.51.100.77 inside 192.0.2.20
	"$1" outside 2001:db8:bad::66 inside 2001:db8:2::20
	"$1" inside 192.0.2.20 outside 198.51.100.77
	"$1" inside 2001:db8:2::20 outside 2001:db8:bad::66
}

# The same from socket to socket: they arrive, and with a port block they do not
test_collisions_arrive()
{
	fresh
	both_ways whole
	everything drop
	in_ns router slammerctl reload
	both_ways nothing
}

test_clients_pass_where_permitted()
{
	cp /lab/clients.conf "$POLICY"
	fresh
	played external client permitted
	all_are accept 48
	played internal client permitted
	all_are accept 48
	played local client permitted
	all_are accept 40
	played external client stranger
	all_are drop 48
}
