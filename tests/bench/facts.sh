#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: facts.sh CONSTITUENTS SOURCES
#
# What `make bench-facts` does: a store with a week of so many sources, and on it, one
# after the other in one run, the facts and each constituent's attackers by our
# programs and by the sqlite3 command line with the obvious SQL; and all mails of
# notices, which SQL does not write. All have to come to the same figures. How fast
# anything is has no influence on the exit status.
set -eu

cd "$(dirname "$0")/../.."
folder=build/bench/facts
store=build/bench/facts-$1-$2.db
from=1769353200
until=$((from + 7 * 86400))
mkdir -p "$folder"

# A store that was not finished is none.
if [ ! -s "$store" ]; then
	echo "writing a store of $2 sources; that takes a while"
	rm -f "$store.part" "$store.part-wal" "$store.part-shm"
	build/bench/fillstore "$store.part" "$1" "$2"
	mv "$store.part" "$store"
else
	build/bench/fillstore "$store" "$1" "$2"
fi
# Constituents as fillstore gives addresses to them
awk -v n="$1" 'BEGIN {
	print "constituents = ("
	for (c = 0; c < n; c++) {
		if (c % 4 == 3)
			prefix = sprintf("2001:db8:%x::/48", c)
		else
			prefix = sprintf("10.%d.%d.0/24", int(c / 256), c % 256)
		printf "{ name = \"constituent-%05d\"; prefixes = [ \"%s\" ];", \
			c, prefix
		printf " contacts = [ \"abuse@c%05d.example\" ]; }%s\n", c, \
			c < n - 1 ? "," : ""
	}
	print ");"
}' >"$folder/constituents.conf"

# Reads it once, so that both find it in the page cache.
cat "$store" >/dev/null

# measure NAME COMMAND...: seconds, of the processor too, and kB into NAME.time
measure()
{
	name=$1
	shift
	/usr/bin/time -o "$folder/$name.time" -f '%e %U %S %M' "$@"
}

sql()
{
	sed "s|FROM AND|$from AND|; s|< UNTIL|< $until|; s|FOLDER|$folder|" \
		tests/bench/facts/week.sql |
	sed "$2" >"$folder/$1.sql"
	measure "$1" sqlite3 -readonly "$store" ".read $folder/$1.sql"
}

measure facts build/slammer-advisory render --json --store "$store" \
	--from "@$from" --until "@$until" --output "$folder/facts.json"
measure walk build/bench/walkstore "$store" "$from" "$until" \
	>"$folder/walk.csv"
rm -f "$folder"/archive.db*
measure notify build/slammer-advisory notify --dry-run --store "$store" \
	--constituents "$folder/constituents.conf" --archive "$folder/archive.db" \
	--publisher etc/publisher.conf --templates advisories/templates \
	--from "@$from" --until "@$until" --now "@$until" >"$folder/notify.txt"
sql hours 's/window AS/hour AS/g; s/window_/hour_/g'
sql windows ''

# The same figures? Exit status by this alone.
attackers=$(jq -r '"\(.sources.outside.attackers) \(.sources.inside.attackers)"' \
	"$folder/facts.json")
ours=$(jq -r '.networks.list[0] | "\(.sources),\(.attacks)"' "$folder/facts.json"
	jq -r '.constituents[0] | "\(.name),\(.attackers),\(.attacks)"' \
		"$folder/facts.json"
	awk -F , '{ n++; sum += $5 } END { printf "%d %.0f\n", n, sum }' \
		"$folder/walk.csv"
	echo "$attackers")
theirs=$(awk -F , '/^network/ { print $3 "," $4; exit }' "$folder/sql-facts.csv"
	awk -F , '/^constituent/ { print $2; exit }' "$folder/sql-facts.csv" |
		tr -d '\n'
	jq -r '.constituents[0] | ",\(.attackers),"' "$folder/facts.json" | tr -d '\n'
	awk -F , '/^constituent/ { print $5; exit }' "$folder/sql-facts.csv"
	awk -F , '{ n++; sum += $5 } END { printf "%d %.0f\n", n, sum }' \
		"$folder/sql-notices.csv"
	awk -F , '/^distinct/ { a[$2] = $4 } END { print a[0], a[1] }' \
		"$folder/sql-facts.csv")
told=$(sed -n 's/^[0-9]* notices about \([0-9]*\) of.*/\1/p' "$folder/notify.txt")
ours="$ours
$told told"
theirs="$theirs
$(wc -l <"$folder/sql-notices.csv") told"
if [ "$ours" != "$theirs" ]; then
	printf 'the figures differ:\n%s\n---\n%s\n' "$ours" "$theirs" >&2
	exit 1
fi

awk -v constituents="$1" -v sources="$2" '
	{ sub(/.*\//, "", FILENAME); time[FILENAME] = $1
	  cpu[FILENAME] = $2 + $3; memory[FILENAME] = $4 }
	function line(what, name) {
		printf "%-46s %7.2f s %8.2f s %7.1f MB\n", what, time[name], \
			cpu[name], memory[name] / 1024
	}
	function ratio(what, name) {
		printf "%-46s %7.1f   %8.1f\n", what, \
			time[name] / (time["facts.time"] + time["walk.time"]), \
			cpu[name] / (cpu["facts.time"] + cpu["walk.time"])
	}
	END {
		printf "a week, %d constituents, %d sources\n", constituents, \
			sources
		printf "%-46s %7s   %8s   %7s\n", "", "elapsed", "cpu", "memory"
		line("facts (slammer-advisory render --json)", "facts.time")
		line("attackers by constituent (one walk)", "walk.time")
		line("all mails (slammer-advisory notify --dry-run)", "notify.time")
		line("facts, attackers by sqlite3, obvious SQL", "windows.time")
		line("the same on tables hour", "hours.time")
		ratio("facts and attackers, times faster", "windows.time")
		ratio("times faster than on tables hour", "hours.time")
		mails = time["facts.time"] + time["notify.time"]
		printf "%-46s %7.1f   %8.1f\n", \
			"facts and all mails, times faster", \
			time["windows.time"] / mails, cpu["windows.time"] / \
			(cpu["facts.time"] + cpu["notify.time"])
	}' "$folder/facts.time" "$folder/walk.time" "$folder/windows.time" \
	"$folder/hours.time" "$folder/notify.time" | tee build/bench-facts.txt
