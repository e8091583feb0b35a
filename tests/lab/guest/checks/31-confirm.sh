# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# reload --confirm: the policy stays if it is confirmed in time, and is rolled back if
# not, whatever is killed, stopped or reloaded meanwhile.

STATE=/var/lib/nf-slammer

# begin: a daemon that has confirmed the policy of the file, whose digest is $good,
# and a file with another one, whose digest is $other
begin()
{
	rm -rf "$STATE"
	fresh
	good=$(digest_of "$POLICY")
	cp "$POLICY" /tmp/good.conf
	sed "/^allow = (/a { from = \"203.0.113.0/24\"; to = \"192.0.2.10\"; }," \
		/tmp/good.conf >"$POLICY"
	other=$(digest_of "$POLICY")
	[ "$good" != "$other" ] || fail "both policies are the same"
}

digest_of()
{
	slammerctl policy check "$1" --json | jq -r .digest
}

running()
{
	kernel_state | cut -d ' ' -f 2
}

runs()
{
	[ "$(running)" = "$1" ]
}

# pending FILTER: jq finds it to be true of the pending policy
pending()
{
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json ".daemon.confirm | $1"
}

# kill_daemon: without a chance to clean up
kill_daemon()
{
	kill -9 "$(cat "$PIDFILE")"
	wait_for 10 gone
}

test_confirm_in_time()
{
	begin
	in_ns router slammerctl reload --confirm 60
	equal digest "$(running)" "$other"
	pending '.left > 0 and .left <= 60 and .previous == "'"$good"'"' ||
		fail "status does not show the pending policy"
	in_ns router slammerctl status | grep -q '^pending .* slammerctl confirm' ||
		fail "the text does not show the pending policy"
	refused in_ns router slammerctl reload
	said "waiting for confirmation"
	in_ns router slammerctl confirm
	pending '. == null' || fail "it waits still"
	[ ! -e "$STATE/pending.conf" ] || fail "it waits on the disk"
	refused in_ns router slammerctl confirm
	said "no policy is waiting"
	equal digest "$(running)" "$other"
	stop_daemon
	start_daemon
	equal "digest after a new start" "$(running)" "$other"
}

# The file still holds the policy that was rolled back: status reports it, and a start
# does not load it
test_confirm_missing()
{
	begin
	in_ns router slammerctl reload --confirm 1
	wait_for 10 runs "$good" || fail "it was not rolled back"
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '.drift[0].what == "file" and
		(.drift[0].text | test("rolled back"))' ||
		fail "status does not report the file"
	stop_daemon
	start_daemon 2>/tmp/said
	said "rolled back"
	equal "digest after a new start" "$(running)" "$good"
	in_ns router slammerctl reload
	equal "digest after a reload" "$(running)" "$other"
}

test_confirm_rolled_back_by_hand()
{
	begin
	in_ns router slammerctl reload --confirm 60
	in_ns router slammerctl rollback
	equal digest "$(running)" "$good"
	refused in_ns router slammerctl rollback
}

# Killed with time left, and killed for longer than there was; what goes back is
# what was confirmed, although its file is broken by now
test_confirm_killed()
{
	local before

	begin
	in_ns router slammerctl reload --confirm 60
	before=$(kernel_state)
	kill_daemon
	start_daemon
	equal kernel "$(kernel_state)" "$before"
	pending '.left > 0' || fail "it does not wait any more"
	in_ns router slammerctl rollback
	equal "digest after the rollback" "$(running)" "$good"

	in_ns router slammerctl reload --confirm 1
	kill_daemon
	equal "digest without a daemon" "$(running)" "$other"
	echo broken >"$POLICY"
	sleep 1
	start_daemon
	equal "digest of a new daemon" "$(running)" "$good"
	cp "$PRISTINE" "$POLICY"
}

# A step of the clock is no time; the seconds that are left are as before
test_confirm_and_clock_step()
{
	local now

	begin
	in_ns router slammerctl reload --confirm 60
	now=$(date +%s)
	date -s "@$((now + 86400))" >/dev/null
	usleep 200000
	pending '.left > 0' || fail "a day went by too soon"
	date -s "@$((now - 86400))" >/dev/null
	kill_daemon
	start_daemon
	pending '.left > 0 and .left <= 60' || fail "there is too much time"
	date -s "@$now" >/dev/null
	in_ns router slammerctl rollback
}

# A module that is loaded again gets the pending policy; and the time goes on
test_confirm_and_module()
{
	begin
	in_ns router slammerctl reload --confirm 600
	fresh_module
	in_ns router slammerctl status >/dev/null
	equal "digest in the new module" "$(running)" "$other"
	pending '.left > 0' || fail "it does not wait any more"
	# its time is over while there is no module
	in_ns router slammerctl reload --confirm 5
	unload
	sleep 5
	fresh_module
	wait_for 10 runs "$good" || fail "it was not rolled back"
}

# A file that cannot be loaded does not keep the daemon from starting
test_last_known_good()
{
	rm -rf "$STATE"
	fresh
	good=$(digest_of "$POLICY")
	stop_daemon
	fresh_module
	sed -i 's/slammer = "drop"/slammer = "dorp"/' "$POLICY"
	start_daemon 2>/tmp/said
	cat /tmp/said
	said "LAST KNOWN GOOD"
	equal digest "$(running)" "$good"
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '.daemon.last_good.used and
		.drift[0].what == "file"' || fail "status does not report it"
	guarded_in
	cp "$PRISTINE" "$POLICY"
	in_ns router slammerctl reload
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '(.daemon.last_good.used | not) and
		.drift == []' || fail "status still reports it"
	# damaged, it is not used
	stop_daemon
	sed -i 's/drop/dorp/' "$POLICY" "$STATE/last-good.conf"
	refused start_daemon
	said "damaged"
}

# No room, or no folder: what is asked for is refused, and the filter goes on
test_state_folder_is_full()
{
	rm -rf "$STATE"
	mkdir -p "$STATE"
	mount -t tmpfs -o size=64k none "$STATE"
	fresh --store /tmp/elsewhere.db
	dd if=/dev/zero of="$STATE/full" bs=4k count=32 2>/dev/null || true
	sed -i "/^allow = (/a { from = \"203.0.113.0/24\"; to = \"192.0.2.10\"; }," \
		"$POLICY"
	good=$(running)
	refused in_ns router slammerctl reload --confirm 60
	said "nothing was changed"
	equal digest "$(running)" "$good"
	in_ns router slammerctl reload
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '.daemon.state_ok | not' ||
		fail "status does not report it"
	rm "$STATE/full"
	in_ns router slammerctl reload
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json .daemon.state_ok || fail "status still reports it"
	stop_daemon
	umount "$STATE"
	rm -f /tmp/elsewhere.db*
}
