# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Whatever happens to the store and to the clock: the kernel filters, the status
# says what is wrong, and in the end the store has what the kernel has counted,
# to the packet.

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

# No window can be written, for this reason; filtering goes on, and one waits
trouble()
{
	refused in_ns router slammerctl flush
	said "$2"
	guarded_in
	equal fault "$(statistics .fault)" "$1"
	equal "windows that wait" "$(statistics .waiting.windows)" 1
	guarded_out
	in_ns router slammerctl status | grep -q "CANNOT BE WRITTEN" ||
		fail "the status does not say so"
}

# All is well again
over()
{
	in_ns router slammerctl flush
	equal fault "$(statistics .fault)" null
	equal "windows that wait" "$(statistics .waiting.windows)" 0
	store_is_kernel
}

test_store_on_a_full_disk()
{
	small
	guarded_in
	in_ns router slammerctl flush
	! dd if=/dev/zero of=/tmp/small/fill bs=4096 || fail "it is not full"
	guarded_in
	trouble full "no space left"
	rm /tmp/small/fill
	over
}

test_store_that_is_read_only()
{
	small
	guarded_in
	in_ns router slammerctl flush
	mount -o remount,ro /tmp/small
	guarded_in
	trouble denied "cannot be opened to write"
	mount -o remount,rw /tmp/small
	over
}

test_store_locked_by_another()
{
	local reader

	fresh
	guarded_in
	in_ns router slammerctl flush
	rm -f /tmp/lock
	mkfifo /tmp/lock
	sqlite3 "$DATABASE" </tmp/lock &
	reader=$!
	exec 9>/tmp/lock
	echo "BEGIN IMMEDIATE; SELECT 'locked';" >&9
	wait_for 10 locked || fail "it is not locked"
	trouble busy "another program is writing"
	exec 9>&-
	wait "$reader"
	over
}

locked()
{
	! sqlite3 "$DATABASE" "BEGIN IMMEDIATE" 2>/dev/null
}

# Bytes of all pages but the first, which knows whose file it is
damage()
{
	dd if=/dev/urandom of="$DATABASE" bs=4096 seek=1 count=40 conv=notrunc
}

# The damaged one is kept, and told of
set_aside()
{
	local name

	name=$(statistics .aside)
	case $name in
	"$DATABASE".damaged-*) ;;
	*) fail "aside: $name" ;;
	esac
	[ -s "$name" ] || fail "$name is not there"
	equal "what the store says" "$(sqlite3 -readonly "$DATABASE" "
		SELECT count(*) FROM lost_window WHERE why = 'damaged'")" 1
	rm "$name"
}

test_store_damaged_while_the_daemon_runs()
{
	fresh
	guarded_in
	in_ns router slammerctl flush
	damage
	guarded_in
	over
	set_aside
	guarded_out
	over
}

test_store_damaged_before_the_start()
{
	fresh
	guarded_in
	stop_daemon
	damage
	guarded_out
	start_daemon
	set_aside
	guarded_in
	over
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

# A day forward, two days back, and a day forward again
test_store_and_the_clock()
{
	local before

	fresh
	guarded_in
	in_ns router slammerctl flush
	before=$(date +%s)
	trap 'date -s "@$before"' EXIT
	shift_clock 86400
	wait_for 10 stepped 1 || fail "the first step was not seen"
	equal "the first step" "$(statistics .clock.last)" 86400
	guarded_out
	shift_clock -172800
	wait_for 10 stepped 2 || fail "the second step was not seen"
	equal "the second step" "$(statistics .clock.last)" -172800
	guarded_in
	shift_clock 86400
	trap - EXIT
	wait_for 10 stepped 3 || fail "the third step was not seen"
	guarded_out
	over
	equal "steps that the store knows of" "$(sqlite3 -readonly "$DATABASE" "
		SELECT count(*) FROM lost_window WHERE why = 'clock'")" 3
	equal "days in the store" "$(sqlite3 -readonly "$DATABASE" "
		SELECT count(*) FROM (SELECT 1 FROM day_counter GROUP BY window)")" 3
	equal "worms of all days" "$(sqlite3 -readonly "$DATABASE" "
		SELECT sum(packets) FROM day_counter WHERE reason = 'worm'")" 400
}
