#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# lab=queue: what it takes to answer a queue. A program stands still until so many
# packets wait for it, and then answers all of them; of the processor it takes so
# much time. "empty" accepts each packet and does nothing else (labqueue).
# A line of JSON for each: {"program", "packets", "ns"}.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=traffic.sh
. /lab/traffic.sh
# shellcheck source=checks.sh
. /lab/checks.sh

ROUNDS=5
PACKETS=4000

# policy [LINE]: all that comes from outside is queued
policy()
{
	sed "/^ingress/,/^}/s/VERDICT/queue/g
		s/VERDICT/accept/g; s/FAIL/closed/" /lab/every.conf >"$POLICY"
	echo "${1:-}" >>"$POLICY"
}

# queued COUNT: so many wait
queued()
{
	in_ns router grep -q "^ *14 *[0-9]* *$1 " \
		/proc/self/net/netfilter/nfnetlink_queue
}

# processor PID: nanoseconds that it has had so far
processor()
{
	cut -d ' ' -f 1 "/proc/$1/schedstat"
}

# measure PROGRAM PID
measure()
{
	local before

	wait_for 10 queued 0 || not_ok "$1" "no listener"
	kill -STOP "$2"
	in_ns outside labflood --vectors "$VECTORS" --device ext0 \
		--mac 02:00:00:00:01:01 --name freetds --count $PACKETS \
		>/dev/null
	wait_for 10 queued $PACKETS || not_ok "$1" "not all packets are queued"
	before=$(processor "$2")
	kill -CONT "$2"
	wait_for 60 queued 0 || not_ok "$1" "packets are waiting still"
	echo "{\"program\": \"$1\", \"packets\": $PACKETS," \
		"\"ns\": $(($(processor "$2") - before))}" |
		tee -a /files/queue.json
}

empty()
{
	policy
	labpush --netns router "$POLICY" >/dev/null
	rm -f /tmp/queue.ready
	start router /tmp/queue.accept labqueue --queue 14 --verdict accept \
		--ready /tmp/queue.ready
	program=$!
	wait_for 10 test -e /tmp/queue.ready
	measure empty $program
	kill $program
	wait $program
}

# slammerd_measured PROGRAM [LINE]
slammerd_measured()
{
	policy "${2:-}"
	start_daemon
	measure "$1" "$(cat "$PIDFILE")"
	stop_daemon
}

sh /lab/topology.sh || not_ok topology "cannot be set up"
fresh_module
for _ in $(seq $ROUNDS); do
	empty
	slammerd_measured slammerd
	slammerd_measured slammerd+samples \
		'samples: { directory = "/tmp/samples"; size = 8; };'
done
ok queue
