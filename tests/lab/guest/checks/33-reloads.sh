# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# A thousand reloads, every tenth of a bad file, under worms and permitted traffic at
# full rate: no worm passes, nothing else is lost, and the kernel always has the last
# policy that was good.

# shellcheck source=../world.sh
. /lab/world.sh
# shellcheck source=90-flood.sh
. /lab/checks/90-flood.sh

RELOADS=1000
# packets a second to send (0: as many as possible); the real rate is printed
WANTED=${WANTED:-50000}
# milliseconds between two reloads
PAUSE=${PAUSE:-0}
# of five packets three are worms; NAMES of the others
MIXTURE="worm-in dns-id-04 worm-in freetds worm-in"

# share NAME SENT: how many of the packets sent were of that name, for they are
# sent in turn
share()
{
	local name place=0 n=0 all=0

	for name in $MIXTURE; do
		all=$((all + 1))
	done
	for name in $MIXTURE; do
		[ "$name" != "$1" ] || n=$((n + ($2 - place + all - 1) / all))
		place=$((place + 1))
	done
	echo $n
}

# where the vectors go to
TARGETS="192.0.2.10 192.0.2.20"

# neighbours: static entries, so that no address has to be resolved
neighbours()
{
	local target

	ip -n mid link set p0 address 02:00:00:00:03:01
	ip -n right link set r0 address 02:00:00:00:03:02
	for target in $TARGETS; do
		ip -n right addr replace "$target/24" dev r0
		ip -n mid neigh replace "$target" lladdr 02:00:00:00:03:02 \
			dev p1 nud permanent
	done
}

# daemon_of_mid: with a policy file, a socket and files of its own
daemon_of_mid()
{
	rm -rf /tmp/mid.state /tmp/mid.db*
	in_ns mid slammerd --pid-file "$PIDFILE" --config /tmp/mid.conf \
		--socket /tmp/mid.sock --store /tmp/mid.db \
		--state /tmp/mid.state
}

# begin_flood: what goes from left to right until end_flood; jdbc is its end, on
# each socket
begin_flood()
{
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen right /tmp/crossed --seconds 3600 $(options --listen :1434 $TARGETS) \
		--expect "jdbc=$(words $TARGETS)" $(options --name "" $MIXTURE)
	receiver=$!
	rm -f /tmp/flood.ready
	# shellcheck disable=SC2046,SC2086 # lists of words
	start left /tmp/flood labflood --vectors "$VECTORS" --device l0 \
		--mac 02:00:00:00:03:01 --rate $WANTED --ready /tmp/flood.ready \
		$(options --name "" $MIXTURE)
	flooder=$!
	wait_for 10 test -e /tmp/flood.ready
	began=$(cut -d ' ' -f 1 /proc/uptime)
}

# end_flood: $sent packets, $rate of them a second; all of them are accounted for
end_flood()
{
	local name target

	kill "$flooder" || fail "the flood has ended"
	wait "$flooder"
	sent=$(jq .sent /tmp/flood)
	rate=$(awk -v sent="$sent" -v began="$began" \
		'{ printf "%d", sent / ($1 - began) }' /proc/uptime)
	usleep 500000
	for target in $TARGETS; do
		in_ns left labsend --vectors "$VECTORS" --name jdbc \
			--from "$LEFT" --to "$target" >/dev/null
	done
	wait "$receiver" || true
	cat /tmp/flood /tmp/crossed
	equal "datagrams lost at the receiver" "$(jq .lost /tmp/crossed)" 0
	equal "worms that arrived" "$(got worm-in)" 0
	for name in dns-id-04 freetds; do
		equal "$name: datagrams that arrived" "$(got "$name")" \
			"$(share "$name" "$sent")"
	done
}

# The two agree in what becomes of these datagrams, and in nothing else
test_a_thousand_reloads()
{
	world
	routed l0 p0 p1
	neighbours
	opposites
	sed 's/^allow.*/allow = ( { from = "198.51.100.0\/24"; to = "192.0.2.0\/24"; } );/' \
		/tmp/one.conf >/tmp/first.conf
	sed 's/"drop"/"dorp"/' /tmp/first.conf >/tmp/bad.conf
	cp /tmp/first.conf /tmp/mid.conf
	daemon_of_mid
	first=$(labstate --netns mid policy | cut -d ' ' -f 2)
	begin_flood
	in_ns mid labreload --socket /tmp/mid.sock --config /tmp/mid.conf \
		--times $RELOADS --pause "$PAUSE" --bad /tmp/bad.conf --every 10 \
		/tmp/other.conf /tmp/first.conf >/tmp/reloaded
	end_flood
	cat /tmp/reloaded
	echo "$sent packets, $rate a second ($WANTED were asked for)"
	equal reloads "$(jq -c '[.reloads, .refused, .changed, .generation]' \
		/tmp/reloaded)" \
		"[$RELOADS,$((RELOADS / 10)),$((RELOADS * 9 / 10)),$((first + RELOADS * 9 / 10))]"
	equal "worms that were dropped" "$(labstate --netns mid ruled |
		awk '$2 == "worm" && $3 == "drop" { n += $4 } END { print n }')" \
		"$(share worm-in "$sent")"
	# shellcheck disable=SC2086 # a list of words
	booked_sum $((sent + $(words $TARGETS)))
	stop_daemon
	world_end
}
