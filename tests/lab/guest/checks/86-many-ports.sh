# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A thousand ports of a bridge, under a policy with as many patterns as there may be.
# How long a change of master takes, and a push, is reported; how long others wait for
# RTNL meanwhile is judged where the clock counts instructions.

# shellcheck source=../world.sh
. /lab/world.sh
# shellcheck source=../waiter.sh
. /lab/waiter.sh

PORTS=1000

# What others may have to wait, in microseconds
CHANGE=5000
PUSH=20000

# ports COMMAND...: of ip, for each port; "&" is its number
ports()
{
	seq 0 $((PORTS - 1)) | sed "s/.*/$*/"
}

# took WHAT SINCE COUNT
took()
{
	echo "$1: $((($(uptime_ms) - $2) * 1000 / $3)) us each of $3"
}

# pushed WHAT GUARD...: nobody waits for it for long
pushed()
{
	local began what=$1

	shift
	waiter_starts
	began=$(uptime_ms)
	guard "$@"
	took "$what" "$began" 1
	waiter_ends $PUSH "$what"
}

test_many_ports()
{
	local began

	world
	ports link add 'd&' type dummy | ip -n mid -batch -
	ip -n mid link add br0 type bridge
	# 256 patterns: d7, br0, 125 others, p1, and 128 more
	pushed "a push of 256 patterns" \
		"d7 br0 $(seq 1000 1124 | sed 's/^/wan-/; s/$/*/')" \
		"p1 $(seq 1000 1127 | sed 's/^/lan-/')"
	waiter_starts
	began=$(uptime_ms)
	ports link set 'd&' master br0 | ip -n mid -batch -
	took "changes of master" "$began" $PORTS
	waiter_ends $CHANGE "$PORTS changes of master"
	zoned d0 external
	zoned d7 external
	zoned d999 external
	zoned br0 ""
	equal "ports in zone external" "$(labstate --netns mid devices |
		grep -c ' external ')" $PORTS
	began=$(uptime_ms)
	ip -n mid link set p0 master br0
	took "the last change of master" "$began" 1
	zoned p0 external
	waiter_starts
	labpush --netns mid /tmp/world.conf >/dev/null
	waiter_ends $PUSH "a push that changes nothing"
	pushed "a push that changes each zone" none0 none1
	zoned d999 unnamed
	zoned br0 ""
	pushed "a push that takes each hook away" none0 none1 \
		"\$a unnamed = \"off\";"
	zoned d999 ""
	pushed "a push that hooks each port" br0 none1
	zoned d999 external
	world_end
}

# While others have RTNL between the hooks of a push, and the policy is still the last
# one: nothing passes because an interface that is hooked already is left its packets
test_many_ports_under_traffic()
{
	world
	ports link add 'd&' type dummy | ip -n mid -batch -
	on_vlan 5
	routed l0.5 p0.5 p1
	guard p0 p1 "\$a unnamed = \"off\";"
	stream dns-id-04
	for _ in 1 2 3; do
		guard p0.5 p1
		zoned d999 unnamed
		guard p0 p1 "\$a unnamed = \"off\";"
		zoned d999 ""
	done
	stream_end
	world_end
}

# has_zone DEVICE ZONE
has_zone()
{
	labstate --netns mid devices | grep -q "^device $1 $2 "
}

# More interfaces than there are places: those that wait get the places of those that
# go, by one look at all of them, however many go at once.
test_more_interfaces_than_places()
{
	local began

	world
	seq 0 3199 | sed 's/.*/link add e& group 7 type dummy/' |
		ip -n mid -batch -
	guard p0 p1
	zoned e0 unnamed
	zoned e3199 ""
	zoned e3070 ""
	ip -n mid link delete e0
	wait_for 30 has_zone e3070 unnamed
	ip -n mid link set e3199 group 0
	began=$(uptime_ms)
	ip -n mid link delete group 7
	took "interfaces of a group are deleted" "$began" 3198
	wait_for 30 has_zone e3199 unnamed
	world_end
}
