# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the checks share. Sourced, never run.

# shellcheck disable=SC2034 # used where this is sourced
PRISTINE=/tmp/policy.conf.shipped
PIDFILE=/run/slammerd.pid
# The full path: busybox has a setpriv that can do less
NOBODY="/usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups"
DATABASE=/var/lib/nf-slammer/statistics.db

# fail WHY: ends the test
fail()
{
	echo "$*" >/tmp/why
	exit 1
}

# equal WHAT IS EXPECTED
equal()
{
	[ "$2" = "$3" ] || fail "$1: $2 instead of $3"
}

stop_daemon()
{
	[ -s "$PIDFILE" ] && kill "$(cat "$PIDFILE")" 2>/dev/null
	wait_for 10 gone || kill -9 "$(cat "$PIDFILE")"
	rm -f "$PIDFILE"
}

# The daemon is not there (any more)
gone()
{
	! [ -s "$PIDFILE" ] || ! [ -d "/proc/$(cat "$PIDFILE")" ]
}

# start_daemon [OPTION...]
start_daemon()
{
	in_ns router slammerd --pid-file "$PIDFILE" "$@"
}

# A module without history: its counters at 0, its built-in policy in force
fresh_module()
{
	! grep -q '^nf_slammer ' /proc/modules || unload
	in_ns router insmod /nf_slammer.ko
}

# fresh [OPTION...]: a fresh module, an empty store, a daemon
fresh()
{
	fresh_module
	rm -f "$DATABASE"*
	start_daemon "$@"
}

# kernel_state: "GENERATION DIGEST" of the active policy
kernel_state()
{
	in_ns router slammerctl status --json |
		jq -r '.kernel | "\(.generation) \(.digest)"'
}

# guarded FROM_NS FROM TO_NS TO: of 100 worms none arrives, and of 100 datagrams
# of another protocol between them all do
guarded()
{
	local receiver

	listen "$3" /tmp/guarded --listen "$(endpoint "$4")" --name worm-in \
		--expect dns-id-04=100
	receiver=$!
	in_ns "$1" labsend --vectors "$VECTORS" --name worm-in \
		--name dns-id-04 --from "$2" --to "$4" --count 100
	wait "$receiver" || fail "not all of the DNS answers arrived"
	equal "worms that arrived" "$(jq '.received["worm-in"]' /tmp/guarded)" 0
}

guarded_in()
{
	guarded outside 203.0.113.66 inside 192.0.2.10
}

guarded_out()
{
	guarded inside 192.0.2.66 outside 198.51.100.77
}

# refused COMMAND...: it fails (not by a signal), with a message in /tmp/said
refused()
{
	local status=0

	"$@" >/tmp/said 2>&1 || status=$?
	cat /tmp/said
	[ "$status" -ne 0 ] || fail "$*: was not refused"
	[ "$status" -lt 126 ] || fail "$*: status $status"
	[ -s /tmp/said ] || fail "$*: failed without a message"
}

# said PATTERN: the last message has it
said()
{
	grep -q -e "$1" /tmp/said || fail "'$(last_line /tmp/said)' lacks '$1'"
}

# Counters of the kernel that policy rules, one a line
kernel_counters()
{
	in_ns router slammerctl status --json | jq -r '.counters[] |
		select(.bytes > 0) | "\(.direction) \(.reason) \(.verdict) " +
		"\(.packets) \(.bytes)"' | sort
}

store_counters()
{
	sqlite3 -readonly -separator ' ' "$DATABASE" '
		SELECT direction, reason, verdict, sum(packets), sum(bytes)
		FROM window_counter WHERE bytes > 0 GROUP BY 1, 2, 3' | sort
}

# Worms by source, in the kernel and in the store, which has none of neither side
kernel_worms()
{
	in_ns router slammerctl sources --json | jq -r '.sources[] |
		select(.packets.slammer > 0 and .side != "none") |
		.packets.slammer' | sort -n
}

store_worms()
{
	sqlite3 -readonly "$DATABASE" '
		SELECT sum(slammer) FROM window_source WHERE slammer > 0
		GROUP BY address, inside' | sort -n
}

store_is_kernel()
{
	kernel_counters >/tmp/kernel-counters
	store_counters >/tmp/store-counters
	[ -s /tmp/kernel-counters ] || fail "the kernel counted nothing"
	diff /tmp/kernel-counters /tmp/store-counters ||
		fail "store and kernel differ: $(diff /tmp/kernel-counters \
			/tmp/store-counters | tail -n 1)"
	equal "worms by source" "$(store_worms | tr '\n' ' ')" \
		"$(kernel_worms | tr '\n' ' ')"
}

# uptime_ms: milliseconds since the machine booted
uptime_ms()
{
	awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime
}

# one_test FILE NAME: one result, from a process of its own; how long it took
# goes to times.txt
one_test()
{
	local name=${2#test_} status began

	echo "-- $name"
	began=$(uptime_ms)
	rm -f /tmp/why
	stop_daemon
	cp "$PRISTINE" "$POLICY"
	# shellcheck source=/dev/null
	( set -e; . "$1"; "$2" ) >/tmp/test.log 2>&1
	status=$?
	echo "$(($(uptime_ms) - began)) $name" >>/files/times.txt
	sed 's/^/   /' /tmp/test.log
	if [ "$status" -eq 0 ]; then
		ok "$name"
	else
		not_ok "$name" "$(cat /tmp/why 2>/dev/null || grep . \
			/tmp/test.log | tail -n 1) (status $status)"
	fi
}
