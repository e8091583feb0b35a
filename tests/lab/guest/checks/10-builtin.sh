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
