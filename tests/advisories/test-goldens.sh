#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Bulletins as readers get them, from fixed stores through the command, against
# texts that were read by a person (tests/golden), and by rules that are not the
# programs' own (check-text.py). A wanted change is copied from $OUT.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

CHECK=tests/advisories/check-text.py
# It may be another one by the last bulletin.
today()
{
	TZ=JST-9 date +%Y-%m-%d
}

TODAY=$(today)
YEAR=${TODAY%%-*}

# archive NAME COMMAND...: a command with the database NAME
archive()
{
	database=$1 command=$2
	shift 2
	advisory "$command" "$@" --archive "$OUT/$database.archive" \
		--publisher etc/publisher.conf --templates "$TEMPLATES"
}

# field DATABASE NAME: of its first bulletin
field()
{
	archive "$1" show 1 --json | jq -r ".$2"
}

store()
{
	build/scenario "$1" "$OUT/$1$2.db" --days "$2" ||
		not_ok "scenario $1"
}

# draft DATABASE TYPE STORE FROM
draft()
{
	archive "$1" new --type "$2" --store "$OUT/$3.db" --from "$4" \
		--until 2026-01-27 --policy etc/policy.conf >"$OUT/said" 2>&1 ||
		not_ok "$2 of $3: $(tail -n 1 "$OUT/said")"
}

approve()
{
	archive "$1" approve 1 --hash "$(field "$1" hash)" >"$OUT/said" 2>&1 ||
		not_ok "approval of $1: $(tail -n 1 "$OUT/said")"
}

publish()
{
	archive "$1" publish 1 --output "$OUT/$1.tree" >"$OUT/said" 2>&1 ||
		not_ok "publication of $1: $(tail -n 1 "$OUT/said")"
}

# text DATABASE LANG: without what hangs on the day of the test
text()
{
	archive "$1" render 1 --lang "$2" |
		sed -e "s/$TODAY/2026-01-28/g; s/$(today)/2026-01-28/g" \
			-e "s/EXAMPLE-AT-$YEAR-/EXAMPLE-AT-2026-/" \
			-e "s,/at/$YEAR/at${YEAR#20},/at/2026/at26,"
}

# golden NAME TYPE: the first bulletin of NAME's database, in both languages
golden()
{
	for lang in ja en; do
		text "$1" "$lang" >"$OUT/$1.$lang.txt"
		if cmp -s "$OUT/$1.$lang.txt" "tests/golden/$1.$lang.txt"; then
			ok "golden $1.$lang"
		else
			not_ok "golden $1.$lang: see diff tests/golden/$1.$lang.txt $OUT/$1.$lang.txt"
		fi
		rules "form of $1.$lang" form "$2" "$lang" "$OUT/$1.$lang.txt"
	done
	[ "$2" = withdrawal ] ||
		rules "figures of $1" figures "$OUT/$1.ja.txt" "$OUT/$1.en.txt"
}

rules()
{
	name=$1
	shift
	if "$CHECK" "$@" >"$OUT/rules"; then
		ok "$name"
	else
		not_ok "$name: $(head -n 1 "$OUT/rules")"
	fi
}

# has FILE PHRASE: wherever lines end
has()
{
	if tr -d ' \n' <"$OUT/$1" | grep -qF "$(printf %s "$2" | tr -d ' ')"; then
		ok "$1 says \"$2\""
	else
		not_ok "$1 says \"$2\""
	fi
}

lacks()
{
	if tr -d ' \n' <"$OUT/$1" | grep -qF "$(printf %s "$2" | tr -d ' ')"; then
		not_ok "$1 does not say \"$2\""
	else
		ok "$1 does not say \"$2\""
	fi
}

alerts()
{
	for story in outbreak decline nothing relapse; do
		store "$story" 1
		draft "$story" alert "${story}1" 2026-01-26
		approve "$story"
		golden "$story" alert
	done
	has outbreak.ja.txt "増加傾向にあります (Mann-Kendall 検定"
	has outbreak.en.txt "show an increasing trend (Mann-Kendall test"
	has decline.ja.txt "減少傾向にあります (Mann-Kendall 検定"
	has decline.en.txt "show a decreasing trend (Mann-Kendall test"
	has relapse.ja.txt "明確な増減の傾向は認められません (Mann-Kendall 検定"
	has relapse.en.txt "show no clear trend (Mann-Kendall test"
	has relapse.ja.txt "内部のホスト 3 台が Slammer ワームのパケットを送信しました"
	has relapse.ja.txt "前の期間には、内部からの感染活動は観測されていません"
	has relapse.en.txt "No worm activity from inside was observed in the previous period"
	has nothing.ja.txt "感染の試み、および同ポートで動作するサービスの既知の脆弱性を狙うパケットは観測されませんでした"
	lacks nothing.ja.txt "傾向"
	lacks nothing.en.txt "trend"
}

