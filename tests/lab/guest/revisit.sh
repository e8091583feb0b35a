# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A host that comes back once a minute. A minute is the shortest period that counts,
# and three visits are needed, more where the machine is too busy to be punctual. So
# this goes on beside other checks, in namespaces of its own: from 79-revisits.sh to
# 89-revisited.sh, between which nothing unloads the module. Sourced, never run.

AGAIN_DONE=/tmp/again.done

# visit: fifty worms to as many targets, on one processor. By one program, because
# a visit to a target may last no longer than a second
visit()
{
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
	visit_again >/tmp/again.log 2>&1 &
}

uptime_seconds()
{
	cut -d . -f 1 /proc/uptime
}

# visit_again: every 61 seconds until that is recognised, at most nine times
visit_again()
{
	local began wait n

	began=$(uptime_seconds)
	for n in 1 2 3 4 5 6 7 8 9; do
		wait=$((began + 61 * n - $(uptime_seconds)))
		[ $wait -le 0 ] || sleep $wait
		visit
		! recognised || break
	done
	touch $AGAIN_DONE
}

recognised()
{
	labstate --netns again-router sources | grep '^source inside' |
		grep -q ' revisits [1-9][0-9]* period [567][0-9]$'
}
