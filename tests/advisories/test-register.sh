#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The life of a bulletin by the command: draft, editor, approval by hash, number,
# revisions; numbers of eight that approve at once; writers that are killed.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

STORE=$OUT/statistics.db
ARCHIVE=$OUT/archive.db
YEAR=$(TZ=JST-9 date +%Y)

# archive COMMAND...: a command with this test's publisher, words and database
archive()
{
	command=$1
	shift
	advisory "$command" "$@" --archive "$ARCHIVE" --publisher etc/publisher.conf \
		--templates advisories/templates
}

# new ...: a draft about the day of the scenario; its id
new()
{
	archive new --store "$STORE" --from 2026-01-26 --until 2026-01-27 --json "$@" |
		jq -r .id
}

field()
{
	archive show "$1" --json | jq -r ".$2"
}

whole_life()
{
	id=$(new --policy etc/policy.conf)
	equal "a draft has no number" "$(field "$id" number)" null
	equal "and a state" "$(field "$id" state)" draft
	fails "a draft is not updated" 1 "is not published yet" archive update "$id"
	fails "without a terminal, no question" 2 "--hash is required" archive approve "$id" </dev/null
	fails "a hash has digits" 2 "at least 12" archive approve "$id" --hash 0123
	fails "another hash" 1 "review it again" \
		archive approve "$id" --hash 0123456789ab
	first=$(field "$id" hash)
	archive edit "$id" --title en="A title <b>&</b> of its own" >"$OUT/said"
	fails "what was seen is gone" 1 "review it again" \
		archive approve "$id" --hash "$first"
	archive approve "$id" --hash "$(field "$id" hash | cut -c1-12)" --by Duty >"$OUT/said"
	number=$(field "$id" number)
	equal "number" "$number" "EXAMPLE-AT-$YEAR-0001"
	is "the title is in both texts" sh -c "
		build/slammer-advisory render $number --archive '$ARCHIVE' \
			--publisher etc/publisher.conf |
			grep -cF 'A title <b>&</b> of its own' | grep -qx 3"
	archive edit "$number" --summary en="What is new." >"$OUT/said"
	equal "edited: a draft" "$(field "$id" state)" draft
	equal "edited: the number stays" "$(field "$id" number)" "$number"
	archive approve "$id" --hash "$(field "$id" hash)" >"$OUT/said"
	equal "approved again" "$(field "$id" number) $(field "$id" state)" "$number approved"
	equal "who did what" "$(archive show "$id" --history --json |
		jq -r '[.events[] | .what + (if .who == "Duty" then "!" else "" end)] | join(" ")')" \
		"new edit approve! edit approve"
}

publish_all()
{
	archive publish 1 --output "$OUT/tree" >"$OUT/published" 2>&1 ||
		not_ok "publish: $(tail -n 1 "$OUT/published")"
}

revisions()
{
	publish_all
	equal "published" "$(field 1 state)" published
	fails "never changed any more" 1 "cannot be changed" \
		archive edit 1 --title en=x
	archive update 1 --store "$STORE" --from 2026-01-26 --until 2026-01-27 \
		--summary ja="追記しました。" --summary en="More is known." >"$OUT/said"
	equal "an update" "$(field 1 type) $(field 1 revision) $(field 1 number)" \
		"update 2 EXAMPLE-AT-$YEAR-0001"
	fails "one draft at a time" 1 "edit it instead" archive update 1 --store "$STORE"
	archive approve 1 --hash "$(field 1 hash)" >"$OUT/said"
	publish_all
	fails "a withdrawal says why, in each language" 2 "--reason en=TEXT is missing" \
		archive withdraw 1 --reason ja="誤報でした。"
	archive withdraw 1 --reason ja="誤報でした。" --reason en="A false alarm." >"$OUT/said"
	archive approve 1 --hash "$(field 1 hash)" >"$OUT/said"
	publish_all
	equal "history" "$(archive show 1 --json |
		jq -r '[.history[].type, .history[].summary.en] | join("/")')" \
		"alert/update/withdrawal/What is new./More is known./A false alarm."
	is "the history is in the text" sh -c "
		build/slammer-advisory render 1 --lang en --archive '$ARCHIVE' \
			--publisher etc/publisher.conf | grep -q 'A false alarm.'"
	fails "what is withdrawn is not updated" 1 "is withdrawn" \
		archive update 1 --store "$STORE"
}

# A week of a scenario; what is corrected says so in its history
reports()
{
	build/scenario decline "$OUT/week.db" --days 7 >/dev/null
	id=$(archive new --type weekly --store "$OUT/week.db" --from 2026-01-20 \
		--until 2026-01-27 --json | jq -r .id)
	archive approve "$id" --hash "$(field "$id" hash)" >"$OUT/said"
	archive publish "$id" --output "$OUT/tree" >"$OUT/published"
	archive update "$id" --store "$OUT/week.db" --summary ja="訂正しました。" \
		--summary en="A figure is corrected." >"$OUT/said"
	equal "a report that is corrected" "$(field "$id" type) $(field "$id" revision)" \
		"weekly 2"
	equal "its period is the same" "$(archive render "$id" --json |
		jq -r '.period.from + " " + .period.until')" \
		"2026-01-20T00:00:00+09:00 2026-01-27T00:00:00+09:00"
	fails "a type that is none" 2 "--type is alert, weekly or quarterly" \
		archive new --type update --store "$STORE"
}

