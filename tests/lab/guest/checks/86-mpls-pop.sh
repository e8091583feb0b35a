# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The last router of a label-switched path: the packet comes in behind a label, and
# goes out as IP. Before routing, netfilter never sees it.

# shellcheck source=../world.sh
. /lab/world.sh

test_mpls_popped()
{
	world
	routed l0 p0 p1
	in_ns mid sysctl -q -w net.mpls.platform_labels=1000 \
		net.mpls.conf.p0.input=1
	ip -n left route add 192.0.2.0/24 encap mpls 100 via inet 198.51.100.1
	ip -n mid -f mpls route add 100 via inet "$RIGHT" dev p1
	guard p0 p1
	cross 20 left "$LEFT" right "$RIGHT"
	equal "worms that arrived" "$worms" 0
	equal "answers that arrived" "$answers" 20
	booked "ingress worm drop 20"
	late 20
	world_end
}
