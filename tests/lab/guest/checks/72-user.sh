# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The daemon as its own user, with one capability and few system calls; which groups
# may read its status, and which may control it.

SOCKET=/run/nf-slammer/slammerd.sock
ROUTER_STATE=/var/lib/nf-slammer

# A user who is in the groups named, and not in others: as GROUPS COMMAND...
as()
{
	local groups=$1

	shift
	in_ns router /usr/bin/setpriv --reuid 4711 --regid 4711 \
		--groups "$groups" -- "$@"
}

# status_is FIELD VALUE: of the daemon's process
status_is()
{
	equal "$1" "$(sed -n "s/^$1:[[:space:]]*//p" \
		"/proc/$(cat "$PIDFILE")/status" | tr '\t' ' ')" "$2"
}

# The user's daemon continues with files of root's, and the other way round
test_own_user()
{
	rm -rf "$ROUTER_STATE" /run/nf-slammer
	fresh
	stop_daemon
	fresh --user nf-slammer
	status_is Uid "901 901 901 901"
	status_is CapInh 0000000000000000
	status_is CapPrm 0000000000001000
	status_is CapEff 0000000000001000
	status_is CapBnd 0000000000001000
	status_is CapAmb 0000000000000000
	status_is NoNewPrivs 1
	status_is Seccomp 2

	guarded_in
	in_ns router slammerctl flush
	echo 'defrag = true;' >>"$POLICY"
	in_ns router slammerctl reload
	equal generation "$(kernel_state | cut -d ' ' -f 1)" 3
	guarded_out
	in_ns router slammerctl flush
	fresh_module
	wait_for 20 adopted_again || fail "a new module did not get the policy"
	stop_daemon
	equal "worms in the store" "$(sqlite3 -readonly "$DATABASE" \
		"SELECT sum(packets) FROM window_counter WHERE reason = 'worm'")" 200
	equal "owner of the store" "$(stat -c %U "$DATABASE")" nf-slammer

	start_daemon
	in_ns router slammerctl flush
}

adopted_again()
{
	[ "$(kernel_state | cut -d ' ' -f 1)" -gt 1 ]
}

# The policy has to be one that the user can read, now and at a reload
test_own_user_reads_the_policy()
{
	fresh_module
	rm -rf "$ROUTER_STATE"
	chmod 600 "$POLICY"
	refused start_daemon --user nf-slammer
	said "permission denied"
	chmod 644 "$POLICY"
}

# control LOOK CHANGE: names of groups into the policy; the daemon reloads it
control()
{
	sed -i '/^control/d' "$POLICY"
	echo "control: { read = \"$1\"; admin = \"$2\"; };" >>"$POLICY"
	in_ns router slammerctl reload
}

test_control_rights()
{
	fresh
	equal "without groups" "$(stat -c %a "$SOCKET")" 600
	refused as 902 slammerctl status
	said "permission denied"

	control lookers changers
	equal "two groups" "$(stat -c %a "$SOCKET")" 666
	as 902 slammerctl status >/dev/null
	as 902 slammerctl sources >/dev/null
	refused as 902 slammerctl reload
	said "group changers may change"
	refused as 902 slammerctl flush
	said "no rights"
	as 903 slammerctl reload
	as 5,6,903,7 slammerctl flush
	refused as 904 slammerctl status
	said "group lookers or changers may ask"

	control lookers lookers
	equal "one group" "$(stat -c '%a %G' "$SOCKET")" "660 lookers"
	as 902 slammerctl reload
	refused as 903 slammerctl status
	said "permission denied"
}

# The daemon's user is not in the group, so it cannot give it the socket
test_control_rights_of_own_user()
{
	fresh --user nf-slammer
	control lookers lookers
	equal mode "$(stat -c '%a %U' "$SOCKET")" "666 nf-slammer"
	as 902 slammerctl reload
	refused as 904 slammerctl status
	said "no rights"
	in_ns router /usr/bin/setpriv --reuid 901 --regid 901 --clear-groups -- \
		slammerctl reload
}
