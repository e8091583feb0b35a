# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# CPUs that go offline and come back, under load: each packet is counted once, and a
# CPU that comes has its tables.

# shellcheck source=../world.sh
. /lab/world.sh

# The other CPU: this one stays
OTHER=/sys/devices/system/cpu/cpu1/online

cpu()
{
	echo "$1" >$OTHER || fail "the CPU cannot be switched"
}

# worms MASK SOURCES COUNT: from inside, sent and so received by these CPUs
worms()
{
	in_ns right taskset "$1" labflood --vectors "$VECTORS" --device r0 \
		--name worm-out --sources "$2" --count "$3" >/dev/null
}

# place WHAT: size, used, evicted or untracked, of the inside
place()
{
	labstate --netns mid tables |
		sed -n "s/^table inside .*$1 \\([0-9]*\\).*/\\1/p"
}

hotplug_world()
{
	cpu 1
	world
	guard p0 p1 "\$a tracking: { outside = 1024; inside = 1024; };"
}

test_hotplug_under_flood()
{

	hotplug_world
	rm -f /tmp/flood.ready
	start left /tmp/flood taskset 1 labflood --vectors "$VECTORS" \
		--device l0 --name worm-in --sources 5000 --persist \
		--rate 5000 --ready /tmp/flood.ready
	flooder=$!
	wait_for 10 test -e /tmp/flood.ready
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		worms 2 50 100
		cpu 0
		worms 1 50 100
		cpu 1
	done
	kill "$flooder" || fail "the flood has ended"
	wait "$flooder"
	cat /tmp/flood
	equal "worms from inside" "$(labstate --netns mid ruled |
		sed -n 's/^egress worm drop //p')" 2000
	equal "worms from outside" "$(labstate --netns mid ruled |
		sed -n 's/^ingress worm drop //p')" \
		"$(jq .sent /tmp/flood)"
	equal "their sources, once for each CPU" "$(place used)" 100
	equal "places" "$(place size)" 4096
	equal "untracked" "$(place untracked)" 0
	world_end
}

# What a CPU counted stays when it is gone, and goes on when it is back
test_hotplug_keeps_what_was_counted()
{
	hotplug_world
	worms 2 100 100
	cpu 0
	equal "sources of a CPU that is gone" "$(place used)" 100
	worms 1 100 100
	equal "sources" "$(place used)" 200
	cpu 1
	worms 2 100 100
	equal "sources of a CPU that is back" "$(place used)" 200
	world_end
}

# A policy that comes while a CPU is offline: it gets tables when it is back
test_hotplug_after_the_policy()
{
	hotplug_world
	cpu 0
	guard p0 p1 "\$a tracking: { outside = 4096; inside = 2048; };"
	equal "places of one CPU" "$(place size)" 4096
	cpu 1
	equal "places of both" "$(place size)" 8192
	worms 2 500 500
	equal "sources of the CPU that came" "$(place used)" 500
	equal "untracked" "$(place untracked)" 0
	equal "memory" "$(labstate --netns mid memory | sed 's/memory //')" \
		"$(in_ns mid slammerctl policy check /tmp/world.conf --json |
		   jq .memory)"
	world_end
}

# The module comes while it is offline
test_hotplug_after_the_module()
{
	cpu 0
	fresh_module
	hotplug_world
	worms 3 300 600
	equal "worms" "$(labstate --netns mid ruled |
		sed -n 's/^egress worm drop //p')" 600
	equal "untracked" "$(place untracked)" 0
	world_end
}