editors()
{
	id=$(new)
	EDITOR="sed -i s/各位/関係者各位/" archive edit "$id" --lang ja >"$OUT/said"
	is "an editor's text is taken" sh -c "
		build/slammer-advisory render $id --lang ja --archive '$ARCHIVE' \
			--publisher etc/publisher.conf | grep -q 関係者各位"
	before=$(field "$id" hash)
	EDITOR="echo '| 1 |2|3|4|5|6|7|8|9' >>" fails "a bad line is named" 1 \
		'text\.ja:[0-9]+: a table has more than' archive edit "$id" --lang ja
	kept=$(sed -n 's/.*your text is kept in \(.*\); use --text.*/\1/p' "$OUT/said")
	is "the text is kept" grep -q 関係者各位 "$kept"
	equal "the draft is unchanged" "$(field "$id" hash)" "$before"
	EDITOR="echo '{{nope}}' >>" fails "a bad tag is named" 1 \
		'text\.en:[0-9]+: there is no value "nope"' archive edit "$id" --lang en
	EDITOR=false fails "an editor that fails" 1 'editor "false" failed' \
		archive edit "$id"
	printf 'a\342\200\256b\n' >"$OUT/hostile"
	fails "text that turns around" 1 "bidirectional formatting" \
		archive edit "$id" --text "$OUT/hostile"
	equal "nothing changed" "$(field "$id" hash)" "$before"
	fails "a title of control characters" 2 "control characters" \
		archive edit "$id" --title en="$(printf 'a\033[31m')"
	is "the same again changes nothing" sh -c "
		EDITOR=true build/slammer-advisory edit $id --archive '$ARCHIVE' \
			--publisher etc/publisher.conf | grep -q 'is unchanged'"
}

# asked ANSWERS COMMAND...: on a terminal
asked()
{
	answers=$1 command=$2
	shift 2
	tests/advisories/terminal.py "$answers" "$ADVISORY" "$command" "$@" \
		--archive "$ARCHIVE" --publisher etc/publisher.conf \
		--templates advisories/templates
}

# An editor that makes a mistake, and corrects it when it is opened again
write_editor()
{
	cat >"$OUT/editor" <<-'EOF'
		#!/bin/sh
		if grep -q nope "$1"; then
			sed -i 's/{{nope}}/{{publisher.email}}/' "$1"
		else
			echo 'Ask {{nope}}.' >>"$1"
		fi
	EOF
	chmod +x "$OUT/editor"
}

on_a_terminal()
{
	id=$(new)
	fails "answer no" 1 "not approved" asked no approve "$id"
	is "the hash is shown" grep -q "content $(field "$id" hash)" "$OUT/said"
	equal "and it is a draft" "$(field "$id" state)" draft
	write_editor
	EDITOR=$OUT/editor fails "edited again" 0 'text.en:[0-9]+: there is no value' \
		asked yes edit "$id" --lang en
	is "the corrected text is taken" sh -c "
		build/slammer-advisory render $id --lang en --archive '$ARCHIVE' \
			--publisher etc/publisher.conf | grep -q '^Ask info@csirt'"
	asked yes approve "$id" >"$OUT/said" || not_ok "approve: $(cat "$OUT/said")"
	equal "answer yes" "$(field "$id" state)" approved
}

# Eight at a time take a number for each of 40 drafts, in two tries each.
numbers()
{
	rm -f "$ARCHIVE"
	i=0
	while [ $i -lt 40 ]; do
		new >/dev/null
		i=$((i + 1))
	done
	archive list --json | jq -r '.[] | "\(.id) \(.hash)"' >"$OUT/drafts"
	# shellcheck disable=SC2016 # it is that shell that expands this
	cat "$OUT/drafts" "$OUT/drafts" | ARCHIVE=$ARCHIVE xargs -P 8 -L 1 sh -c '
		build/slammer-advisory approve "$0" --hash "$1" --archive "$ARCHIVE" \
			--publisher etc/publisher.conf' >"$OUT/numbers" 2>"$OUT/refused"
	equal "numbers given" "$(wc -l <"$OUT/numbers")" 40
	equal "refused" "$(grep -c 'is approved already' "$OUT/refused")" 40
	equal "each once" "$(archive list --json | jq -r '[.[].number] | unique | length')" 40
	equal "without a gap" "$(archive list --json | jq -r '[.[].number] | max')" \
		"EXAMPLE-AT-$YEAR-0040"
}

# What a killed writer leaves is whole: the change before it or behind it.
kills()
{
	rm -f "$ARCHIVE" "$ARCHIVE-wal" "$ARCHIVE-shm"
	id=$(new)
	n=0
	while [ $n -lt 60 ]; do
		n=$((n + 1))
		"$ADVISORY" edit "$id" --title en="Title $n" --archive "$ARCHIVE" \
			--publisher etc/publisher.conf >/dev/null 2>&1 &
		# From nothing done to all done
		sleep "0.0$((n % 6))$((n % 10))"
		kill -9 $! 2>/dev/null
		wait $! 2>/dev/null
	done
	equal "all can be read" "$(archive list --json | jq length)" 1
	title=$(field "$id" title.en)
	case $title in
	"Title "* | "Slammer worm"*) ok "its title is one of those that were given" ;;
	*) not_ok "its title is \"$title\"" ;;
	esac
	equal "each edit is in the history" \
		"$(archive show "$id" --history --json | jq -r '.events[-1].hash')" \
		"$(field "$id" hash)"
	is "SQLite finds nothing" sh -c "
		sqlite3 '$ARCHIVE' 'PRAGMA integrity_check' | grep -qx ok"
}

build/scenario outbreak "$STORE" >/dev/null || exit 1
whole_life
revisions
reports
editors
on_a_terminal
numbers
kills
finish
