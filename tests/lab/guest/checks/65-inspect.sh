# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Queued packets: slammerd receives, answers and stores them. Without a listener, and
# when the queue is full, policy decides. Every packet is accounted for:
# queued = seen + lost because the queue was full + lost without a listener.

SAMPLES=/tmp/samples
OUTSIDE=198.51.100.77
INSIDE=192.0.2.10
ROUTER_MAC=02:00:00:00:01:01
RULED="worm-in freetds dns-id-04"

# inspecting FAIL [NUMBER]: the policy under which all of ingress is queued
inspecting()
{
	sed "/^ingress/,/^}/s/VERDICT/queue/g
		s/VERDICT/accept/g; s/FAIL/$1/
		s/number = 14/number = ${2:-14}/" /lab/every.conf >"$POLICY"
	echo "samples: { directory = \"$SAMPLES\"; size = 1; };" >>"$POLICY"
}

# begin FAIL [NUMBER]
begin()
{
	rm -rf "$SAMPLES"
	inspecting "$@"
	fresh
	wait_for 10 listening || fail "slammerd does not listen: $(inspection .error)"
}

# inspection FILTER: of what status says of it
inspection()
{
	in_ns router slammerctl status --json | jq -r ".inspection | $1"
}

listening()
{
	[ "$(inspection .listening)" = true ]
}

# send COUNT: so many of each kind
send()
{
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns outside labsend --vectors "$VECTORS" --from $OUTSIDE --to $INSIDE \
		$(options --name "" $RULED) --count "$1" >/tmp/sent
}

# receive REQUESTS ANSWERS WORMS: in the background, $receiver
receive()
{
	local worms=--expect=worm-in=$3

	[ "$3" -gt 0 ] || worms=--name=worm-in
	listen inside /tmp/received --listen $INSIDE:1434 "$worms" \
		--expect "freetds=$1" --expect "dns-id-04=$2" --quiet 300
	receiver=$!
}

got()
{
	jq ".received[\"$1\"] // 0" /tmp/received
}

# cross COUNT: of each; $requests, $answers and $worms arrive
cross()
{
	receive "$1" "$1" 0
	send "$1"
	wait $receiver || true
	requests=$(got freetds) answers=$(got dns-id-04) worms=$(got worm-in)
}

# none COUNT: of each are sent, and nothing arrives
none()
{
	listen inside /tmp/received --listen $INSIDE:1434 --name freetds
	receiver=$!
	send "$1"
	stop_listening $receiver
	equal "packets that arrived" "$(jq '[.received[]] | add // 0' \
		/tmp/received)" 0
}

# counts: "QUEUED SEEN ACCEPTED DROPPED FULL NOBODY"
counts()
{
	in_ns router slammerctl status --json | jq -r '"\([.counters[] |
		select(.verdict == "queue") | .packets] | add // 0) \(
		.inspection | "\(.received) \(.accepted) \(.dropped) \(.overflowed
		) \(.unattended)")"'
}

idle()
{
	[ "$(inspection .waiting)" -eq 0 ]
}

test_inspected_packets_are_answered()
{
	begin closed
	cross 100
	equal "requests, answers, worms" "$requests $answers $worms" "100 100 0"
	equal "counts" "$(counts)" "300 300 200 100 0 0"
	equal "classes" "$(inspection '"\(.classes.slammer) \(
		.classes.request) \(.classes.other)"')" "100 100 100"
	[ "$(inspection .batches)" -le 300 ] || fail "more answers than packets"
	in_ns router slammerctl status --explain | tee /tmp/status
	grep -q "^queue .* 14, fail closed, slammerd is listening" /tmp/status
	grep -q "^overflowed .* 0  did not fit" /tmp/status
}

