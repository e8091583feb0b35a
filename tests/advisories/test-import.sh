#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Reports of other sensors come into the store: once, wholly, whatever they hold, and
# whenever the import is killed.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

KILLS=40
store=$OUT/store.db

import()
{
	advisory import --store "$store" --sensor dark "$@"
}

# sums: packets of all levels, by counters and by sources: one number if they agree
sums()
{
	for level in window hour day; do
		sqlite3 "$store" "SELECT coalesce(sum(packets), 0) FROM ${level}_counter;
			SELECT coalesce(sum(other + slammer), 0) FROM ${level}_source"
	done | sort -u | xargs
}

# said NAME FIELD EXPECTED: of the only file in the JSON report
said()
{
	equal "$1" "$(jq -r ".files[0] | $2" "$OUT/report.json")" "$3"
}

# report FIRST LAST: rows of a darknet report, three seconds apart
report()
{
	echo "timestamp,protocol,src_ip,src_port,src_asn,dst_ip,dst_port,infection,family,tag,count"
	awk -v first="$1" -v last="$2" 'BEGIN {
		for (i = first; i < last; i++)
			printf "%s,udp,198.51.%d.%d,%d,64496,203.0.113.%d,1434,%s,,scan,%d\n",
				strftime("%Y-%m-%d %H:%M:%S", 1769472000 + 3 * i, 1),
				i % 7 + 100, i % 251, 1024 + i % 5000, i % 200,
				i % 3 ? "mssql-slammer" : "", i % 4 + 1
	}'
}

# packets FIRST LAST: that those rows are of
packets()
{
	awk -v first="$1" -v last="$2" \
		'BEGIN { for (i = first; i < last; i++) n += i % 4 + 1; print n + 0 }'
}

test_formats()
{
	report 0 1000 >"$OUT/all.csv"
	import --json "$OUT/all.csv" >"$OUT/report.json"
	said "rows that are new" .new 1000
	said "their packets" .packets "$(packets 0 1000)"
	equal "all levels have them" "$(sums)" "$(packets 0 1000)"
	equal "what they are taken for" "$(sqlite3 "$store" \
		"SELECT direction, reason, verdict, sum(bytes) > 0 FROM day_counter
		 GROUP BY 1, 2, 3" | xargs)" \
		"ingress|truncated|accept|0 ingress|worm|accept|1"

	# The same observations as events, and in another order of columns
	tail -n +2 "$OUT/all.csv" | awk -F, '{
		sub(" ", "T", $1)
		printf "{\"time.source\":\"%s+00:00\",\"protocol.transport\":\"udp\",", $1
		printf "\"source.ip\":\"%s\",\"source.port\":%d,", $3, $4
		printf "\"destination.ip\":\"%s\",\"destination.port\":1434,", $6
		printf "\"malware.name\":\"%s\",\"extra.count\":%d}\n", $8, $11
	}' >"$OUT/all.json"
	import --json "$OUT/all.json" >"$OUT/report.json"
	said "events of IntelMQ" .format intelmq
	said "and the same in them is known" "\"\\(.new) \\(.known)\"" "0 1000"
	awk -F, -v OFS=, '{ print $11, $7, "x", $3, $4, $6, $8, $2, $1 }' \
		"$OUT/all.csv" | sed '1s/^/\xef\xbb\xbf/; s/$/\r/' >"$OUT/other.csv"
	import --json - <"$OUT/other.csv" >"$OUT/report.json"
	said "columns in another order, from standard input" \
		"\"\\(.new) \\(.known)\"" "0 1000"
	equal "nothing was counted twice" "$(sums)" "$(packets 0 1000)"
}

test_overlap()
{
	report 500 1500 >"$OUT/later.csv"
	import --json --dry-run "$OUT/later.csv" >"$OUT/report.json"
	said "a dry run tells what would be new" "\"\\(.new) \\(.known)\"" "500 500"
	equal "and writes nothing" "$(sums)" "$(packets 0 1000)"
	import --json "$OUT/later.csv" "$OUT/all.csv" >"$OUT/report.json"
	said "files that overlap" "\"\\(.new) \\(.known)\"" "500 500"
	equal "are counted once" "$(sums)" "$(packets 0 1500)"
}

