# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A hundred times each, under full load: policies are swapped, the module is unloaded
# and loaded, namespaces and interfaces are deleted. The kernel log is checked at the
# end of the lab.

# shellcheck source=../world.sh
. /lab/world.sh

TIMES=100
# packets a second, so that the other processor has its share of the host's
RATE=20000

# flood NAMESPACE DEVICE VECTOR...: until flood_end; returns when it has begun
flood()
{
	local ns=$1 device=$2

	shift 2
	# shellcheck disable=SC2046 # a list of words
	start "$ns" /tmp/flood labflood --vectors "$VECTORS" --persist \
		--device "$device" --ready /tmp/flood.ready --rate $RATE \
		$(options --name "" "$@")
	flooder=$!
	wait_for 10 test -e /tmp/flood.ready
	rm -f /tmp/flood.ready
}

# flood_end: it went on until now
flood_end()
{
	kill "$flooder" || fail "the flood has ended"
	wait "$flooder"
	cat /tmp/flood
}

# Two policies that agree in what becomes of these three datagrams and in nothing
# else: the zones of the interfaces are exchanged, and with them the direction;
# one lets the request by for its rule, the other one for its allow entry. Any
# mixture of the two lets a worm pass or drops a request.
opposites()
{
	cat >/tmp/one.conf <<-END
	zones: { external: { interfaces = [ "p0" ]; };
		 internal: { interfaces = [ "p1" ]; }; };
	ingress: { slammer = "drop"; request = "drop"; other = "accept"; };
	egress: { slammer = "accept"; request = "drop"; other = "drop"; };
	allow = ( { from = "$LEFT"; to = "$RIGHT"; } );
	END
	cat >/tmp/other.conf <<-END
	zones: { external: { interfaces = [ "p1" ]; };
		 internal: { interfaces = [ "p0" ]; }; };
	ingress: { slammer = "accept"; request = "drop"; other = "drop"; };
	egress: { slammer = "drop"; request = "accept"; other = "accept"; };
	END
}

test_policies_swapped_under_flood()
{
	world
	routed l0 p0 p1
	opposites
	labpush --netns mid /tmp/one.conf
	stream dns-id-04 freetds
	labpush --netns mid --times $((5 * TIMES)) /tmp/other.conf /tmp/one.conf
	stream_end
	equal "generation" "$(labstate --netns mid policy | cut -d ' ' -f 2)" \
		$((10 * TIMES + 1))
	booked_sum $(($(sent worm-in) + $(sent dns-id-04) + $(sent freetds)))
	world_end
}

# booked_sum COUNT: of packets that policy rules
booked_sum()
{
	equal "packets counted" "$(labstate --netns mid ruled |
		awk '{ sum += $4 } END { print sum }')" "$1"
}

# all_features: everything that a policy can ask the kernel for
all_features()
{
	sed 's/request = "drop"/request = "queue"/
		s/interfaces = \[ "wan.*/interfaces = [ "p*" ];/
		s/other = "accept"/other = "limit 100000\/s"/' "$POLICY"
	cat <<-END
	queue: { number = 7; fail = "open"; };
	defrag = true;
	tracking: { outside = 2048; inside = 2048; };
	signatures = ( { name = "a"; port = 1434; length = [ 0, 400 ];
			 match = ( { offset = 0; bytes = "ff"; } ); },
		       { name = "b"; port = 2000; } );
	END
}

# Hooks, reassembly, signatures and tables come and go with the policy
test_features_swapped_under_flood()
{
	world
	routed l0 p0 p1
	ip -n mid link set p0 address 02:00:00:00:03:01
	all_features >/tmp/all.conf
	opposites
	labpush --netns mid /tmp/one.conf
	flood left l0 worm-in worm-first-fragment worm-later-fragment \
		dns-first-fragment worm-vlan worm-options dns-id-04 worm6-in
	labpush --netns mid --times $TIMES /tmp/all.conf /tmp/one.conf
	labpush --netns mid /tmp/all.conf
	flood_end
	world_end
}

# Estimates are reset, and everything is read, while packets update it
test_estimates_reset_under_flood()
{
	world
	routed l0 p0 p1
	guard p0 p1
	flood left l0 worm-in name-101-bare dns-id-04
	for _ in $(seq $TIMES); do
		labstate --netns mid reset
	done >/tmp/estimates
	flood_end
	equal "readings" "$(grep -c '^sketch outside sources ' /tmp/estimates)" \
		$TIMES
	grep '^sketch outside sources ' /tmp/estimates | grep -qv ' 0*$' ||
		fail "no estimate was above 0"
	world_end
}

test_module_reloaded_under_flood()
{
	world
	routed l0 p0 p1
	all_features >/tmp/all.conf
	flood left l0 worm-in worm-first-fragment worm-later-fragment \
		worm-vlan dns-id-04 worm6-in
	labchurn --netns mid --times $TIMES --module /nf_slammer.ko \
		--policy /tmp/all.conf --every 3
	flood_end
	guard p0 p1
	inward 10
	world_end
	fresh_module
}

# The flood goes to all ports of a bridge; the other ends of them are in
# namespaces with a policy of their own, which vanish
test_namespaces_deleted_under_flood()
{
	world
	all_features >/tmp/all.conf
	ip -n left link add br0 type bridge
	plug left br0
	flood left br0 worm-in worm-first-fragment worm-vlan dns-id-04
	labchurn --netns left --times $TIMES --policy /tmp/all.conf --bridge br0
	flood_end
	world_end
}

# VLANs on a cable that is flooded with their frames: with a policy that names
# only them, and with one that names the cable as well
test_interfaces_deleted_under_flood()
{
	world
	guard 'p0.*' p1
	flood left l0 worm-vlan worm-in
	for _ in $(seq $((TIMES / 2))); do
		echo "link add link p0 name p0.100 type vlan id 100"
		echo "link set p0.100 up"
		echo "link delete p0.100"
	done >/tmp/passing.batch
	ip -n mid -batch /tmp/passing.batch
	guard 'p0*' p1
	ip -n mid -batch /tmp/passing.batch
	flood_end
	world_end
}

# The cable itself is pulled out, on either end
test_cables_pulled_under_flood()
{
	world
	guard 'p*' lan0
	flood left l0 worm-in worm-vlan
	for _ in $(seq $((TIMES / 4))); do
		ip -n mid link delete p0
		ip link add l0 netns left type veth peer name p0 netns mid
		plug left l0
		plug mid p0
	done
	flood_end
	zoned p0 external
	in_ns left labflood --vectors "$VECTORS" --device l0 --name worm-in \
		--count 10
	labstate --netns mid ruled | grep -q '^ingress worm drop [1-9]' ||
		fail "nothing was counted"
	world_end
}
