# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Sessions of other protocols whose client has port 1434 lose nothing, whoever is the
# client, and `slammerctl policy test` says the same of a capture of them.

# shellcheck source=../world.sh
. /lab/world.sh

INSIDE="--client inside=192.0.2.20 --server outside=198.51.100.77
	--client inside=2001:db8:2::20 --server outside=2001:db8:100::10"
OUTSIDE="--client outside=203.0.113.66 --server inside=192.0.2.10
	--client outside=2001:db8:bad::66 --server inside=2001:db8:2::10"

# sessions OPTION...: all of it arrives
sessions()
{
	labsession "$@" >/tmp/sessions 2>/tmp/sessions.said ||
		fail "$(head -n 1 /tmp/sessions.said): $(last_line /tmp/sessions)"
	last_line /tmp/sessions
}

# What the kernel has counted and dropped of packets that policy rules
dropped_in()
{
	in_ns "$1" slammerctl status --json | jq '[.counters[] |
		select(.verdict == "drop") | .packets] | add // 0'
}

test_sessions_of_clients_inside()
{
	fresh
	# shellcheck disable=SC2086 # a list of words
	sessions $INSIDE
	equal "packets that were dropped" "$(dropped_in router)" 0
}

test_sessions_of_clients_outside()
{
	fresh
	# shellcheck disable=SC2086 # a list of words
	sessions $OUTSIDE
	equal "packets that were dropped" "$(dropped_in router)" 0
}

# The module alone
test_sessions_under_the_builtin_policy()
{
	fresh_module
	# shellcheck disable=SC2086 # a list of words
	sessions $INSIDE --exchanges 32
	# shellcheck disable=SC2086 # a list of words
	sessions $OUTSIDE --exchanges 32
	equal "packets that were dropped" "$(dropped_in router)" 0
}

# sums: "REASON DIRECTION VERDICT PACKETS" of the table of policy test
sums()
{
	awk '$5 ~ /^(ingress|egress|internal)$/ { n[$7 " " $5 " " $6]++ }
		END { for (key in n) print key, n[key] }' | sort
}

# The same packets in a capture, with the policy's prefixes for directions
test_sessions_and_policy_test()
{
	fresh
	# shellcheck disable=SC2086 # a list of words
	sessions $INSIDE --exchanges 64
	# shellcheck disable=SC2086 # a list of words
	sessions $OUTSIDE --exchanges 64
	in_ns router slammerctl status --json | jq -r '.counters[] |
		select(.bytes > 0) |
		"\(.reason) \(.direction) \(.verdict) \(.packets)"' |
		sort >/tmp/kernel.sums
	# shellcheck disable=SC2046,SC2086 # lists of words
	labsession $(echo $INSIDE $OUTSIDE | sed 's/[a-z]*=//g') --exchanges 64 \
		--pcap /tmp/sessions.pcap
	slammerctl policy test "$POLICY" /tmp/sessions.pcap --from auto |
		sums >/tmp/policy-test.sums
	rm /tmp/sessions.pcap
	diff /tmp/kernel.sums /tmp/policy-test.sums ||
		fail "policy test: $(diff /tmp/kernel.sums \
			/tmp/policy-test.sums | tail -n 1)"
}

# both_ways: in a world, whose left side is outside
both_ways()
{
	sessions --client "right=$RIGHT" --server "left=$LEFT" --exchanges 16
	sessions --client "left=$LEFT" --server "right=$RIGHT" --exchanges 16
	equal "packets that were dropped" "$(dropped_in mid)" 0
	world_end
}

test_sessions_over_a_bridge()
{
	world
	joined_by_bridge
	bridged l0
	guard p0 p1
	both_ways
}

test_sessions_over_a_vlan()
{
	world
	on_vlan 100
	routed l0.100 p0.100 p1
	guard p0.100 p1
	both_ways
}

# Both sides come by one cable, each in a VLAN of its own
test_sessions_over_vlans_of_one_cable()
{
	world
	ip -n left link add link l0 name l0.100 type vlan id 100
	ip -n left link add link l0 name l0.200 netns right type vlan id 200
	ip -n mid link add link p0 name p0.100 type vlan id 100
	ip -n mid link add link p0 name p0.200 type vlan id 200
	plug left l0.100
	plug right l0.200
	plug mid p0.100 p0.200
	routed l0.100 p0.100 p0.200 l0.200
	guard p0.100 p0.200
	both_ways
}
