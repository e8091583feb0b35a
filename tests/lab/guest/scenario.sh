#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The main job, step by step: from insmod to the bulletin. This is what `make
# run` shows, and `make check` runs the same. Whether a step went well is read
# from JSON and exit statuses, never from what was printed.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=traffic.sh
. /lab/traffic.sh

# Vectors by what is in them; labsend takes their payloads
REQUESTS="freetds freetds-list jdbc sqlclient sqlclient-dac jtds"
VARIANTS="variant-short variant-long variant-no-words variant-no-mark
	variant-no-marks variant-dac name-33-bare name-101-nul heap-colon
	heap-long"
FOREIGN="dns-id-04 dns-id-0a ntp quic-long sip stun wireguard-keepalive
	wireguard-initiation"

step()
{
	STEP="step-$1"
	rm -f /tmp/failed
	printf '\n== %s. %s\n\n' "$1" "$2"
}

# must WHAT COMMAND...: the step fails if the command does
must()
{
	local what=$1

	shift
	"$@" && return
	echo "$what" >>/tmp/failed
	echo "  FAILED: $what"
}

end_step()
{
	if [ -s /tmp/failed ]; then
		not_ok "$STEP" "$(tr '\n' ';' </tmp/failed)"
	else
		ok "$STEP"
	fi
}

generation()
{
	in_ns router slammerctl status --json | jq .kernel.generation
}

built_in()
{
	step 1 "insmod: the built-in policy, without a daemon"
	must "the module loads" show router insmod /nf_slammer.ko
	must "the built-in policy is in force" [ "$(generation)" = 1 ]
	echo "sending the worm both ways, and an SSRP client's requests"
	flow "no daemon: worm in" 1000 outside 203.0.113.66 \
		inside 192.0.2.10 worm-in ""
	flow "no daemon: worm out" 1000 inside 192.0.2.66 \
		outside 198.51.100.77 worm-in ""
	flow "no daemon: requests" 500 outside 198.51.100.10 \
		inside 192.0.2.10 "" "$REQUESTS"
	table 1
	must "worm stopped, requests complete" balanced
	end_step
}

daemon()
{
	step 2 "slammerd: from policy.conf into the kernel, and read back"
	show router slammerctl policy check "$POLICY"
	must "slammerd starts" show router slammerd --pid-file /run/slammerd.pid
	must "a new generation is in force" [ "$(generation)" = 2 ]
	end_step
}

attacks()
{
	flow "worm in" 12000 outside 203.0.113.66 inside 192.0.2.10 worm-in ""
	flow "worm out" 12000 inside 192.0.2.66 outside 198.51.100.77 worm-in ""
	flow "worm in, VLAN 100" 2000 outside 198.18.100.2 \
		inside 192.0.2.20 worm-in ""
	flow "worm out, VLAN 100" 2000 inside 192.0.2.66 \
		outside 198.18.100.2 worm-in ""
	flow "worm in, IPv6" 2000 outside 2001:db8:bad::66 \
		inside 2001:db8:2::10 worm-in ""
	flow "worm in, IPv6 extension headers" 2000 outside 2001:db8:bad::66 \
		inside 2001:db8:2::10 worm-in "" --ext-headers
	flow "worm out, IPv6 extension headers" 2000 inside 2001:db8:2::66 \
		outside 2001:db8:100::10 worm-in "" --ext-headers
	flow "worm of the router itself" 500 router 192.0.2.1 \
		outside 198.51.100.77 worm-in ""
	flow "variants and relatives in" 500 outside 203.0.113.66 \
		inside 192.0.2.10 "$VARIANTS" ""
	flow "variants and relatives out" 500 inside 192.0.2.66 \
		outside 198.51.100.77 "$VARIANTS" ""
	flow "echoes from one server to another, in" 500 \
		outside 203.0.113.66:1434 inside 192.0.2.10 echo-text ""
	flow "echoes from one server to another, out" 500 \
		inside 192.0.2.66:1434 outside 198.51.100.77 echo-text ""
	flow "requests of an unlisted client" 500 outside 203.0.113.50 \
		inside 192.0.2.10 "$REQUESTS" ""
}

