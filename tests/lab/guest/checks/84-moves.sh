# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Interfaces named by pattern that come, go, get other names and move between
# namespaces: their packets are classified by the zone of their present name.

# shellcheck source=../world.sh
. /lab/world.sh

# arrive COUNT: as many worms come in by the left cable, to an address of no host
arrive()
{
	in_ns left labflood --vectors "$VECTORS" --device l0 --count "$1" \
		--name worm-in >/dev/null
}

# rename FROM TO: on mid; not every kernel does it to an interface that is up
rename()
{
	ip -n mid link set "$1" down
	ip -n mid link set "$1" name "$2"
	ip -n mid link set "$2" up
}

test_renamed_into_a_pattern_and_out()
{
	world
	guard 'wan*' 'lan*'
	arrive 10
	booked "unnamed worm drop 10"
	rename p0 wan7
	arrive 20
	booked "ingress worm drop 20" "unnamed worm drop 10"
	rename wan7 lan7
	arrive 5
	booked "ingress worm drop 20" "internal worm drop 5" \
		"unnamed worm drop 10"
	rename lan7 dmz7
	zoned dmz7 unnamed
	arrive 10
	booked "ingress worm drop 20" "internal worm drop 5" \
		"unnamed worm drop 20"
	rename dmz7 wan70
	arrive 10
	booked "ingress worm drop 30" "internal worm drop 5" \
		"unnamed worm drop 20"
	world_end
}

# Those without a name come and go like the others, and not at all if policy says so
test_unnamed_come_and_gone()
{
	world
	guard 'wan*' 'lan*'
	ip -n mid link delete p0
	ip link add l0 netns left type veth peer name p0 netns mid
	plug left l0
	plug mid p0
	zoned p0 unnamed
	arrive 10
	booked "unnamed worm drop 10"
	guard 'wan*' 'lan*' "\$a unnamed = \"off\";"
	zoned p0 ""
	zoned p1 ""
	arrive 10
	rename p0 dmz7
	zoned dmz7 ""
	arrive 10
	rename dmz7 wan7
	arrive 10
	booked "ingress worm drop 10" "unnamed worm drop 10"
	guard 'wan*' 'lan*' "\$a mode = \"monitor\";"
	rename wan7 p0
	zoned p0 unnamed
	arrive 10
	booked "ingress worm drop 10" "unnamed worm drop 10" \
		"unnamed worm monitor 10"
	world_end
}

# An exact name overrides a pattern, a longer pattern a shorter one
test_renamed_to_a_better_match()
{
	world
	guard 'wan* wan-in7' 'wan-in*'
	rename p0 wan-7
	zoned wan-7 external
	rename wan-7 wan-in8
	zoned wan-in8 internal
	rename wan-in8 wan-in7
	zoned wan-in7 external
	world_end
}

test_come_and_gone()
{
	world
	guard 'p*' 'lan*'
	arrive 10
	ip -n mid link delete p0
	zoned p0 ""
	booked "ingress worm drop 10"
	ip link add l0 netns left type veth peer name p0 netns mid
	plug left l0
	plug mid p0
	arrive 5
	booked "ingress worm drop 15"
	world_end
}

# To another namespace and back: there it has another policy, or none
test_moved_between_namespaces()
{
	world
	guard 'p0 p1' 'lan*'
	arrive 10
	ip -n mid link set p0 netns right
	plug right p0
	zoned p0 ""
	arrive 10
	booked "ingress worm drop 10"
	labpush --netns right /tmp/world.conf
	arrive 3
	equal "counted on the right" "$(labstate --netns right ruled)" \
		"ingress worm drop 3"
	ip -n right link set p0 netns mid
	plug mid p0
	zoned p0 external
	arrive 10
	booked "ingress worm drop 20"
	equal "counted on the right" "$(labstate --netns right ruled)" \
		"ingress worm drop 3"
	world_end
}

# To a namespace where it gets another name on its way
test_moved_and_renamed()
{
	world
	guard 'wan*' 'lan*'
	ip -n mid link set p0 netns right name wan3
	ip -n right link set wan3 netns mid
	plug mid wan3
	zoned wan3 external
	arrive 10
	booked "ingress worm drop 10"
	world_end
}
