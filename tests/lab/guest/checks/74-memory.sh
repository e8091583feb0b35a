# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Memory of the module: as `policy check` says, small when it is loaded, bounded for
# users with a user namespace of their own; and nobody who configures interfaces waits
# for it. On machines with more CPUs: docs/testing.md.

# shellcheck source=../world.sh
. /lab/world.sh
# shellcheck source=../waiter.sh
. /lab/waiter.sh

MB=$((1024 * 1024))

memory_of()
{
	labstate "$@" memory | sed -n 's/^memory //p'
}

# unused: kB that are free, those among them that the kernel keeps for a CPU
unused()
{
	echo 3 >/proc/sys/vm/drop_caches
	# counts that are still with a CPU
	echo 1 >/proc/sys/vm/stat_refresh
	awk '$1 == "nr_free_pages" || $1 == "count:" { pages += $2 }
		END { print pages * 4 }' /proc/zoneinfo
}

# With the built-in policy, whatever number of CPUs there could be. The first one here:
# of what it freed for each possible CPU the kernel keeps some.
test_memory_of_the_module()
{
	local before after

	! grep -q '^nf_slammer ' /proc/modules || unload
	before=$(unused)
	in_ns router insmod /nf_slammer.ko
	after=$(unused)
	{
		echo "CPUs: $(cat /sys/devices/system/cpu/present) of $(cat \
			/sys/devices/system/cpu/possible) that are possible"
		echo "tables: $(memory_of --netns router) bytes;" \
			"taken from the machine: $((before - after)) kB"
	} | tee -a /files/memory.txt
	[ "$(memory_of --netns router)" -le $((8 * MB)) ] ||
		fail "$(memory_of --netns router) bytes for the built-in policy"
	[ $((before - after)) -le $((8 * 1024)) ] ||
		fail "the machine has $((before - after)) kB less"
}

# told: by slammerctl, for the policy that guard pushed
told()
{
	in_ns mid slammerctl policy check /tmp/world.conf --json | jq .memory
}

# as_told WHAT [SED-SCRIPT]
as_told()
{
	guard p0 p1 "${2:-}"
	echo "$1: $(memory_of --netns mid) bytes"
	equal "memory, $1" "$(memory_of --netns mid)" "$(told)"
}

test_memory_is_as_told()
{
	world
	as_told "as shipped"
	as_told "small tables" "\$a tracking: { outside = 1024; inside = 1024; flows = 1024; };"
	as_told "larger tables" "\$a tracking: { outside = 65536; inside = 8192; flows = 0; };"
	as_told "named only" "\$a unnamed = \"off\";"
	world_end
}

largest()
{
	sed "\$a tracking: { outside = ${1:-1048576}; inside = ${1:-1048576}; flows = ${1:-1048576}; };" \
		"$POLICY" >/tmp/largest.conf
}

test_memory_of_a_stranger()
{
	fresh_module
	largest
	waiter_starts
	refused stranger labpush /tmp/largest.conf
	said "32 MB"
	# shellcheck disable=SC2016 # for that shell
	stranger sh -c 'labpush "$1" && labstate memory' - "$POLICY" >/tmp/said
	cat /tmp/said
	[ "$(sed -n 's/^memory //p' /tmp/said)" -le $((32 * MB)) ] ||
		fail "more than 32 MB"
	waiter_ends 20000 "a stranger's policies"
}

# The administrator may have as much as there is; if there is too little, the policy
# is refused and no process is killed
test_memory_without_a_wait()
{
	world
	largest 16384
	cp /tmp/largest.conf /tmp/smaller.conf
	largest 65536
	waiter_starts
	labpush --netns mid --times 5 /tmp/largest.conf /tmp/smaller.conf
	waiter_ends 20000 "tables that grow and shrink"
	largest
	if labpush --netns mid /tmp/largest.conf >/tmp/said 2>&1; then
		echo "the largest policy: $(memory_of --netns mid) bytes"
	else
		cat /tmp/said
		said "not enough memory"
		equal "tables" "$(labstate --netns mid tables | grep -c 'size [1-9]')" 3
	fi
	! dmesg | grep -i "out of memory" || fail "a process was killed"
	world_end
}
