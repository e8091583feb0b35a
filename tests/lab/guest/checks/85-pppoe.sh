# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# PPPoE: looked into on the cable, unless the session ends here and its own
# interface is named. Debian's cloud kernels have no PPP; labpppoe stands in.

# shellcheck source=../world.sh
. /lab/world.sh

HERE=02:00:00:00:03:01

# session: ppp0 on mid, where the sessions from the left cable end
session()
{
	world
	rm -f /tmp/session.ready
	start mid /tmp/session labpppoe --device p0 --ppp ppp0 \
		--ready /tmp/session.ready
	session=$!
	wait_for 10 test -e /tmp/session.ready
	plug mid ppp0
	ip -n mid link set p0 address $HERE
}

# another: ppp1 on mid, a PPP link that has nothing to do with the left cable
another()
{
	rm -f /tmp/another.ready
	start mid /tmp/another labpppoe --device p1 --ppp ppp1 \
		--ready /tmp/another.ready
	another=$!
	wait_for 10 test -e /tmp/another.ready
	plug mid ppp1
}

another_end()
{
	kill "$another"
	wait "$another"
}

# session_end COUNT: so many packets went through it
session_end()
{
	usleep 200000
	kill "$session"
	wait "$session"
	equal "packets of the session" "$(cat /tmp/session)" \
		"{\"unpacked\": $1}"
	world_end
}

# frames COUNT MAC
frames()
{
	in_ns left labflood --vectors "$VECTORS" --device l0 --count "$1" \
		--mac "$2" --name worm-pppoe --name request-pppoe >/dev/null
}

test_pppoe_cable_named()
{
	session
	guard p0 p1 's/request = "drop"/request = "monitor"/'
	frames 20 $HERE
	# what is accepted there is seen once more, in the session
	wait_for 5 arrived "unnamed instance accept 20"
	booked "ingress worm drop 20" "ingress instance monitor 20" \
		"unnamed instance accept 20"
	session_end 20
}

# arrived "DIRECTION REASON VERDICT COUNT": so many were counted by now
arrived()
{
	labstate --netns mid ruled | grep -qx "$1"
}

# Neither has a name: the session has its packets to itself
test_pppoe_unnamed()
{
	session
	guard none0 p1
	zoned p0 unnamed
	zoned ppp0 unnamed
	frames 20 $HERE
	wait_for 5 heard 20
	booked "unnamed worm drop 20" "unnamed instance accept 20"
	session_end 40
}

test_pppoe_session_named()
{
	session
	guard ppp0 p1
	frames 20 $HERE
	wait_for 5 heard 20
	booked "ingress worm drop 20" "ingress instance drop 20"
	session_end 40
}

# heard COUNT: worms were counted by now
heard()
{
	labstate --netns mid ruled | grep -q "worm drop $1$"
}

# What only passes through on the cable is looked into there
test_pppoe_both_named()
{
	session
	guard p0 ppp0
	frames 20 $HERE
	wait_for 5 heard 20
	booked "internal worm drop 20" "internal instance accept 20"
	frames 10 02:00:00:00:00:99
	booked "ingress worm drop 10" "ingress instance drop 10" \
		"internal worm drop 20" "internal instance accept 20"
	session_end 40
}

# A link that is hooked says nothing of the session of another one
test_pppoe_another_session_named()
{
	session
	another
	guard "p0 ppp1" none0 "\$a unnamed = \"off\";"
	zoned ppp0 ""
	zoned ppp1 external
	frames 20 $HERE
	booked "ingress worm drop 20" "ingress instance drop 20"
	# protected as it is without a name, but in no zone
	guard "p0 ppp1" none0
	zoned ppp0 unnamed
	frames 10 $HERE
	booked "ingress worm drop 30" "ingress instance drop 30"
	# all links have a name
	guard p0 'ppp*'
	frames 10 $HERE
	wait_for 5 heard 10
	booked "ingress worm drop 30" "ingress instance drop 30" \
		"internal worm drop 10" "internal instance accept 10"
	another_end
	session_end 20
}

# A link that comes without a name, and goes
test_pppoe_sessions_come_and_go()
{
	session
	guard "p0 ppp0" none0 "\$a unnamed = \"off\";"
	frames 10 $HERE
	wait_for 5 heard 10
	another
	zoned ppp1 ""
	frames 10 $HERE
	booked "ingress worm drop 20" "ingress instance drop 20"
	another_end
	frames 10 $HERE
	wait_for 5 heard 30
	booked "ingress worm drop 30" "ingress instance drop 30"
	session_end 40
}
