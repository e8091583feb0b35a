# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Each reason, in each direction, over IPv4 and IPv6, under each verdict. That the
# vectors tagged "matrix" are one of each is checked by test_vector_tables.

# shellcheck source=../play.sh
. /lab/play.sh

LEAST=60
ROUTER_OUTSIDE=02:00:00:00:01:01
ROUTER_INSIDE=02:00:00:00:02:01

# begin VERDICT [open|closed]: the daemon and the module, under such a policy. The
# daemon leaves the queue to other programs
begin()
{
	everything "$@"
	fresh --no-inspect
	vecpcap "$VECTORS" /tmp/matrix.pcap --tag matrix
}

# next VERDICT [open|closed]: another one
next()
{
	everything "$@"
	in_ns router slammerctl reload
}

# matrix ZONE VERDICT [LABPLAY-OPTION...]: as `policy test` predicts
matrix()
{
	local zone=$1 verdict=$2

	shift 2
	slammerctl policy test "$POLICY" /tmp/matrix.pcap --from "$zone" \
		--json >/tmp/predicted
	play "$zone" --tag matrix --verdict "$verdict" --json "$@"
	labcompare /tmp/predicted /tmp/played >/tmp/compare ||
		fail "$(head -n 1 /tmp/compare)"
}

# Frames to an address of no host: the router's own stack ignores them
matrix_everywhere()
{
	matrix external "$1"
	matrix internal "$1"
	matrix local "$1"
}

test_matrix()
{
	begin accept
	matrix_everywhere accept
	next drop
	matrix_everywhere drop
	next "limit 1000000/s burst 1000000"
	matrix_everywhere limit
	next monitor
	matrix_everywhere monitor
}

# over ZONE: of 50 at once of each, the first few pass and the rest does not. A
# second that went by lets one more pass
over()
{
	play "$1" --tag matrix --times 50
	awk '{
		drop = $9; limit = $11; seconds = $15
		if (drop + limit != 50 || limit > 2 + seconds)
			print
	}
	END { if (NR < '$LEAST') print "only", NR, "were played" }
	' /tmp/played >/tmp/odd
	[ ! -s /tmp/odd ] || fail "$1: $(head -n 1 /tmp/odd)"
	awk '$11 { print $2, $3 }' /tmp/played >>/tmp/limited
}

# Each bucket was full once: some reason of each rule in each direction passed
test_matrix_limit_exceeded()
{
	begin "limit 1/s burst 1"
	rm -f /tmp/limited
	over external
	over internal
	over local
	equal "rules that let a packet through" "$(sed '
		s/worm-variant/worm/; s/heap/long-name/
		s/list$\|instance\|dac/request/
		s/foreign\|empty\|trailing\|bad-length/other/
		' /tmp/limited | sort -u | wc -l)" 44
}

# balance: "QUEUED UNATTENDED", packets with the verdict "queue", and how many of
# them found no listener
balance()
{
	in_ns router slammerctl status --json | jq -r '"\([.counters[] |
		select(.verdict == "queue") | .packets] | add // 0) \(
		.kernel.unattended)"'
}

matrix_queued()
{
	matrix external queue --mac $ROUTER_OUTSIDE
	matrix internal queue --mac $ROUTER_INSIDE
	matrix local queue
}

# send FROM_NS FROM TO
send()
{
	in_ns "$1" labsend --vectors "$VECTORS" --name worm-in --from "$2" \
		--to "$3" --count 50 >/tmp/sent
}

# receive NAMESPACE ALL: in the background
receive()
{
	local what=--expect=worm-in=$2

	[ "$2" -gt 0 ] || what=--name=worm-in
	listen "$1" "/tmp/through.$1" --listen :1434 "$what"
}

arrived()
{
	sed -n 's/.*"worm-in": \([0-9]*\).*/\1/p' "/tmp/through.$1"
}

# through INSIDE OUTSIDE: so many of 200 and of 100 worms arrive there, from socket
# to socket
through()
{
	local inside outside

	receive inside "$1"
	inside=$!
	receive outside "$2"
	outside=$!
	send outside 203.0.113.66 192.0.2.10
	send outside 2001:db8:bad::66 2001:db8:2::10
	send inside 192.0.2.66 198.51.100.77
	send inside 2001:db8:2::66 2001:db8:bad::66
	send router 192.0.2.1 192.0.2.10
	send router 2001:db8:2::1 2001:db8:2::10
	if [ "$1" -gt 0 ]; then
		wait $inside $outside || :
	else
		stop_listening $inside $outside
	fi
	equal "worms that arrived inside" "$(arrived inside)" "$1"
	equal "worms that arrived outside" "$(arrived outside)" "$2"
}

# Three times the matrix, and six times 50 worms
test_matrix_queue_unattended()
{
	local queued unattended

	begin queue open
	matrix_queued
	through 200 100
	balance >/tmp/balance
	read -r queued unattended </tmp/balance
	[ "$queued" -ge $((3 * LEAST + 300)) ] || fail "only $queued were queued"
	equal "packets without a listener" "$unattended" "$queued"

	next queue closed
	matrix external queue --mac $ROUTER_OUTSIDE
	matrix internal queue --mac $ROUTER_INSIDE
	matrix local queue
	through 0 0
	balance >/tmp/balance
	read -r queued unattended </tmp/balance
	equal "packets without a listener" "$unattended" "$queued"
}

# attended VERDICT INSIDE OUTSIDE
attended()
{
	local program

	rm -f /tmp/queue.ready
	start router "/tmp/queue.$1" labqueue --queue 14 --verdict "$1" \
		--ready /tmp/queue.ready
	program=$!
	wait_for 10 test -e /tmp/queue.ready || fail "labqueue is not ready"
	matrix_queued
	through "$2" "$3"
	kill $program
	wait $program || fail "labqueue: status $?"
}

# taken VERDICT: by the program, so far
taken()
{
	sed -n 's/^{"packets": \([0-9]*\),.*/\1/p' "/tmp/queue.$1"
}

test_matrix_queue_attended()
{
	begin queue closed
	attended accept 200 100
	attended drop 0 0
	equal "packets queued, and those without a listener" "$(balance)" \
		"$(($(taken accept) + $(taken drop))) 0"
}