# Killed at any moment: nothing or all of it, and the next one completes it
test_kills()
{
	report 1500 20000 >"$OUT/large.csv"
	before=$(packets 0 1500) all=$(packets 0 20000)
	halves=0 killed=0 i=0
	cp "$store" "$OUT/before.db"
	while [ "$i" -lt "$KILLS" ]; do
		rm -f "$store" "$store-wal" "$store-shm"
		cp "$OUT/before.db" "$store"
		# Not by a function: the shell that would run it would be killed
		"$ADVISORY" import --store "$store" --sensor dark \
			"$OUT/large.csv" >/dev/null 2>&1 &
		pid=$!
		# Later and later, so that each part of the work is hit
		sleep "$(awk -v i="$i" 'BEGIN { print i * 0.03 }')"
		kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
		wait "$pid" 2>/dev/null
		now=$(sums)
		[ "$now" = "$before" ] || [ "$now" = "$all" ] ||
			halves=$((halves + 1))
		if [ $((i % 8)) -eq 0 ]; then
			import "$OUT/large.csv" >/dev/null 2>&1
			[ "$(sums)" = "$all" ] || halves=$((halves + 1))
		fi
		i=$((i + 1))
	done
	import "$OUT/large.csv" >/dev/null
	equal "of $KILLS kills none left a part of a file" "$halves" 0
	equal "and all of it is there in the end, once" "$(sums)" "$all"
	is "some of them hit it" [ "$killed" -gt 5 ]
}

# Each bad row is named; nothing of its file is taken unless that is asked for
test_bad_rows()
{
	store=$OUT/bad.db
	{
		report 0 3
		echo "2099-01-01 00:00:00,udp,192.0.2.1,1,,,1434,,,,1"
		echo "1970-01-01 00:00:00,udp,192.0.2.1,1,,,1434,,,,1"
		echo "2026-01-27 09:00:00,udp,192.0.2.999,1,,,1434,,,,1"
		echo "2026-01-27 09:00:00,udp,192.0.2.1,1,,,1434,,,,-5"
		echo "2026-01-27 09:00:00,udp,192.0.2.1,1,,,1434,,,,99999999999999999999"
		echo "2026-01-27 09:00:00,udp,192.0.2.1,1,,,1434,,,,1.000"
		echo "2026-01-27 09:00:00,udp,192.0.2.1"
		echo "2026-01-27 09:00:00,udp,10.0.0.1,1,,,1434,,,,1"
		echo "2026-01-27 09:00:00,udp,2001:db8::1,1,,2001:db8::2,1434,,,,1"
	} >"$OUT/bad.csv"
	fails "a file with bad rows is refused" 1 \
		"bad.csv: rejected: 7 of 12 rows are invalid" import "$OUT/bad.csv"
	for line in "5: timestamp: .*in the past" "6: timestamp: " "7: src_ip: " \
			"8: count: " "9: count: " "10: count: " "11: has 3 fields"; do
		is "names $line" grep -q "bad.csv:$line" "$OUT/said"
	done
	equal "and leaves nothing" "$(sums)" 0
	fails "shows as many as asked for" 1 "and 5 more invalid rows" \
		import --errors 2 "$OUT/bad.csv"
	import --skip-bad --json "$OUT/bad.csv" >"$OUT/report.json"
	said "the good rows, if asked for" \
		"\"\\(.new) \\(.bad) \\(.skipped.source)\"" "4 7 1"
	import --private --skip-bad --json "$OUT/bad.csv" >"$OUT/report.json"
	said "and those of private networks" "\"\\(.new) \\(.known)\"" "1 4"
	printf 'a,b\n1,2\n' >"$OUT/foreign.csv"
	fails "another table is none" 1 'foreign.csv:1: there is no column "timestamp"' \
		import --skip-bad "$OUT/foreign.csv"
	: >"$OUT/empty.csv"
	fails "an empty file is none" 1 "the file is empty" \
		import "$OUT/empty.csv"
	fails "a folder is none" 1 "is a folder" import "$OUT"
	fails "a file that is not there" 1 "No such file" import "$OUT/no-such"
}

# plain FILE: nothing but ASCII that can be seen
# shellcheck disable=SC2317 # called by is
plain()
{
	! LC_ALL=C grep -q "[^ -~]" "$1"
}

# shellcheck disable=SC2317 # called by is
holds_none()
{
	! sqlite3 "$store" .dump | grep -qE "script|Bcc|cmd|slammer .*<b>"
}

