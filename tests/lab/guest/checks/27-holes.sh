# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Nobody gets an attack through by a flow that is not his own. Each way to try it ends
# with attacks from port 53 of a host outside to port 1434 of the one inside, and
# with one harmless datagram, which arrives.

# shellcheck source=../world.sh
. /lab/world.sh

ATTACKS="worm-in variant-long name-101-bare heap-long heap-name-digits"
SPOOFED=203.0.113.99

# Between left and right, with their zones by policy
hole_world()
{
	world
	routed l0 p0 p1
	guard p0 p1
}

# opener NAMESPACE FROM TO [LABSEND-OPTION...]: what a client of another protocol says
opener()
{
	local ns=$1 from=$2 to=$3

	shift 3
	in_ns "$ns" labsend --vectors "$VECTORS" --name dns-id-04 \
		--from "$from" --to "$to" "$@" >/dev/null
}

# attacked FROM [LABSEND-OPTION...]: from left; how many attacks arrive at port 1434
# of right, and how many of these are worms, is in $arrived and $worms
attacked()
{
	local from=$1 receiver

	shift
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen right /tmp/hole --listen "$RIGHT:1434" --expect dns-id-0441=1 \
		$(options --name "" $ATTACKS) --quiet 100
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns left labsend --vectors "$VECTORS" $(options --name "" $ATTACKS) \
		--name dns-id-0441 --from "$from" --to "$RIGHT:1434" "$@" \
		>/dev/null
	wait "$receiver" || fail "the harmless datagram did not arrive"
	arrived=$(jq '[.received | to_entries[] |
		select(.key != "dns-id-0441") | .value] | add' /tmp/hole)
	worms=$(jq '.received["worm-in"] + .received["variant-long"]' /tmp/hole)
}

# nothing_arrives FROM [LABSEND-OPTION...]
nothing_arrives()
{
	attacked "$@"
	equal "attacks that arrived" "$arrived" 0
}

# flows KEY: a number about the flow tables of mid, both together
flows()
{
	in_ns mid slammerctl status --json |
		jq "[.kernel.flows[].$1] | add"
}

# That it would be seen: the flow of the one who is attacked
test_hole_control()
{
	hole_world
	opener right "$RIGHT:1434" "$LEFT:53"
	equal "flows that were opened" "$(flows opened)" 1
	attacked "$LEFT:53"
	equal "attacks that arrived" "$arrived" 3
	equal "worms that arrived" "$worms" 0
	world_end
}

# From outside, in the name of the host inside
test_hole_spoofed_opener()
{
	hole_world
	opener left "$RIGHT:1434" "$SPOOFED:53" --spoof
	equal "flows that were opened" "$(flows opened)" 0
	nothing_arrives "$SPOOFED:53" --spoof
	world_end
}

# The same where policy does not say which addresses are inside
test_hole_spoofed_opener_without_prefixes()
{
	hole_world
	guard p0 p1 '/prefixes = /d'
	opener left "$RIGHT:1434" "$SPOOFED:53" --spoof
	nothing_arrives "$SPOOFED:53" --spoof
	world_end
}

# Under the built-in policy, where no interface has a name
test_hole_spoofed_opener_without_names()
{
	hole_world
	unload
	in_ns mid insmod /nf_slammer.ko
	opener left "$RIGHT:1434" "$SPOOFED:53" --spoof
	nothing_arrives "$SPOOFED:53" --spoof
	world_end
	fresh_module
}

# What a Resolution Service sends, answer or echo
test_hole_service_answers()
{
	local name

	hole_world
	for name in answer-to-client answer-empty echo-text; do
		in_ns right labsend --vectors "$VECTORS" --name "$name" \
			--from "$RIGHT:1434" --to "$LEFT:53" >/dev/null
	done
	equal "flows that were opened" "$(flows opened)" 0
	nothing_arrives "$LEFT:53"
	world_end
}

# The one outside has asked first
test_hole_answer_to_an_earlier_one()
{
	hole_world
	nothing_arrives "$LEFT:53"
	opener right "$RIGHT:1434" "$LEFT:53"
	equal "flows that were opened" "$(flows opened)" 0
	equal "packets that answered" "$(flows answers)" 1
	nothing_arrives "$LEFT:53"
	world_end
}

# The flow is another one
test_hole_another_tuple()
{
	hole_world
	opener right "$RIGHT:1434" "$LEFT:53"
	nothing_arrives "$LEFT:54"
	nothing_arrives "$SPOOFED:53" --spoof
	ip -n right addr add 192.0.2.11/24 dev r0
	opener right 192.0.2.11:1434 "$LEFT:55"
	nothing_arrives "$LEFT:55"
	world_end
}

# With both ports 1434 nothing is a flow
test_hole_both_ports()
{
	hole_world
	opener right "$RIGHT:1434" "$LEFT:1434"
	equal "flows that were opened" "$(flows opened)" 0
	nothing_arrives "$LEFT:1434"
	world_end
}

# Another namespace has flows of its own, of the same hosts here
test_hole_another_namespace()
{
	local receiver

	hole_world
	opener right "$RIGHT:1434" "$LEFT:53"
	equal "flows that were opened" "$(flows opened)" 1
	labpush --netns router "$POLICY" >/dev/null
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen inside /tmp/hole --listen "$RIGHT:1434" --expect dns-id-0441=1 \
		$(options --name "" $ATTACKS) --quiet 100
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns outside labsend --vectors "$VECTORS" --spoof \
		$(options --name "" $ATTACKS) --name dns-id-0441 \
		--from "$LEFT:53" --to "$RIGHT:1434" >/dev/null
	wait "$receiver" || fail "the harmless datagram did not arrive"
	equal "all that arrived" "$(jq '[.received[]] | add' /tmp/hole)" 1
	world_end
}

# A client outside, who then sends what overflows a client inside (CVE-2003-0903)
test_hole_hostile_client_outside()
{
	local receiver

	hole_world
	opener left "$LEFT:1434" "$RIGHT:5000"
	equal "flows that were opened" "$(flows opened)" 1
	listen right /tmp/hole --listen "$RIGHT:5000" \
		--name answer-overlong-out --expect dns-id-0441=1 --quiet 100
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --name answer-overlong-out \
		--name dns-id-0441 --from "$LEFT:1434" --to "$RIGHT:5000" \
		>/dev/null
	wait "$receiver" || fail "the harmless datagram did not arrive"
	equal "overflows that arrived" \
		"$(jq '.received["answer-overlong-out"]' /tmp/hole)" 0
	world_end
}

# An infected host inside, whose worms leave by port 1434, is no client
test_hole_worm_from_port_1434()
{
	hole_world
	in_ns right labsend --vectors "$VECTORS" --name worm-in \
		--name name-101-bare --from "$RIGHT:1434" --to "$LEFT:1434" \
		>/dev/null
	equal "flows that were opened" "$(flows opened)" 0
	nothing_arrives "$LEFT:1434"
	world_end
}
