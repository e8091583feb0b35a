# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# VXLAN and GENEVE: tunnels over UDP that are interfaces. A VXLAN may be linked to the
# interface below it, which sees other packets: it has its own hook all the same, and
# each worm counts once, on the tunnel.

# shellcheck source=../world.sh
. /lab/world.sh

# tunnel_end NAMESPACE CABLE REMOTE KIND...: t0, whose arguments name CABLE and REMOTE
tunnel_end()
{
	local ns=$1 cable=$2 remote=$3

	shift 3
	# shellcheck disable=SC2046 # a list of words
	ip -n "$ns" link add t0 type \
		$(echo "$*" | sed "s/CABLE/$cable/; s/REMOTE/$remote/")
	plug "$ns" t0
}

# tunnel KIND...: t0 at either end, through which left reaches right
tunnel()
{
	world
	ip -n left addr add 203.0.113.2/24 dev l0
	ip -n mid addr add 203.0.113.1/24 dev p0
	tunnel_end left l0 203.0.113.1 "$@"
	tunnel_end mid p0 203.0.113.2 "$@"
	routed t0 t0 p1
}

linked()
{
	tunnel vxlan id 42 remote REMOTE dev CABLE dstport 4789
}

# named_or_not: t0 with a name, then without one
named_or_not()
{
	guard "p0 t0" p1
	zoned p0 external
	zoned t0 external
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	guard p0 p1
	zoned t0 unnamed
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10" \
		"unnamed worm drop 20" "unnamed trailing accept 20"
	# the cable keeps its own hook if only the tunnel has a name
	guard t0 p1
	zoned p0 unnamed
	zoned t0 external
	world_end
}

test_vxlan_linked()
{
	linked
	named_or_not
}

test_vxlan_unlinked()
{
	tunnel vxlan id 42 remote REMOTE dstport 4789
	named_or_not
}

test_geneve()
{
	tunnel geneve id 42 remote REMOTE
	named_or_not
}

# Before any policy
test_vxlan_builtin()
{
	linked
	unload
	in_ns mid insmod /nf_slammer.ko
	zoned t0 unnamed
	inward 20
	booked "unnamed worm drop 20" "unnamed trailing accept 20"
	fresh_module
	world_end
}

# A port of a bridge: the lowest interface that sees what is in the tunnel
test_vxlan_in_a_bridge()
{
	linked
	ip -n mid addr del 198.51.100.1/24 dev t0
	ip -n mid link add br0 type bridge
	ip -n mid link set t0 master br0
	ip -n mid addr add 198.51.100.1/24 dev br0
	plug mid br0
	guard "p0 br0" p1
	zoned t0 external
	zoned br0 ""
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20"
	world_end
}
