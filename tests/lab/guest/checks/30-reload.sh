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
	local reloads=0 receiver sender answers

	fresh
	listen inside /tmp/many --listen 192.0.2.10:1434 --seconds 3600 --name worm-in \
		--name dns-id-04
	receiver=$!
	start outside /tmp/many-sent labsend --vectors "$VECTORS" \
		--name worm-in --name dns-id-04 --from 203.0.113.66 \
		--to 192.0.2.10 --count 0 --rate 1200
	sender=$!
	while [ $reloads -lt 30 ]; do
		reloads=$((reloads + 1))
		allow "203.0.113.$reloads"
		in_ns router slammerctl reload
	done
	kill $sender || fail "the traffic has ended"
	wait $sender
	stop_listening $receiver
	answers=$(jq '.sent["dns-id-04"]' /tmp/many-sent)
	[ "$answers" -gt 100 ] || fail "only $answers DNS answers were sent"
	equal "DNS answers that arrived" \
		"$(jq '.received["dns-id-04"]' /tmp/many)" "$answers"
	equal "worms that arrived" "$(jq '.received["worm-in"]' /tmp/many)" 0
	equal generation "$(kernel_state | cut -d ' ' -f 1)" $((reloads + 2))
}