test_inspected_super_packets()
{
	begin closed
	listen inside /tmp/received --listen $INSIDE:1434 --name worm-in \
		--expect "quic-376=30" --expect "dns-id-04=30"
	receiver=$!
	in_ns outside labgso --vectors "$VECTORS" --count 30 --from $OUTSIDE \
		--to $INSIDE --name quic-376 --name worm-in --name dns-id-04
	wait $receiver || fail "not all that is permitted arrived"
	equal "worms that arrived" "$(got worm-in)" 0
	equal "counts" "$(counts)" "90 90 60 30 0 0"
}

test_queue_without_listener()
{
	begin closed
	stop_daemon
	none 50
	start_daemon
	wait_for 10 listening || fail "a new daemon does not listen"
	equal "counts" "$(counts)" "150 0 0 0 0 150"
	inspecting open
	in_ns router slammerctl reload
	stop_daemon
	receive 50 50 50
	send 50
	wait $receiver || fail "not all passed"
	start_daemon
	equal "counts" "$(counts)" "300 0 0 0 0 300"
}

# More large packets than the buffer of the queue holds
FLOOD=18000

# overfilled FAIL: they come while slammerd stands still. Sets $accepted and $full
overfilled()
{
	local queued seen dropped nobody

	begin "$1"
	listen inside /tmp/received --listen :1434 --name quic-long
	receiver=$!
	kill -STOP "$(cat "$PIDFILE")"
	in_ns outside labflood --vectors "$VECTORS" --device ext0 \
		--mac $ROUTER_MAC --name quic-long --count $FLOOD
	kill -CONT "$(cat "$PIDFILE")"
	wait_for 30 idle || fail "packets are waiting still"
	stop_listening $receiver
	counts >/tmp/counts
	cat /tmp/counts
	read -r queued seen accepted dropped full nobody </tmp/counts
	equal "queued, dropped, nobody" "$queued $dropped $nobody" "$FLOOD 0 0"
	[ "$full" -gt 100 ] || fail "the queue was not full: $full"
	[ "$seen" -gt 1000 ] || fail "the queue held nothing: $seen"
	equal "seen and lost" $((seen + full)) "$queued"
	equal "accepted" "$accepted" "$seen"
}

test_queue_is_full_and_closed()
{
	overfilled closed
	equal "packets that arrived" "$(got quic-long)" "$accepted"
	cross 50
	equal "requests, answers, worms" "$requests $answers $worms" "50 50 0"
}

test_queue_is_full_and_open()
{
	overfilled open
	equal "packets that arrived" "$(got quic-long)" $((accepted + full))
	cross 50
	equal "requests, answers, worms" "$requests $answers $worms" "50 50 0"
}

# Under traffic, from one number to the other and back, and to no queue at all
test_queue_changes_with_the_policy()
{
	local sender number i=0

	begin closed 14
	listen inside /tmp/received --listen $INSIDE:1434 --name worm-in \
		--name freetds --name dns-id-04
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	start outside /tmp/sent labsend --vectors "$VECTORS" --from $OUTSIDE \
		--to $INSIDE $(options --name "" $RULED) --count 0 \
		--rate 600
	sender=$!
	while [ $i -lt 6 ]; do
		i=$((i + 1)) number=$((14 + i % 3))
		inspecting closed $number
		in_ns router slammerctl reload >/dev/null
		equal "queue" "$(inspection .queue)" $number
	done
	kill $sender || fail "the traffic has ended"
	wait $sender
	wait_for 10 idle
	stop_listening $receiver
	cat /tmp/sent /tmp/received
	equal "worms that arrived" "$(got worm-in)" 0
	equal "requests that arrived" "$(got freetds)" "$(jq .sent.freetds /tmp/sent)"
	equal "answers that arrived" "$(got dns-id-04)" \
		"$(jq '.sent["dns-id-04"]' /tmp/sent)"
	equal "lost" "$(inspection '"\(.overflowed) \(.unattended)"')" "0 0"
	cp "$PRISTINE" "$POLICY"
	in_ns router slammerctl reload
	equal "queue" "$(inspection '"\(.queue) \(.listening)"')" "null false"
}

