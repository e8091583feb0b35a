# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Watching a router at work: rates, events, metrics, and what is printed as JSON.

SHAPES=/files/shapes
METRICS=127.0.0.1:9434

# worms_out COUNT: from a host of the inside
worms_out()
{
	in_ns inside labsend --vectors "$VECTORS" --name worm-out \
		--from 192.0.2.66 --to 198.51.100.77 --count "$1" >/dev/null
}

# A daemon whose log is /tmp/daemon.log
watched()
{
	fresh_module
	rm -f "$DATABASE"*
	in_ns router slammerd --foreground --pid-file "$PIDFILE" \
		2>/tmp/daemon.log &
	wait_for 20 in_ns router slammerctl flush ||
		fail "no daemon: $(last_line /tmp/daemon.log)"
}

test_watch_top()
{
	local sender

	watched
	start inside /tmp/sent labsend --vectors "$VECTORS" --name worm-out \
		--from 192.0.2.66 --to 198.51.100.77 --count 0
	sender=$!
	in_ns router slammerctl top --json --interval 0.5 --count 2 >/tmp/top
	in_ns router labpty slammerctl top --interval 0.2 --count 3 >/tmp/screen ||
		fail "top on a terminal"
	kill "$sender" || fail "the traffic has ended"
	wait "$sender"
	mkdir -p "$SHAPES"
	cp /tmp/top "$SHAPES/top.jsonl"
	jq -s -e 'any(.all.rates.dropped > 0 and .all.rates.bits > 0)' /tmp/top ||
		fail "nothing is dropped: $(last_line /tmp/top)"
	jq -s -e 'any(.sources[0] | .name == "192.0.2.66" and .infected and
		.rates.packets > 0)' /tmp/top || fail "the source has no rate"
	# it has drawn, and given the screen back
	grep -q '192\.0\.2\.66 *INFECTED' /tmp/screen ||
		fail "no infected host on the screen"
	grep -q "$(printf '\033')\\[?1049l" /tmp/screen ||
		fail "the screen is not given back"
}

test_watch_events()
{
	watched
	worms_out 10
	in_ns router slammerctl events --json >/tmp/events
	equal "hosts in events" "$(jq -r .address /tmp/events)" 192.0.2.66
	in_ns router slammerctl events --count 1 | grep -q '192\.0\.2\.66'
	equal "lines of the log" "$(grep -c \
		'^slammerd: 192\.0\.2\.66 is infected: sends the worm to 198\.51\.100\.77, seen on lan0$' /tmp/daemon.log)" 1
	in_ns router slammerctl events --follow --count 1 >/tmp/followed &
	usleep 300000
	in_ns inside labsend --vectors "$VECTORS" --name worm-out \
		--from 192.0.2.10 --to 198.51.100.77 --count 10 >/dev/null
	wait $! || fail "events --follow"
	grep -q '192\.0\.2\.10' /tmp/followed || fail "it is not reported"
	# after the module was reloaded, the daemon receives its events
	fresh_module
	in_ns router slammerctl status >/dev/null
	worms_out 10
	wait_for 10 sh -c "[ \"\$(nsenter --net=/run/netns/router \
		slammerctl events --json | wc -l)\" = 3 ]" ||
		fail "no event of a module that was loaded again"
	mkdir -p "$SHAPES"
	cp /tmp/events "$SHAPES/events.jsonl"
}

scrape()
{
	in_ns router wget -q -O - "http://${1:-$METRICS}/metrics"
}

# Over HTTP it is the same as on the screen; a reload moves and ends it
test_watch_metrics()
{
	ip -n router link set lo up
	echo "metrics = \"$METRICS\";" >>"$POLICY"
	watched
	worms_out 100
	scrape >/tmp/scraped || fail "not served: $(last_line /tmp/daemon.log)"
	in_ns router slammerctl metrics >/tmp/printed
	equal "worms over HTTP" "$(grep 'reason="worm"' /tmp/scraped |
		grep packets_total | sed 's/.* //')" 100
	equal "counters, here and there" \
		"$(grep 'class="slammer"' /tmp/scraped)" \
		"$(grep 'class="slammer"' /tmp/printed)"
	refused in_ns router wget -q -O - "http://$METRICS/"
	sed -i "s/^metrics = .*/metrics = \"127.0.0.1:9435\";/" "$POLICY"
	in_ns router slammerctl reload
	refused scrape
	scrape 127.0.0.1:9435 | grep -q '^# EOF$' || fail "it has not moved"
	sed -i "s|^metrics = .*|metrics = \"/run/metrics.sock\";|" "$POLICY"
	in_ns router slammerctl reload
	[ -S /run/metrics.sock ] || fail "no socket"
	sed -i '/^metrics = /d' "$POLICY"
	in_ns router slammerctl reload
	! [ -e /run/metrics.sock ] || fail "the socket is still there"
}

# test-shapes.sh compares them with what is documented
test_watch_shapes()
{
	mkdir -p "$SHAPES"
	watched
	worms_out 10
	in_ns router slammerctl status --json --explain >"$SHAPES/status.json"
	in_ns router slammerctl sources --json >"$SHAPES/sources.json"
	in_ns router slammerctl reload --json >"$SHAPES/reload.json"
	in_ns router slammerctl reload --confirm 60 --json \
		>"$SHAPES/reload-confirm.json"
	in_ns router slammerctl status --json >"$SHAPES/status-pending.json"
	in_ns router slammerctl confirm --json >"$SHAPES/confirm.json"
	in_ns router slammerctl flush --json >"$SHAPES/flush.json"
	in_ns router slammerctl metrics --json >"$SHAPES/metrics.json"
	stop_daemon
	in_ns router slammerctl status --json >"$SHAPES/status-no-daemon.json"
}
