# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Sends traffic of one kind, counts it at the far end and in the kernel, and
# keeps the book: a line of /tmp/table for each kind. Sourced, never run.
#
#	LABEL|SENT|DROPPED|PASSED|TO DROP|TO PASS|WHAT IS ODD
#
# SENT is what the sockets took (or the kernel refused them), DROPPED what the
# kernel's counters say, PASSED what was received, the next two what the lab
# expects. Odd is an attack received, a datagram lost in a socket, a count of
# passed packets in the kernel that is not what the far end saw.

# What the kernel has counted so far
counters()
{
	in_ns router slammerctl status --json
}

# Lines that the book should have by now
LINES_DUE=0

# The address a receiver binds to: port 1434 unless the flow names another
endpoint()
{
	case $1 in
	*]:* | *.*:*) echo "$1" ;;
	*:*) echo "[$1]:1434" ;;
	*) echo "$1:1434" ;;
	esac
}

# options OPTION SUFFIX WORD...: "OPTION WORDSUFFIX" for each word
options()
{
	local option=$1 suffix=$2 word

	shift 2
	for word; do
		printf '%s %s%s ' "$option" "$word" "$suffix"
	done
}

# listen NAMESPACE OUTPUT OPTION...: labrecv in the background, once it is ready
listen()
{
	local ns=$1 out=$2

	shift 2
	rm -f "$out.ready"
	start "$ns" "$out" labrecv --vectors "$VECTORS" --ready "$out.ready" \
		--seconds "$PATIENCE" "$@"
	wait_for 10 test -e "$out.ready"
}

# stop_listening PID...: receivers that expect nothing, when the senders have ended
stop_listening()
{
	usleep 300000
	kill "$@" 2>/dev/null || true
	wait "$@" || true
}

# flow LABEL COUNT FROM_NS FROM TO_NS TO DROP PASS [LABSEND OPTION...]
#
# Each vector of DROP and of PASS (lists of names) COUNT times, in turn, from
# one socket. PASS may be empty, and so may DROP.
flow()
{
	local label=$1 count=$2 from_ns=$3 from=$4 to_ns=$5 to=$6
	local drop=$7 pass=$8 receiver

	shift 8
	counters >/tmp/before
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen "$to_ns" /tmp/received --listen "$(endpoint "$to")" \
		$(options --name "" $drop) $(options --expect "=$count" $pass)
	receiver=$!
	# shellcheck disable=SC2046,SC2086 # lists of words
	in_ns "$from_ns" labsend --vectors "$VECTORS" --from "$from" \
		--to "$to" $(options --name "" $drop $pass) --count "$count" \
		"$@" >/tmp/sent
	if [ -z "$pass" ]; then
		stop_listening "$receiver"
	else
		wait "$receiver" || true
	fi
	counters >/tmp/after
	# shellcheck disable=SC2086 # lists of words
	book "$label" "$drop" "$pass" $((count * $(words $drop))) \
		$((count * $(words $pass))) "$(ruled "$from" "$to")"
}

words()
{
	echo $#
}

# ruled FROM TO: 1 if one of the ports is 1434, which "to" has by default
ruled()
{
	case $2 in
	*]:1434 | *.*:1434) echo 1 ;;
	*]:* | *.*:*)
		case $1 in
		*]:1434 | *.*:1434) echo 1 ;;
		*) echo 0 ;;
		esac
		;;
	*) echo 1 ;;
	esac
}

# book LABEL DROP PASS TO_DROP TO_PASS RULED: from /tmp/before, after, sent and
# received
book()
{
	LINES_DUE=$((LINES_DUE + 1))
	jq -rs --arg kind "$1" --arg drop "$2" --arg pass "$3" \
		--arg to_drop "$4" --arg to_pass "$5" --arg ruled "$6" \
		-f /lab/book.jq /tmp/before /tmp/after /tmp/sent \
		/tmp/received >>/tmp/table
}

# table FIRST: what has been booked, from a line on, and whether all of it is as
# expected
table()
{
	tail -n "+$1" /tmp/table | awk -F'|' '
		function rule() {
			printf "  %s\n", "--------------------------------------" \
				"---------------------------------------------"
		}
		BEGIN {
			printf "  %-36s %7s %8s %7s   %s\n", "", "sent",
				"dropped", "passed", "expected"
			rule()
		}
		{
			good = $2 == $5 + $6 && $3 == $5 && $4 == $6 && $7 == ""
			expected = $5 ? $5 " dropped" : ""
			if ($6)
				expected = expected ($5 ? ", " : "") $6 " passed"
			printf "  %-36s %7d %8d %7d   %s%s\n", $1, $2, $3, $4,
				expected, good ? "" : "  <-- WRONG " $7
			sent += $2; dropped += $3; passed += $4
			to_drop += $5; to_pass += $6
			bad += !good
		}
		END {
			rule()
			printf "  %-36s %7d %8d %7d   %d dropped, %d passed\n",
				"all", sent, dropped, passed, to_drop, to_pass
			exit bad || !NR || sent != to_drop + to_pass
		}
	'
}

# Every line that is due is there, and good
balanced()
{
	[ "$(wc -l </tmp/table)" -eq "$LINES_DUE" ] && table 1 >/dev/null
}
