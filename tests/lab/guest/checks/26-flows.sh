# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Solicited flows in the real module: what answers a datagram from port 1434 passes,
# whatever it looks like, and nothing else does. Left is outside, right is inside.
# How flows age is in the unit tests: nothing here waits.

# shellcheck source=../world.sh
. /lab/world.sh

# What the content rule drops, in any direction and from any port
HOSTILE="variant-no-marks name-101-bare"

# ask VECTOR FROM_NS FROM TO: one datagram
ask()
{
	in_ns "$2" labsend --vectors "$VECTORS" --name "$1" --from "$3" --to "$4" \
		>/dev/null
}

# answers PASS DROP FROM_NS FROM TO_NS TO: the vectors of the list PASS arrive, those
# of DROP do not; one of each
answers()
{
	local pass=$1 drop=$2 receiver name

	# shellcheck disable=SC2046,SC2086 # lists of words
	listen "$5" /tmp/crossed --listen "$6" $(options --name "" $drop) \
		$(options --expect "=1" $pass)
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns "$3" labsend --vectors "$VECTORS" --from "$4" --to "$6" \
		$(options --name "" $drop $pass) >/dev/null
	if [ -n "$pass" ]; then
		wait "$receiver" || fail "not all of $pass arrived"
	else
		stop_listening "$receiver"
	fi
	for name in $drop; do
		equal "$name: datagrams that arrived" "$(got "$name")" 0
	done
}

# router_world: left and right, mid routes between them, the shipped policy
router_world()
{
	world
	routed l0 p0 p1
	guard p0 p1
}

test_flow_of_an_inside_client()
{
	router_world
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	# the flow is one of these two, and of no other port
	answers "" "$HOSTILE" left "$LEFT:53001" right "$RIGHT:1434"
	booked "egress foreign accept 1" "ingress long-name drop 4" \
		"ingress solicited accept 2" "ingress worm drop 1"
	world_end
}

# A client outside asks a server of ours. What it sends itself is judged by content,
# as before: the flow is the client's port, not the server's.
test_flow_of_an_outside_client()
{
	router_world
	ask dns-query left "$LEFT:1434" "$RIGHT:53000"
	answers "$HOSTILE" worm-in right "$RIGHT:53000" left "$LEFT:1434"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	answers "" answer-overlong left "$LEFT:1434" right "$RIGHT:53000"
	booked "egress solicited accept 2" "egress worm drop 1" \
		"ingress foreign accept 1" "ingress long-answer drop 1" \
		"ingress long-name drop 2"
	world_end
}

# The router's own questions, from its output hook
test_flow_of_the_router()
{
	router_world
	ask dns-query mid 198.51.100.1:1434 "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" mid 198.51.100.1:1434
	booked "ingress solicited accept 2" "ingress worm drop 1" \
		"local foreign accept 1"
	world_end
}

# What a Resolution Service sends opens nothing, nor does what answers a datagram
# that came before, nor a source that is not where it says
test_flow_is_not_opened()
{
	router_world
	ask answer-opcode-alone right "$RIGHT:1434" "$LEFT:53000"
	ask echo-text right "$RIGHT:1434" "$LEFT:53000"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	ask dns-query right "$RIGHT:1434" "$LEFT:1434"
	answers "" "$HOSTILE" left "$LEFT:1434" right "$RIGHT:1434"

	ask quic-short left "$LEFT:53002" "$RIGHT:1434"
	ask dns-query right "$RIGHT:1434" "$LEFT:53002"
	answers "" "$HOSTILE" left "$LEFT:53002" right "$RIGHT:1434"

	# left says that it is right, whose prefix is internal
	ip -n left addr add 192.0.2.99/32 dev l0
	ask dns-query left 192.0.2.99:1434 "$RIGHT:53000"
	ip -n left addr del 192.0.2.99/32 dev l0
	ip -n right route add 192.0.2.99/32 via 192.0.2.1
	ask variant-no-marks right "$RIGHT:53000" 192.0.2.99:1434
	labstate --netns mid ruled >/tmp/counted
	grep -q '^internal long-name drop 1$' /tmp/counted ||
		fail "an answer to a forged source: $(tr '\n' ';' </tmp/counted)"
	! grep solicited /tmp/counted || fail "a flow was opened"
	world_end
}

# A client whose first datagrams could be those of a Resolution Service: what is
# accepted until the next one does not count against it.
test_flow_of_a_client_that_begins_with_05()
{
	router_world
	ask answer-opcode-alone right "$RIGHT:1434" "$LEFT:53000"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	ask quic-short left "$LEFT:53000" "$RIGHT:1434"
	ask echo-text right "$RIGHT:1434" "$LEFT:53000"
	ask quic-short left "$LEFT:53000" "$RIGHT:1434"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	in_ns mid slammerctl status --json | jq -e '
		[.kernel.flows[].opened, .kernel.flows[].used] | add == 0' \
		>/dev/null || fail "a pending entry is counted as a flow"
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	answers "" "$HOSTILE" left "$LEFT:53001" right "$RIGHT:1434"
	in_ns mid slammerctl status --json | jq -e '
		[.kernel.flows[].opened] | add == 1' >/dev/null ||
		fail "not one flow was opened"
	world_end
}

# Two VLANs of one interface, and the interface itself, are three places
test_flow_by_vlan()
{
	world
	on_vlan 100
	routed l0.100 p0.100 p1
	guard p0 p1
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	# the VLAN is hooked now, not its parent: the flow is the same
	guard "p0 p0.100" p1
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	booked "egress foreign accept 1" "ingress solicited accept 4" \
		"ingress worm drop 2"
	world_end
}

