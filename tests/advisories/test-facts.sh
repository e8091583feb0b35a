#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: test-facts.sh
#
# The facts as JSON: of the shape that is documented, neither a member more nor one
# less, and of the figures that sqlite3 adds up from the same store. The stores are
# those that unit tests leave: an outbreak, nothing at all, a period before, windows of
# two lengths, what is no longer kept.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

STORES=build/test-store
OUTBREAK="--from 2026-01-26 --until 2026-01-27"

# facts NAME STORE OPTION...: into $OUT/facts-NAME.json
facts()
{
	name=$1
	shift
	file=$OUT/facts-$name.json
	advisory render --json --publisher etc/publisher.conf --store "$@" \
		>"$file" 2>"$OUT/error"
	is "the facts of $name are printed" [ -s "$file" ]
}

# same NAME JQ SQL STORE: both say the same of facts-NAME.json and the store
same()
{
	ours=$(jq -r "$2" "$OUT/facts-$1.json")
	theirs=$(sqlite3 -readonly "$4" "$3")
	is "$1: $2 as sqlite3 adds it up ($ours, $theirs)" [ "$ours" = "$theirs" ]
}

for test in test_facts test_facts_series test_facts_previous; do
	"build/unit/facts/$test" >"$OUT/log" 2>&1 || not_ok "build/unit/facts/$test fails"
done

# shellcheck disable=SC2086 # two options
facts outbreak $STORES/outbreak.db $OUTBREAK
# shellcheck disable=SC2086
facts nothing $STORES/quiet.db $OUTBREAK
facts previous $STORES/previous.db --from 2026-01-26 --last 4h
facts hours $STORES/hours.db --from 2026-01-26 --last 4h
facts lengths $STORES/lengths.db --from 2026-01-26 --last 1d
facts lost $STORES/lost.db --from 2026-01-26 --last 1d
facts kept $STORES/kept.db --from 1970-01-05 --last 30d
facts empty $STORES/empty.db --last 7d
/usr/bin/python3 tests/watch/shapes.py advisories/facts/shapes \
	advisories/facts/nf-slammer-facts.5 "$OUT"/facts-*.json || failed=1

in="start >= 1769353200 AND start < 1769439600"
rows="FROM window AS w JOIN window_counter ON window = w.id WHERE $in"
who="FROM window AS w JOIN window_source ON window = w.id WHERE $in"
same outbreak .worm.packets "SELECT sum(packets) $rows AND reason IN ('worm', 'worm-variant')" \
	$STORES/outbreak.db
same outbreak .worm.ingress.bytes "SELECT sum(bytes) $rows AND reason IN ('worm', 'worm-variant') AND direction = 'ingress'" \
	$STORES/outbreak.db
same outbreak '[.counters[].packets] | add' "SELECT sum(packets) $rows" \
	$STORES/outbreak.db
same outbreak .sources.outside.slammer "SELECT count(DISTINCT address) $who AND NOT inside AND slammer > 0" \
	$STORES/outbreak.db
same outbreak .infected_hosts "SELECT count(DISTINCT address) $who AND inside AND slammer > 0" \
	$STORES/outbreak.db
same previous .worm.change.previous "SELECT sum(packets) FROM window AS w JOIN window_counter ON window = w.id WHERE reason = 'worm' AND start < 1769353200" \
	$STORES/previous.db

# Of a store that this program does not know yet, or no more, a sentence is said.
cp $STORES/outbreak.db "$OUT/newer.db"
sqlite3 "$OUT/newer.db" 'PRAGMA user_version = 999'
fails "a store of a newer version" 1 'newer' \
	advisory render --json --store "$OUT/newer.db"
cp $STORES/outbreak.db "$OUT/older.db"
sqlite3 "$OUT/older.db" 'PRAGMA user_version = 1'
fails "a store of an older version" 1 'older nf-slammer' \
	advisory render --json --store "$OUT/older.db"
finish
