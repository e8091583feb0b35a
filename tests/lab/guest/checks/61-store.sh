# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Faults of the store and steps of the clock: the kernel filters, status reports the
# fault, and at the end the store has exactly what the kernel has counted.

# A small file system of its own for the store
small()
{
	mkdir -p /tmp/small
	mount -t tmpfs -o size=1m small /tmp/small
	trap 'stop_daemon; umount /tmp/small' EXIT
	DATABASE=/tmp/small/statistics.db
	fresh --store "$DATABASE"
}

# statistics FILTER: of what the status says of them
statistics()
{
	in_ns router slammerctl status --json | jq -r ".statistics$1"
}

in_store()
{
	sqlite3 -readonly "$DATABASE" "$1"
}

# trouble FAULT PATTERN GUARDED: no window can be written, for this reason; windows
# wait, and filtering goes on
trouble()
{
	refused in_ns router slammerctl flush
	said "$2"
	"$3"
	refused in_ns router slammerctl flush
	equal fault "$(statistics .fault)" "$1"
	[ "$(statistics .queued.windows)" -gt 0 ] || fail "no window waits"
	in_ns router slammerctl status | grep -q "CANNOT BE WRITTEN" ||
		fail "the status does not say so"
}

# All is well again
over()
{
	in_ns router slammerctl flush
	equal fault "$(statistics .fault)" null
	equal "windows that wait" "$(statistics .queued.windows)" 0
	store_is_kernel
}

test_store_on_a_disk_that_is_full_or_read_only()
{
	small
	! dd if=/dev/zero of=/tmp/small/fill bs=4096 || fail "it is not full"
	trouble full "no space left" guarded_in
	rm /tmp/small/fill
	over
	mount -o remount,ro /tmp/small
	trouble denied "cannot be opened to write" guarded_out
	mount -o remount,rw /tmp/small
	over
}

test_store_locked_by_another()
{
	local reader

	fresh
	rm -f /tmp/lock /tmp/locked
	mkfifo /tmp/lock
	sqlite3 -bail "$DATABASE" </tmp/lock &
	reader=$!
	exec 9>/tmp/lock
	# The daemon may be writing at this moment, so this waits for the lock.
	printf '%s\n' ".timeout 20000" "BEGIN IMMEDIATE;" \
		".shell touch /tmp/locked" >&9
	wait_for 30 [ -e /tmp/locked ] || fail "it is not locked"
	trouble busy "another process has been writing" guarded_in
	exec 9>&-
	wait "$reader"
	over
}

# Damages all pages but the first, which has the id of the database
damage()
{
	dd if=/dev/urandom of="$DATABASE" bs=4096 seek=1 count=40 conv=notrunc
}

# The damaged file is kept, and status names it
quarantined()
{
	local name

	name=$(statistics .quarantined)
	case $name in
	"$DATABASE".damaged-*) ;;
	*) fail "the damaged file: $name" ;;
	esac
	[ -s "$name" ] || fail "$name is not there"
	equal "what the store says" "$(in_store "
		SELECT count(*) FROM lost_window WHERE why = 'damaged'")" 1
	rm "$name"
}

test_store_damaged_while_the_daemon_runs()
{
	fresh
	guarded_in
	in_ns router slammerctl flush
	damage
	guarded_out
	over
	quarantined
}

test_store_damaged_before_the_start()
{
	fresh
	guarded_in
	stop_daemon
	damage
	start_daemon
	# the damage is found by a thread, after the daemon is ready
	over
	quarantined
}

# shift_clock SECONDS
shift_clock()
{
	date -s "@$(($(date +%s) + $1))"
}

stepped()
{
	[ "$(statistics .clock.steps)" = "$1" ]
}

# about SECONDS: so far was the clock set; clocks count whole ones
about()
{
	local off=$(($(statistics .clock.last) - $1))

	case $off in
	-1 | 0 | 1) ;;
	*) fail "the step: $off s from $1 s" ;;
	esac
}

# A day forward, two days back, and a day forward again
test_store_and_the_clock()
{
	local before

	fresh
	before=$(date +%s)
	trap 'date -s "@$before"' EXIT
	guarded_in
	shift_clock 86400
	wait_for 10 stepped 1 || fail "the first step was not seen"
	about 86400
	guarded_out
	shift_clock -172800
	wait_for 10 stepped 2 || fail "the second step was not seen"
	about -172800
	shift_clock 86400
	trap - EXIT
	wait_for 10 stepped 3 || fail "the third step was not seen"
	over
	equal "steps that the store knows of" "$(in_store "
		SELECT count(*) FROM lost_window WHERE why = 'clock'")" 3
	equal "worms by day" "$(in_store "SELECT sum(packets) FROM day
		JOIN day_counter ON window = id WHERE reason = 'worm'
		GROUP BY start" | tr '\n' ' ')" "100 100 "
}