# What a row holds comes out neither raw nor anywhere else than in a message
test_hostile()
{
	store=$OUT/hostile.db
	{
		echo "timestamp,protocol,src_ip,dst_port,tag,count"
		printf '2026-01-27 09:00,udp,\033[2J192.0.2.1,1434,,1\n'
		printf '2026-01-27 09:00,udp,\342\200\256192.0.2.1,1434,,1\n'
		printf '2026-01-27 09:00,udp,=cmd|x!A1,1434,,1\n'
		printf '2026-01-27 09:00,udp,<script>,1434,,1\n'
		printf '2026-01-27 09:00,udp,\377\376,1434,,1\n'
		printf '2026-01-27 09:00,udp,"a\r\nBcc: x",1434,,1\n'
		printf '2026-01-27 09:00,udp,192.0.2.1,1434,"slammer \033]0;x\007 <b> \342\200\256",1\n'
	} >"$OUT/hostile.csv"
	import "$OUT/hostile.csv" >"$OUT/said" 2>&1
	equal "all of it is named" "$(grep -c 'src_ip: ' "$OUT/said")" 6
	is "without control characters or marks" python3 - "$OUT/said" <<-'END'
		import sys, unicodedata
		text = open(sys.argv[1], encoding="utf-8", newline="").read()
		bad = [c for c in text if c != "\n" and
		       unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")]
		sys.exit(1 if bad else 0)
	END
	import --skip-bad --json "$OUT/hostile.csv" >"$OUT/report.json" 2>&1
	said "and the row that names the worm counts" "\"\\(.new) \\(.bad)\"" "1 6"
	is "JSON is ASCII" plain "$OUT/report.json"
	is "nothing of it is in the store" holds_none
	name=$OUT/$(printf 'x\033[1m\342\200\256.csv')
	cp "$OUT/hostile.csv" "$name"
	import "$name" >"$OUT/said" 2>&1
	is "nor the name of a file" plain "$OUT/said"
	fails "nor that of a sensor" 2 'is not a valid sensor name' advisory import \
		--store "$store" --sensor "$(printf 'x\033[1m')" "$OUT/hostile.csv"
	is "and it is shown safely" plain "$OUT/said"
}

test_usage()
{
	fails "no sensor" 2 "--sensor is missing" advisory import x.csv
	fails "no file" 2 "no files given" advisory import --sensor dark
	fails "an unknown format" 2 "csv, intelmq or auto" import --format xml x
	fails "an unknown window" 2 "5m or 1h" import --window 7m x
	fails "a dry run without a store" 1 "No such file" advisory import \
		--sensor dark --store "$OUT/none.db" --dry-run "$OUT/all.csv"
	is "makes none" [ ! -e "$OUT/none.db" ]
}

# bar: on a terminal it is seen how far one is, and nothing of that is left
# shellcheck disable=SC2317 # called by is
bar()
{
	python3 - "$ADVISORY" "$OUT/bar.db" "$OUT/all.csv" <<-'END'
		import os, pty, sys, time
		from threading import Event, Thread
		program, store, path = sys.argv[1:]
		rows = open(path, "rb").read()
		out, inner = os.pipe()
		drawn = Event()
		def feed():		# a bar is drawn half a second after the first rows
		    deadline = time.monotonic() + 60
		    at = 20000
		    os.write(inner, rows[:at])
		    while not drawn.wait(0.3) and time.monotonic() < deadline:
		        os.write(inner, rows[at:at + 100])
		        at += 100
		    os.write(inner, rows[at:])
		    os.close(inner)
		pid, terminal = pty.fork()
		if not pid:
		    os.dup2(out, 0)
		    os.close(out)
		    os.close(inner)
		    os.execv(program, [program, "import", "--sensor", "dark",
		                       "--store", store, "-"])
		os.close(out)
		Thread(target=feed).start()
		seen = b""
		try:
		    while True:
		        got = os.read(terminal, 4096)
		        if not got:
		            break
		        seen += got
		        if b"\x1b[Kstandard input" in seen:
		            drawn.set()
		except OSError:
		    pass
		status = os.waitpid(pid, 0)[1]
		last = seen.rsplit(b"\x1b[K", 1)[-1]
		ok = (status == 0 and b"\x1b[Kstandard input" in seen and
		      last.startswith(b"standard input: 1000 rows, 1000 new"))
		sys.exit(0 if ok else repr(seen))
	END
}

test_bar()
{
	is "a terminal shows how far it is" bar
	import "$OUT/all.csv" >"$OUT/said" 2>&1
	is "a file does not" plain "$OUT/said"
}

# Who writes under a name keeps it; whose addresses they are is found out
test_store()
{
	store=$OUT/bad.db
	sqlite3 "$store" "INSERT INTO sensor (name) VALUES ('router');
		INSERT INTO state SELECT id, '0', 0, 0, 0 FROM sensor WHERE name = 'router'"
	fails "a daemon's name is refused" 1 "a slammerd already writes as sensor router" \
		advisory import --store "$store" --sensor router "$OUT/all.csv"
	store=$OUT/whose.db
	cat >"$OUT/constituents.conf" <<-'END'
		constituents = ( { name = "all"; prefixes = [ "198.51.0.0/16" ]; },
		  { name = "hundred"; prefixes = [ "198.51.100.0/24" ]; } );
	END
	import --constituents "$OUT/constituents.conf" --window 1h "$OUT/all.csv" \
		>/dev/null
	equal "constituents by the longest prefix" "$(sqlite3 "$store" \
		"SELECT count(*) FROM day_source JOIN constituent ON id = constituent
		 WHERE (name = 'hundred') <> (hex(substr(address, 13, 3)) = 'C63364')")" 0
	equal "each source has one" "$(sqlite3 "$store" \
		"SELECT count(*) FROM window_source WHERE constituent IS NULL")" 0
	equal "windows of an hour" "$(sqlite3 "$store" \
		"SELECT DISTINCT seconds FROM window")" 3600
}

test_formats
test_overlap
test_kills
test_bad_rows
test_hostile
test_usage
test_bar
test_store
finish
