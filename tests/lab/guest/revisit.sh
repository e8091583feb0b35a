# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A host that comes back once a minute. A minute is the shortest period that counts,
# and three visits are needed, so this goes on beside other checks, in namespaces of
# its own: from 79-revisits.sh to 89-revisited.sh, between which nothing unloads the
# module. Sourced, never run.

AGAIN_DONE=/tmp/again.done

# visit: one worm, and then fifty to as many targets, all on one processor
visit()
{
	in_ns again-host taskset 1 labflood --vectors "$VECTORS" --device r0 \
		--name worm-out --count 1 >/dev/null
	in_ns again-host taskset 1 labflood --vectors "$VECTORS" --device r0 \
		--name worm-out --targets 50 --count 50 >/dev/null
}

again_end()
{
	local ns

	for ns in again-host again-router; do
		! [ -e "/run/netns/$ns" ] || ip netns delete "$ns"
	done
}

# again_begin: the first visit; the next ones follow in the background
again_begin()
{
	grep -q '^nf_slammer ' /proc/modules || fresh_module
	again_end
	ip netns add again-host
	ip netns add again-router
	ip link add r0 netns again-host type veth peer name p1 netns again-router
	ip -n again-host link set r0 up
	ip -n again-router link set p1 up
	sed 's/interfaces = \[ "lan.*/interfaces = [ "p1" ];/' "$POLICY" \
		>/tmp/again.conf
	labpush --netns again-router /tmp/again.conf
	visit
	rm -f $AGAIN_DONE
	( sleep 61; visit; sleep 61; visit; touch $AGAIN_DONE ) \
		>/tmp/again.log 2>&1 &
}