test_flow_by_bridge()
{
	world
	joined_by_bridge
	bridged l0
	guard p0 p1
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	booked "egress foreign accept 1" "ingress solicited accept 2" \
		"ingress worm drop 1"
	world_end
}

# The built-in policy does not know what is inside. What came in where the question
# came in is no answer: whoever forges the one can send the other.
test_flow_of_unnamed_interfaces()
{
	world
	routed l0 p0 p1
	guard none0 none1
	# left, in the name of right, to a host that is left as well
	ip -n left addr add "$RIGHT/32" dev lo
	ip -n mid route add 203.0.113.9/32 via "$LEFT"
	ask dns-query left "$RIGHT:1434" 203.0.113.9:53000
	ip -n left addr del "$RIGHT/32" dev lo
	ip -n left addr add 203.0.113.9/32 dev lo
	answers "" "$HOSTILE" left 203.0.113.9:53000 right "$RIGHT:1434"

	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	booked "unnamed foreign accept 2" "unnamed long-name drop 2" \
		"unnamed solicited accept 2" "unnamed worm drop 1"
	world_end
}

# A reload keeps flows
test_flow_and_reload()
{
	router_world
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	guard p0 p1
	answers "$HOSTILE" worm-in left "$LEFT:53000" right "$RIGHT:1434"
	world_end
}

# With flows=0 the payload alone decides
test_flows_off()
{
	! grep -q '^nf_slammer ' /proc/modules || unload
	trap fresh_module EXIT
	in_ns router insmod /nf_slammer.ko flows=0
	router_world
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	world_end
}

# flows_of SIDE: "SIZE USED OPENED", as slammerctl tells it
flows_of()
{
	in_ns mid slammerctl status --socket /none --json | jq -r --arg side "$1" \
		'.kernel.flows[] | select(.side == $side) |
			"\(.size) \(.used) \(.opened)"'
}

# The size is the policy's, what it reads back is the same policy, and 0 is off
test_flows_by_policy()
{
	router_world
	equal "flows by the module's parameter" "$(flows_of inside)" "16384 0 0"
	guard p0 p1 "\$a tracking: { flows = 1500; };"
	equal "flows of the policy" "$(flows_of outside)" "2048 0 0"
	in_ns mid slammerctl policy diff --socket /none /tmp/world.conf >/tmp/diff ||
		fail "the kernel has another policy: $(last_line /tmp/diff)"
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	equal "with a flow from inside" "$(flows_of inside)" "2048 1 1"
	guard p0 p1 "\$a tracking: { flows = 0; };"
	equal "no flows" "$(flows_of inside)" "0 0 0"
	in_ns mid slammerctl policy diff --socket /none /tmp/world.conf >/tmp/diff ||
		fail "the kernel has another policy: $(last_line /tmp/diff)"
	answers "" "$HOSTILE" left "$LEFT:53000" right "$RIGHT:1434"
	world_end
}

# masqueraded RULE...: nftables on mid, behind p0
masqueraded()
{
	in_ns mid nft -f - <<-END
	table ip nat {
		chain post {
			type nat hook postrouting priority 100;
			oifname "p0" $*
		}
	}
	END
}

# The answer comes to the router's address, and the client asked with its own
test_flow_behind_nat()
{
	router_world
	masqueraded masquerade
	ask dns-query right "$RIGHT:1434" "$LEFT:53000"
	listen right /tmp/crossed --listen "$RIGHT:1434" --name worm-in \
		--expect variant-no-marks=1
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --from "$LEFT:53000" \
		--to 198.51.100.1:1434 --name worm-in \
		--name variant-no-marks >/dev/null
	wait "$receiver" || fail "the answer did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	# another peer was not asked
	in_ns left labsend --vectors "$VECTORS" --from "$LEFT:53001" \
		--to 198.51.100.1:1434 --name variant-no-marks >/dev/null
	booked "egress foreign accept 1" "ingress long-name drop 1" \
		"ingress solicited accept 1" "ingress worm drop 1"
	world_end
}

# NAT has given a client port 1434: nothing of that goes to a port 1434 of ours
test_flow_with_a_port_of_nat()
{
	router_world
	masqueraded udp sport 40000 masquerade to :1434
	ask dns-query right "$RIGHT:40000" "$LEFT:53000"
	listen right /tmp/crossed --listen "$RIGHT:40000" --name worm-in \
		--expect variant-no-marks=1
	receiver=$!
	in_ns left labsend --vectors "$VECTORS" --from "$LEFT:53000" \
		--to 198.51.100.1:1434 --name worm-in \
		--name variant-no-marks >/dev/null
	wait "$receiver" || fail "the answer did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	booked "ingress solicited accept 1" "ingress worm drop 1"
	world_end
}

# A client outside, and a server inside that has the router's address there
test_flow_to_a_translated_server()
{
	router_world
	in_ns mid nft -f - <<-END
	table ip nat {
		chain pre {
			type nat hook prerouting priority -100;
			iifname "p0" udp dport 53 dnat to $RIGHT:53000
		}
	}
	END
	ask dns-query left "$LEFT:1434" 198.51.100.1:53
	listen left /tmp/crossed --listen "$LEFT:1434" --name worm-in \
		--expect variant-no-marks=1
	receiver=$!
	in_ns right labsend --vectors "$VECTORS" --from "$RIGHT:53000" \
		--to "$LEFT:1434" --name worm-in --name variant-no-marks >/dev/null
	wait "$receiver" || fail "the answer did not arrive"
	equal "worms that arrived" "$(got worm-in)" 0
	booked "egress solicited accept 1" "egress worm drop 1" \
		"ingress foreign accept 1"
	world_end
}