# Another program has the queue: slammerd reports it, and takes the queue when it is
# free
test_queue_of_another_program()
{
	rm -f /tmp/queue.ready
	start router /tmp/queue.accept labqueue --queue 14 --verdict accept \
		--ready /tmp/queue.ready
	program=$!
	wait_for 10 test -e /tmp/queue.ready
	rm -rf "$SAMPLES"
	inspecting closed
	fresh
	equal "listening" "$(inspection .listening)" false
	inspection .error | grep "another program"
	kill $program
	wait $program
	wait_for 10 listening || fail "the queue was not taken"
	equal "error" "$(inspection .error)" null
	cross 20
	equal "requests, answers, worms" "$requests $answers $worms" "20 20 0"
}

# kept FILTER: of what slammerctl lists
kept()
{
	in_ns router slammerctl samples --config "$POLICY" --json | jq -r "$1"
}

all_kept()
{
	[ "$(inspection .sampled)" -eq "$1" ]
}

# Exactly what was queued, byte for byte what was sent
test_samples_are_the_packets()
{
	begin closed
	cross 40
	wait_for 10 all_kept 120 || fail "$(inspection .sampled) were kept"
	equal "packets" "$(kept '[.samples[].packets] | add')" 120
	equal "worms" "$(kept '[.samples[].classes.slammer] | add')" 40
	slammerctl samples --config "$POLICY"
	slammerctl samples --config "$POLICY" --source $OUTSIDE --write /tmp/all.pcap
	slammerctl policy test "$POLICY" /tmp/all.pcap --json |
		jq -r '.[] | "\(.source) \(.destination) \(.reason)"' |
		sort | uniq -c | sed 's/^ *//' >/tmp/judged
	sed 's/^/judged: /' /tmp/judged
	for reason in instance trailing worm; do
		echo "40 $OUTSIDE $INSIDE $reason"
	done >/tmp/due
	cmp /tmp/due /tmp/judged || fail "the samples are other packets"
	equal "rights" "$(stat -c %a $SAMPLES/*.pcap | sort -u)" 640
	rm -f /tmp/all.pcap
}

# More than a megabyte of packets takes no more than a megabyte
test_samples_are_bounded()
{
	begin open
	in_ns outside labflood --vectors "$VECTORS" --device ext0 \
		--mac $ROUTER_MAC --name quic-long --count 2000 --rate 800
	wait_for 30 idle
	usleep 1500000
	[ "$(inspection '.sampled + .samples_skipped')" -eq 2000 ] ||
		fail "$(inspection '"\(.sampled) sampled, \(.samples_skipped) skipped"')"
	[ "$(inspection .bytes)" -gt 1100000 ] || fail "too few to fill it"
	size=$(cat $SAMPLES/*.pcap | wc -c)
	[ "$size" -le 1048576 ] || fail "$size bytes"
	[ "$size" -ge 262144 ] || fail "only $size bytes"
	kept '.samples[] | "\(.file) \(.packets) \(.error)"'
	rm -rf "$SAMPLES"
}

# A full disk is logged once and counted, and packets are still inspected; samples
# are stored again when there is room
test_samples_on_a_full_disk()
{
	begin closed
	mkdir -p "$SAMPLES"
	mount -t tmpfs -o size=16k tmpfs "$SAMPLES"
	dd if=/dev/zero of=$SAMPLES/filler bs=4k count=4 2>/dev/null
	cross 20
	equal "requests, answers, worms" "$requests $answers $worms" "20 20 0"
	wait_for 10 none_kept 60 || fail "$(inspection .samples_failed) were lost"
	inspection .samples_error | grep "No space left"
	equal "files" "$(kept '.samples | length')" 0
	rm $SAMPLES/filler
	cross 5
	wait_for 10 all_kept 15 || fail "$(inspection .sampled) were kept"
	equal "error" "$(inspection .samples_error)" null
	equal "packets" "$(kept '[.samples[].packets] | add')" 15
	stop_daemon
	umount "$SAMPLES"
}

none_kept()
{
	[ "$(inspection .samples_failed)" -eq "$1" ]
}
