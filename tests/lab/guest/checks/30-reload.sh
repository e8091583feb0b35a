# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A new policy replaces the old one at once, or not at all.

# allow PREFIX: an entry more in the policy file
allow()
{
	sed -i "/^allow = (/a { from = \"$1\"; to = \"192.0.2.10\"; }," "$POLICY"
}

test_reload_by_sighup()
{
	fresh
	allow 203.0.113.0/24
	kill -HUP "$(cat "$PIDFILE")"
	wait_for 10 generation_is 3 || fail "no new generation"
	equal "allow entries" "$(in_ns router slammerctl status --json |
		jq .kernel.allow)" 4
}

generation_is()
{
	[ "$(kernel_state | cut -d ' ' -f 1)" = "$1" ]
}

# The same file again changes nothing, and says so
test_reload_of_the_same_file()
{
	local before

	fresh
	before=$(kernel_state)
	in_ns router slammerctl reload
	equal "kernel" "$(kernel_state)" "$before"
}

# One policy after the other while the worm comes in: not one packet of it passes
test_many_reloads_under_traffic()
{
	local reloads=0 receiver sender

	fresh
	listen inside /tmp/many --listen 192.0.2.10:1434 --name worm-in \
		--expect dns-id-04=6000 --quiet 1500 --seconds 60
	receiver=$!
	start outside /tmp/many-sent labsend --vectors "$VECTORS" \
		--name worm-in --name dns-id-04 --from 203.0.113.66 \
		--to 192.0.2.10 --count 6000 --rate 1200
	sender=$!
	while kill -0 $sender 2>/dev/null && [ $reloads -lt 200 ]; do
		reloads=$((reloads + 1))
		allow "203.0.113.$reloads"
		in_ns router slammerctl reload
	done
	[ $reloads -ge 5 ] || fail "$reloads reloads under traffic"
	wait $sender
	wait $receiver || fail "not all of the DNS answers arrived"
	equal "worms that arrived" "$(jq '.received["worm-in"]' /tmp/many)" 0
	equal generation "$(kernel_state | cut -d ' ' -f 1)" $((reloads + 2))
}
