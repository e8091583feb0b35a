#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# notify is killed over a hundred times at random moments, with each transport, and
# run again: every constituent gets exactly one mail.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

KILLS=${KILLS:-40}		# with each transport
CONSTITUENTS=${CONSTITUENTS:-200}
T0=1769439600
STORE=$OUT/store.db
CONF=$OUT/constituents.conf

# Three hosts of each
i=0
while [ "$i" -lt "$CONSTITUENTS" ]; do
	for host in 1 2 3; do
		echo "$((T0 - 7200)) 10.$((i / 256)).$((i % 256)).$host outside slammer 5 wan0"
	done
	i=$((i + 1))
done | build/seen "$STORE"
{
	echo 'defaults = { languages = [ "en" ]; };'
	echo 'constituents = ('
	i=0
	while [ "$i" -lt "$CONSTITUENTS" ]; do
		echo "{ name = \"c$i\"; prefixes = [ \"10.$((i / 256)).$((i % 256)).0/24\" ]; contacts = [ \"abuse@c$i.example\" ]; },"
		i=$((i + 1))
	done | sed '$s/,$//'
	echo ');'
} >"$CONF"

# Options of every run
set -- notify --send --store "$STORE" --constituents "$CONF" \
	--publisher etc/publisher.conf --templates advisories/templates --now "@$T0"

# helper OPTION...: a run is killed before its sendmail helper has started; the next
# run waits for the helper
helper()
{
	mkdir "$OUT/sendmail-out"
	printf '#!/bin/sh\nexec cat >"%s/$$.eml"\n' "$OUT/sendmail-out" >"$OUT/sendmail"
	chmod +x "$OUT/sendmail"
	set -- "$@" --archive "$OUT/sendmail-out.db" --via "sendmail:$OUT/sendmail"
	LATE_BORN=$OUT/born LD_PRELOAD=$PWD/build/late.so \
		"$ADVISORY" "$@" >"$OUT/killed.txt" 2>&1 &
	run=$!
	for _ in $(seq 600); do
		[ ! -e "$OUT/born" ] || break
		sleep 0.1
	done
	fails "a second run reports the first" 1 \
		"another notify is running with this archive" "$ADVISORY" "$@"
	kill -9 "$run"
	wait "$run" 2>/dev/null
	"$ADVISORY" "$@" >"$OUT/next.txt" 2>&1 &
	run=$!
	sleep 1
	is "the next run waits for the helper of the first" kill -0 "$run"
	rm "$OUT/born"
	is "and continues when it has ended" wait "$run"
	equal "mails" "$(find "$OUT/sendmail-out" -name '*.eml' | wc -l)" "$CONSTITUENTS"
	equal "duplicate mails" "$(sed -n 's/^To: //p' "$OUT"/sendmail-out/*.eml |
		sort | uniq -d)" ""
}

for way in maildir mbox sendmail; do
	if tests/advisories/kill-notify.py "$way" "$KILLS" "$CONSTITUENTS" "$OUT" \
			"$ADVISORY" "$@" >"$OUT/$way.txt" 2>&1; then
		ok "no notice twice, none lost: $(cat "$OUT/$way.txt")"
	else
		not_ok "$way: $(tail -n 1 "$OUT/$way.txt")"
	fi
done
helper "$@"
finish
