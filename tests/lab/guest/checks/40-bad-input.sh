# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Whatever is wrong with a policy file: the message says where, the status is not 0,
# and the kernel keeps its policy.

BAD=/tmp/bad.conf

# bad LINE PATTERN: $BAD is refused by the check, by a running daemon, and by one
# that is to start, with a message for the line (0: the file as a whole)
bad()
{
	local before where="bad.conf:$1:"

	[ "$1" -gt 0 ] || where=bad.conf:
	refused slammerctl policy check $BAD
	said "$where"
	said "$2"

	fresh --config $BAD.running
	before=$(kernel_state)
	rm -rf $BAD.running
	[ ! -e $BAD ] || cp -r $BAD $BAD.running
	refused in_ns router slammerctl reload
	said "${where#bad.conf}"
	said "$2"
	equal "kernel after the reload" "$(kernel_state)" "$before"
	guarded_in
	stop_daemon

	refused start_daemon --config $BAD
	said "$where"
	said "$2"
	equal "kernel after the start" "$(kernel_state)" "$before"
	rm -rf $BAD $BAD.running
}

# with SED-SCRIPT: the shipped file, made bad
with()
{
	cp "$POLICY" $BAD.running
	sed "$1" "$POLICY" >$BAD
	! cmp -s $BAD "$POLICY" || fail "sed changed nothing"
}

# The number of the line of $BAD that has PATTERN
line_of()
{
	sed -n "/$1/=" $BAD | head -n 1
}

test_policy_missing()
{
	cp "$POLICY" $BAD.running
	rm -f $BAD
	bad 0 "no such file"
}

test_policy_empty()
{
	cp "$POLICY" $BAD.running
	: >$BAD
	bad 0 "is empty"
}

test_policy_directory()
{
	cp "$POLICY" $BAD.running
	mkdir -p $BAD
	bad 0 "is a directory"
}

test_policy_syntax_error()
{
	with 's/^window = 300;/window = = 300;/'
	bad "$(line_of '= =')" "syntax error"
}

test_policy_unknown_key()
{
	with 's/^window = 300;/windwo = 300;/'
	bad "$(line_of windwo)" windwo
}

test_policy_wrong_type()
{
	with 's/^window = 300;/window = "300";/'
	bad "$(line_of '"300"')" "is not a duration"
}

test_policy_unknown_verdict()
{
	with "$(sed -n '/slammer = "drop"/{=;q}' "$POLICY")s/drop/dorp/"
	bad "$(line_of dorp)" "accept, monitor, drop"
}

test_policy_host_bits()
{
	with 's,"192.0.2.0/24"\, "2001,"192.0.2.1/24"\, "2001,'
	bad "$(line_of 192.0.2.1.24)" 192.0.2.0/24
}

# Root may read everything, so another user tries
test_policy_unreadable()
{
	cp "$POLICY" $BAD
	chmod 600 $BAD
	# shellcheck disable=SC2086 # a command with its options
	refused $NOBODY slammerctl policy check $BAD
	said bad.conf:
	said "permission denied"
}

# An interface that is not there is worth a warning: it may come later
test_policy_unknown_interface()
{
	sed -i 's/"lan\*"/"lan*", "dmz7"/' "$POLICY"
	slammerctl policy check "$POLICY" >/tmp/said 2>&1
	cat /tmp/said
	said "policy.conf:$(sed -n '/dmz7/=' "$POLICY"): .*dmz7"
	fresh
	ip -n router link add link lan0 name dmz7 type vlan id 7
	equal "zone of dmz7" "$(in_ns router slammerctl status --json | jq -r '
		.devices[] | select(.name == "dmz7") | .zone')" internal
	ip -n router link delete dmz7
}