# What an alert becomes later, and reports.
other_types()
{
	draft update alert outbreak1 2026-01-26
	approve update
	publish update
	archive update update 1 --store "$OUT/decline1.db" --from 2026-01-26 \
		--until 2026-01-27 --policy etc/policy.conf >"$OUT/said" 2>&1 ||
		not_ok "update: $(tail -n 1 "$OUT/said")"
	approve update
	golden update update
	has update.ja.txt "2026-01-28 第2版"

	publish update
	cp "$OUT/update.archive" "$OUT/withdrawal.archive"
	archive withdrawal withdraw 1 \
		--reason ja="観測装置の設定に誤りがあり、実際とは異なる数値をお知らせしていました。" \
		--reason en="A sensor was set up wrongly, so the figures given were not the actual ones." \
		>"$OUT/said" 2>&1 || not_ok "withdrawal: $(tail -n 1 "$OUT/said")"
	approve withdrawal
	golden withdrawal withdrawal
	has withdrawal.ja.txt "第3版 取り下げ: 観測装置の設定に誤りがあり"

	store decline 7
	draft weekly weekly decline7 2026-01-20
	approve weekly
	golden weekly weekly
	store relapse 90
	draft quarterly quarterly relapse90 2025-10-29
	approve quarterly
	golden quarterly quarterly
}

# A folder is a language: made of the English one, with a word of its own.
new_language()
{
	cp -r advisories/templates "$OUT/words"
	cp -r "$OUT/words/en" "$OUT/words/eo"
	sed -i 's/To whom it may concern/Al la koncernatoj/' "$OUT/words/eo/header.txt"
	sed -i 's/^> {{title.en}}$/> {{title.eo}}/' "$OUT/words/eo/"*.txt
	sed -i '/worm activity/s/.*/Agado de la vermo Slammer \\| UDP 1434/' \
		"$OUT/words/eo/alert-title.txt"
	sed 's/^  name: {/&\n    eo = "Ekzempla CSIRT";/' etc/publisher.conf \
		>"$OUT/publisher.conf"
	advisory render --store "$OUT/outbreak1.db" --from 2026-01-26 \
		--until 2026-01-27 --publisher "$OUT/publisher.conf" \
		--templates "$OUT/words" --lang eo --number 1 \
		>"$OUT/new.eo.txt" 2>"$OUT/said" ||
		not_ok "a language by a folder: $(tail -n 1 "$OUT/said")"
	equal "a language by a folder" "$(sed -n '1p;3p;5p' "$OUT/new.eo.txt")" \
		"Ekzempla CSIRT
Agado de la vermo Slammer | UDP 1434
Al la koncernatoj"
	rules "its lines" layout "$OUT/new.eo.txt"
	equal "two languages do not know it" \
		"$(grep -c "Agado" "$OUT/outbreak.en.txt")" 0
}

# The rules find what is wrong: each of these is broken once.
rules_can_fail()
{
	text=$OUT/broken.txt
	while read -r why script; do
		sed "$script" "$OUT/outbreak.ja.txt" >"$text"
		if "$CHECK" form alert ja "$text" >"$OUT/rules"; then
			not_ok "rules find: $why"
		else
			ok "rules find: $why"
		fi
	done <<-'END'
	width s/^I. 概要$/&概要概要概要概要概要概要概要概要概要概要概要概要概要概要概要概要概要/
	first s/^I. 概要$/&\n、/
	last s/^I. 概要$/&\n（/
	question s/^I. 概要$/&\n?/
	replaced s/^I. 概要$/&\n�/
	url s,^http://www.cert.org/advisories/,&\n,
	section /^II. 対象$/d
	history /^改訂履歴$/d
	filter s/内部から外部へ//
	tag s/^各位$/&{{x}}/
	END
}

TEMPLATES=advisories/templates
alerts
other_types
new_language
rules_can_fail
finish
