# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Loading, unloading, namespaces, interfaces that come and go.

test_unload_under_traffic()
{
	local i sender

	fresh_module
	start outside /tmp/unload-sent labsend --vectors "$VECTORS" \
		--name worm-in --name dns-id-04 --from 203.0.113.66 \
		--to 192.0.2.10 --count 0 --rate 1500
	sender=$!
	for i in 1 2 3 4 5; do
		rmmod nf_slammer || fail "rmmod $i"
		in_ns router insmod /nf_slammer.ko || fail "insmod $i"
	done
	kill $sender || fail "the traffic has ended"
	wait $sender
	guarded_in
}

# Without the module the worm arrives, so the other checks can fail
test_lab_can_fail()
{
	local receiver

	! grep -q '^nf_slammer ' /proc/modules || rmmod nf_slammer
	listen inside /tmp/open --listen 192.0.2.10:1434 \
		--expect worm-in=100
	receiver=$!
	in_ns outside labsend --vectors "$VECTORS" --name worm-in \
		--from 203.0.113.66 --to 192.0.2.10 --count 100
	wait "$receiver" || fail "without a filter the worm did not arrive"
	fresh_module
}

# The built-in policy is for the namespace that loaded the module. Others have none
# until one is pushed, and it affects only them.
test_namespaces_are_separate()
{
	local before

	fresh
	before=$(kernel_state)
	equal "generation of inside" "$(inside_generation)" 0
	sed 's/"lan\*"/"none0"/; s/"wan\*"/"int0"/' "$POLICY" >/tmp/inside.conf
	in_ns inside slammerd --config /tmp/inside.conf --pid-file \
		/run/inside.pid --socket /tmp/inside.sock --store /tmp/inside.db
	[ "$(inside_generation)" -gt 0 ] || fail "inside has no policy"
	equal "kernel of the router" "$(kernel_state)" "$before"
	kill "$(cat /run/inside.pid)"
	guarded_in
}

inside_generation()
{
	in_ns inside slammerctl status --socket /none --json |
		jq .kernel.generation
}

# An interface carries the hook as soon as it is there, and under any name
test_interfaces_come_and_go()
{
	fresh
	ip -n router link add link lan0 name lan9 type vlan id 9
	equal "zone of lan9" "$(zone_of lan9)" internal
	ip -n router link set lan9 name wan9
	equal "zone of wan9" "$(zone_of wan9)" external
	equal "zone of lan9" "$(zone_of lan9)" ""
	ip -n router link delete wan9
	equal "zone of wan9" "$(zone_of wan9)" ""
}

zone_of()
{
	in_ns router slammerctl status --json | jq -r --arg name "$1" '
		.devices[] | select(.name == $name) | .zone'
}

# A namespace that goes away takes its policy and counters with it
test_namespace_deleted()
{
	local daemon

	fresh_module
	ip netns add passing
	start passing /tmp/passing.log slammerd --foreground \
		--socket /tmp/passing.sock --store /tmp/passing.db
	daemon=$!
	wait_for 10 test -S /tmp/passing.sock || fail "no daemon there"
	kill $daemon
	wait $daemon
	ip netns delete passing
	guarded_in
}

# Whatever is on top of what: no hook stays behind, to be called when there is none
test_unloaded_below_a_bridge()
{
	# shellcheck source=../world.sh
	. /lab/world.sh
	world
	joined_by_bridge
	bridged l0
	on_vlan 5
	guard p0 p1
	inward 10
	rmmod nf_slammer
	cross 10 left "$LEFT" right "$RIGHT"
	equal "worms without the module" "$worms" 10
	fresh_module
	world_end
}
