# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A team is seen below, like a bond (82-stacked.sh): its ports carry the hook. No
# program sets its mode here, so it receives and does not send.

# shellcheck source=../world.sh
. /lab/world.sh

# frames COUNT: as many worms come in by the left cable
frames()
{
	in_ns left labflood --vectors "$VECTORS" --device l0 --count "$1" \
		--name worm-in >/dev/null
}

test_team()
{
	world
	ip -n mid link set p0 down
	ip -n mid link add top0 type team
	ip -n mid link set p0 master top0
	plug mid p0 top0
	guard "p0 top0" p1
	zoned p0 external
	zoned top0 ""
	frames 10
	booked "ingress worm drop 10"
	guard top0 p1
	zoned p0 ""
	zoned top0 external
	frames 10
	booked "ingress worm drop 20"
	guard none0 none1
	zoned p0 unnamed
	zoned top0 ""
	frames 10
	booked "ingress worm drop 20" "unnamed worm drop 10"
	world_end
}