legitimate()
{
	flow "requests of a permitted client" 2000 outside 198.51.100.10 \
		inside 192.0.2.10 "" "$REQUESTS"
	flow "the same over IPv6" 1000 outside 2001:db8:100::10 \
		inside 2001:db8:2::10 "" "$REQUESTS"
	flow "our clients ask a permitted server" 1000 inside 192.0.2.20 \
		outside 198.51.100.53 "" "$REQUESTS"
	flow "our server answers" 2000 inside 192.0.2.10:1434 \
		outside 198.51.100.10:50000 "" answer-to-client
	flow "permitted client, and infected" 1000 outside 198.51.100.10 \
		inside 192.0.2.10 worm-in "$REQUESTS"
	flow "other protocols, port 1434, in" 1000 outside 198.51.100.53:53 \
		inside 192.0.2.20 "" "$FOREIGN"
	flow "other protocols, port 1434, out" 1000 inside 192.0.2.10:53 \
		outside 203.0.113.50 "" "$FOREIGN"
	flow "other protocols, VLAN 100" 1000 outside 198.18.100.2:53 \
		inside 192.0.2.20 "" "$FOREIGN"
	flow "other ports" 2000 outside 203.0.113.50 inside 192.0.2.20:53 \
		"" "$FOREIGN"
}

# A client that exists: it asks for all instances, then for one by its name
freetds()
{
	rm -f /tmp/respond.ready
	start inside /tmp/respond labrespond --listen 192.0.2.10:1434 \
		--server NFSLAMMER --instance MSSQLSERVER:1433 \
		--instance BRANCH:49201 --ready /tmp/respond.ready
	respond=$!
	wait_for 10 test -e /tmp/respond.ready
	echo
	show outside tsql -LH 192.0.2.10 2>&1 | tee /tmp/tsql
	must "FreeTDS lists the instances" grep -q BRANCH /tmp/tsql
	# There is no SQL server behind it: that FreeTDS knows which port to
	# connect to is all there is to see
	echo "outside# tsql -S branch"
	in_ns outside env TDSDUMP=/tmp/tds.log tsql -S branch -U nobody \
		-P nothing </dev/null >/dev/null 2>&1
	grep -o 'instance port is .*' /tmp/tds.log
	must "FreeTDS learns the port of BRANCH" grep -q 49201 /tmp/tds.log
	kill "$respond"
	wait "$respond"
	must "both questions were answered" holds /tmp/respond \
		'.answered.list > 0 and .answered.instance > 0'
}

traffic()
{
	local first=$((LINES_DUE + 1))

	step 3 "100,000 datagrams through real sockets, and FreeTDS as a client"
	attacks
	legitimate
	table "$first"
	must "worm stopped, the rest complete" balanced
	freetds
	end_step
}

# The worm both ways, and a permitted client, until stop_background
start_background()
{
	listen inside /tmp/received-inside --listen 192.0.2.10:1434 --seconds 3600 \
		--name worm-in --name freetds --name jdbc --name freetds-list
	receivers=$!
	listen outside /tmp/received-outside --listen 198.51.100.77:1434 --seconds 3600 \
		--name worm-out
	receivers="$receivers $!"
	start outside /tmp/sent-1 labsend --vectors "$VECTORS" --name worm-in \
		--from 203.0.113.66 --to 192.0.2.10 --count 0 --rate 800
	senders=$!
	start inside /tmp/sent-2 labsend --vectors "$VECTORS" --name worm-out \
		--from 192.0.2.66 --to 198.51.100.77 --count 0 --rate 800
	senders="$senders $!"
	start outside /tmp/sent-3 labsend --vectors "$VECTORS" \
		--name jdbc --from 198.51.100.10 --to 192.0.2.10 \
		--count 0 --rate 400
	senders="$senders $!"
}

# Succeeds if all senders were at work until now
stop_background()
{
	local status=0

	# shellcheck disable=SC2086 # a list of words
	kill $senders || status=1
	# shellcheck disable=SC2086
	wait $senders
	# shellcheck disable=SC2086
	stop_listening $receivers
	return $status
}

# sent_in_all NAME: by all senders together
sent_in_all()
{
	jq --arg name "$1" '.sent[$name] // 0' /tmp/sent
}

# new_client OUTPUT VECTOR: a thousand requests of the client that the edit permits
new_client()
{
	in_ns outside labsend --vectors "$VECTORS" --name "$2" --count 1000 \
		--from 203.0.113.50 --to 192.0.2.10 >"$1"
	usleep 300000
}

