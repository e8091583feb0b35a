# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The module alone.

test_builtin_policy()
{
	fresh_module
	equal generation "$(kernel_state | cut -d ' ' -f 1)" 1
	guarded_in
	guarded_out
	guarded outside 2001:db8:bad::66 inside 2001:db8:2::10
	guarded outside 198.18.100.2 inside 192.0.2.20
}

# It does not know which side is which, and accuses nobody
test_builtin_policy_takes_no_side()
{
	fresh_module
	rm -f /tmp/events.ready
	start router /tmp/events labevents --ready /tmp/events.ready
	recorder=$!
	wait_for 10 test -e /tmp/events.ready
	guarded_in
	guarded_out
	usleep 300000
	kill "$recorder"
	wait "$recorder" || fail "labevents"
	in_ns router slammerctl status --json >/tmp/status.json
	holds /tmp/status.json '[.devices[].zone] | unique == ["local", "unnamed"]' ||
		fail "zones: $(jq -c '[.devices[].zone] | unique' /tmp/status.json)"
	equal "direction of worms" "$(jq -c '[.counters[] |
		select(.reason == "worm").direction] | unique' /tmp/status.json)" \
		'["unnamed"]'
	equal "sides of sources" "$(labstate --netns router sources |
		cut -d ' ' -f 2 | sort -u)" none
	! grep . /tmp/events || fail "a host is accused"
}

# The shipped policy where it names no interface: all of them stay protected, unless
# it is to be otherwise. As a file it can be read back and loaded again.
test_shipped_policy_on_other_interfaces()
{
	fresh_module
	sed -i 's/"wan\*", "ppp\*"/"ext*"/; s/"lan\*"/"int*"/' "$POLICY"
	start_daemon
	guarded_in
	guarded_out
	guarded outside 2001:db8:bad::66 inside 2001:db8:2::10
	guarded outside 198.18.100.2 inside 192.0.2.20
	equal "zones" "$(in_ns router slammerctl status --json |
		jq -c '[.devices[].zone] | unique')" '["local","unnamed"]'
	equal "unnamed" "$(in_ns router slammerctl policy show --json |
		jq -r .unnamed)" protect
	echo 'unnamed = "off";' >>"$POLICY"
	in_ns router slammerctl reload
	listen inside /tmp/guarded --listen 192.0.2.10:1434 --expect worm-in=50
	receiver=$!
	in_ns outside labsend --vectors "$VECTORS" --name worm-in \
		--from 203.0.113.66 --to 192.0.2.10 --count 50
	wait "$receiver" || fail "not all of the worms arrived"
	equal "zones" "$(in_ns router slammerctl status --json |
		jq -c '[.devices[].zone] | unique')" '["local"]'
}

# The built-in policy, shown as a file, is one
test_builtin_policy_as_a_file()
{
	fresh_module
	digest=$(kernel_state | cut -d ' ' -f 2)
	in_ns router slammerctl policy show >"$POLICY"
	slammerctl policy check "$POLICY"
	start_daemon
	equal "digest" "$(kernel_state | cut -d ' ' -f 2)" "$digest"
	guarded_in
}

test_builtin_policy_lets_clients_by()
{
	local receiver

	fresh_module
	listen inside /tmp/clients --listen 192.0.2.10:1434 \
		--expect freetds-list=50 --expect jdbc=50
	receiver=$!
	in_ns outside labsend --vectors "$VECTORS" --name freetds-list \
		--name jdbc --from 203.0.113.50 --to 192.0.2.10 \
		--count 50
	wait "$receiver" || fail "not all of the requests arrived"
}

# What the status says without a daemon is what the kernel counted
test_status_without_daemon()
{
	fresh_module
	guarded_in
	in_ns router slammerctl status
	equal "worms counted" "$(in_ns router slammerctl status --json | jq '
		[.counters[] | select(.reason == "worm" and .verdict == "drop")
		| .packets] | add')" 100
}
