# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A thousand ports of a bridge, under a policy with as many patterns as there may be.
# How long a change of master takes, and a push, is reported, not judged.

# shellcheck source=../world.sh
. /lab/world.sh

PORTS=1000

# numbers: 0 to $PORTS - 1
numbers()
{
	seq 0 $((PORTS - 1))
}

# took WHAT SINCE COUNT
took()
{
	echo "$1: $((($(uptime_ms) - $2) * 1000 / $3)) us each of $3"
}

test_many_ports()
{
	local began

	world
	numbers | sed 's/.*/link add d& type dummy/' | ip -n mid -batch -
	ip -n mid link add br0 type bridge
	# 256 patterns: d7, br0, 125 others, p1, and 128 more
	guard "d7 br0 $(seq 1000 1124 | sed 's/^/wan-/; s/$/*/')" \
		"p1 $(seq 1000 1127 | sed 's/^/lan-/')"
	began=$(uptime_ms)
	numbers | sed 's/.*/link set d& master br0/' | ip -n mid -batch -
	took "changes of master" "$began" $PORTS
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
	began=$(uptime_ms)
	labpush --netns mid /tmp/world.conf >/dev/null
	took "a push that changes nothing" "$began" 1
	began=$(uptime_ms)
	guard none0 none1
	took "a push that changes each zone" "$began" 1
	zoned d999 unnamed
	zoned br0 ""
	began=$(uptime_ms)
	guard none0 none1 "\$a unnamed = \"off\";"
	took "a push that takes each hook away" "$began" 1
	zoned d999 ""
	began=$(uptime_ms)
	guard br0 none1
	took "a push that hooks each port" "$began" 1
	zoned d999 external
	world_end
}