# The book's line of step 4: all senders and receivers together
book_reload()
{
	jq -s '{sent: map(.sent) | add, refused: map(.refused) | add}' \
		/tmp/sent-[1-5] >/tmp/sent
	jq -s '{received: map(.received) | add, lost: map(.lost) | add,
		unknown: map(.unknown) | add}' \
		/tmp/received-inside /tmp/received-outside >/tmp/received
	book "before, during and after the reload" \
		"worm-in worm-out freetds" "jdbc freetds-list" \
		$(($(sent_in_all worm-in) + $(sent_in_all worm-out) + 1000)) \
		$(($(sent_in_all jdbc) + 1000)) 1
}

reload()
{
	step 4 "the policy is edited, and reloaded while traffic flows"
	counters >/tmp/before
	start_background
	usleep 500000
	new_client /tmp/sent-4 freetds
	sed -i '/^allow = (/a\	{ from = "203.0.113.0/24"; to = "192.0.2.10"; },' \
		"$POLICY"
	echo "router# grep -A 1 '^allow' $POLICY"
	grep -A 1 '^allow' "$POLICY"
	must "the reload" show router slammerctl reload
	must "a new generation is in force" [ "$(generation)" = 3 ]
	new_client /tmp/sent-5 freetds-list
	must "traffic flowed all the time" stop_background
	counters >/tmp/after
	book_reload
	echo
	echo "203.0.113.50 before: $(jq '.received["freetds"]' \
		/tmp/received) of 1000 requests passed"
	echo "203.0.113.50 after:  $(jq '.received["freetds-list"]' \
		/tmp/received) of 1000 requests passed"
	table "$LINES_DUE"
	must "nothing but the new client has changed" balanced
	end_step
}

sources()
{
	step 5 "who sent what"
	must "status" show router slammerctl status
	must "sources" show router slammerctl sources
	in_ns router slammerctl status --json >/files/status.json
	in_ns router slammerctl sources --json >/files/sources.json
	must "the infected host inside is named" holds /files/sources.json \
		'any(.sources[]; .address == "192.0.2.66" and .infected)'
	end_step
}

# 57500 -> 57,500, as bulletins write it
grouped()
{
	sed ':again; s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/; t again'
}

# Worms: what the kernel counted is what the store and both bulletins say
figures()
{
	local kernel store

	kernel=$(jq '[.counters[] | select(.class == "slammer").packets] |
		add' /files/status.json)
	store=$(sqlite3 -readonly /files/statistics.db "SELECT sum(packets)
		FROM window_counter WHERE reason LIKE 'worm%'")
	[ "$kernel" -gt 0 ] && [ "$kernel" = "$store" ] &&
		grep -q " $(echo "$store" | grouped)" /files/bulletin.ja.txt &&
		grep -q " $(echo "$store" | grouped)" /files/bulletin.en.txt
}

# excerpt FILE: the period and the figures; the rest is in the file
excerpt()
{
	awk '
		/^(Period|観測期間): / { show = 1 }
		show && lines < 16 { print "  | " $0; lines++ }
		END { printf "  | ... (%d lines in all)\n", NR }
	' "$1"
}

bulletin()
{
	step 6 "the statistics, and the bulletin from them"
	must "flush" show router slammerctl flush
	sqlite3 /var/lib/nf-slammer/statistics.db \
		"VACUUM INTO '/files/statistics.db'"
	for lang in ja en; do
		printf '\nrouter# slammer-advisory render --lang %s --from @%s --output bulletin.%s.txt\n\n' \
			"$lang" "$began" "$lang"
		must "bulletin ($lang)" slammer-advisory render --lang "$lang" \
			--from "@$began" --output "/files/bulletin.$lang.txt"
		excerpt "/files/bulletin.$lang.txt"
	done
	must "kernel, store and bulletins have the same figures" figures
	end_step
}

totals()
{
	step 7 "all traffic of this run"
	table 1 | tail -n 2
	must "sent = dropped + passed, as expected" balanced
	cp /tmp/table /files/table.txt
	end_step
}

rm -f /tmp/table
# The window of the statistics that the run begins in (policy: 300 seconds)
began=$(($(date +%s) / 300 * 300))
echo "nf-slammer on Linux $(uname -r): outside --- router --- inside"
built_in
daemon
traffic
reload
sources
bulletin
totals
! grep -q '^not ok' /tmp/results
