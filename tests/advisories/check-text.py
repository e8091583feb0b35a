#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bulletins as text, by rules of its own: nothing here comes from the programs.

  check-text.py form TYPE LANG FILE      lines, kinsoku, URLs, signs, order
  check-text.py layout FILE              the first of these alone
  check-text.py figures FILE FILE        two languages, the same figures

Prints what is wrong, a line each; status 1 if anything is.
"""

import re
import sys
import unicodedata

COLUMNS = 70

# JIS X 4051: closing brackets, hyphens, stops, middle dots, commas, repeat marks,
# the long vowel, small kana, units behind figures; and half-width forms.
NEVER_FIRST = set(
    "’”）〕］｝〉》」』】〙〗»〟｠‐–゠〜！？‼⁇⁈⁉・：；。．、，ヽヾゝゞ々〻ー"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "°′″℃％‰｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ,.:;!?)]}")
NEVER_LAST = set("‘“（〔［｛〈《「『【〘〖«〝｟｢([{")

URLS = [
    "http://www.cert.org/advisories/CA-2003-04.html",
    "http://www.auscert.org.au/render.html?it=2716",
    "http://www.microsoft.com/japan/technet/security/virus/sqlslam.asp",
    "http://www.ipa.go.jp/security/ciadr/vul/20030126ms-sql-worm.html",
    # 71 columns: its scheme goes, so that it stays in one piece
    "www.isskk.co.jp/support/techinfo/general/X-ForceslammerWorm.html",
    "http://www.f-secure.com/v-descs/mssqlm.shtml",
]
REMEDY_URLS = [
    "http://www.microsoft.com/japan/technet/security/virus/sqlslam.asp",
    "http://www.microsoft.com/japan/technet/security/bulletin/MS02-039.asp",
    "http://www.cert.org/advisories/CA-2002-22.html",
]

# The order of the alert of 2003, as patterns over the whole text.
HEAD = {
    "ja": [r"\Aサンプル緊急対応センター", r"^各位$", r"^EXAMPLE-AT-\d{4}-\d{4}$",
           r"^Example CSIRT$", r"^\d{4}-\d\d-\d\d$"],
    "en": [r"\AExample Computer Security Incident Response Team",
           r"^To whom it may concern$", r"^EXAMPLE-AT-\d{4}-\d{4}$",
           r"^Example CSIRT$", r"^\d{4}-\d\d-\d\d$"],
}
KIND = {
    "alert": r"^Example CSIRT Alert \d{4}-\d\d-\d\d$",
    "update": r"^Example CSIRT Alert \d{4}-\d\d-\d\d \(",
    "withdrawal": r"^Example CSIRT Alert \d{4}-\d\d-\d\d \(",
    "weekly": r"^Example CSIRT Report \d{4}-\d\d-\d\d$",
    "quarterly": r"^Example CSIRT Report \d{4}-\d\d-\d\d$",
}
TITLES = [r"^UDP 1434番ポート", r"UDP port 1434",
          r"^https://csirt\.example\.org/(en/)?at/\d{4}/at\d{6}\.txt$"]
REMEDY = {
    "ja": [r"^III\. 予防と対策$", r"MS02-039", r"停止してください"],
    "en": [r"^III\. Prevention and Remedy$", r"MS02-039", r"[Ss]top"],
}
FILTERS = {
    "ja": [r"外部から内部へ", r"内部から外部へ", r"再起動", r"亜種"],
    "en": [r"from outside to UDP port 1434", r"from inside your network",
           r"[Rr]estart", r"[Vv]ariants"],
}
END = {
    "ja": [r"監視", r"情報をお持ちの方", r"^改訂履歴$", r"^  - \d{4}-\d\d-\d\d 初版",
           r"^={30}$", r"^サンプル緊急対応センター", r"^https://csirt\.example\.org/$"],
    "en": [r"watch", r"any information", r"^Revision History$",
           r"^  - \d{4}-\d\d-\d\d First edition", r"^={30}$",
           r"^Example Computer Security", r"^https://csirt\.example\.org/$"],
}
SECTIONS = {
    "ja": (r"^I\. 概要$", r"^II\. 対象$", r"^II\. 観測状況$"),
    "en": (r"^I\. Overview$", r"^II\. Affected Systems$",
           r"^II\. Observations$"),
}


def width(text):
    """Columns; what is ambiguous is wide, as for readers in Japan."""
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WFA" else 1
               for c in text)


def is_code(line):
    """Lines of recipes are not prose: brackets may end them."""
    return bool(re.match(r"^ .*([{};\\#]|= \($)|^\s*[}\])]", line))


def check_layout(text):
    for number, line in enumerate(text.split("\n"), 1):
        def wrong(what):
            return f"line {number}: {what}: {line}"
        if width(line) > COLUMNS:
            yield wrong(f"{width(line)} columns")
        if line != line.rstrip():
            yield wrong("blanks at its end")
        if re.search(r"[\0-\x1f\x7f\ufffd\u202a-\u202e\u2066-\u2069]", line):
            yield wrong("a sign that must not be there")
        if re.sub(r"\S*(://|www\.)\S*", "", line).count("?"):
            yield wrong("a question mark")
        bare = line.strip()
        if not bare or is_code(line):
            continue
        if bare[0] in NEVER_FIRST:
            yield wrong("begins with a sign that must not be first")
        if bare[-1] in NEVER_LAST:
            yield wrong("ends with a sign that must not be last")
    if "{{" in text or "}}" in text:
        yield "a tag is left"
    if "\n\n\n\n" in text:
        yield "more than two empty lines"


def order_of(kind, lang):
    head = HEAD[lang] + [KIND[kind]] + TITLES
    overview, affected, observed = SECTIONS[lang]
    worm = [re.escape(u) + "$" for u in URLS]
    remedy = [re.escape(u) + "$" for u in REMEDY_URLS]
    if kind in ("weekly", "quarterly"):
        return (head + [overview, observed] + REMEDY[lang] + remedy +
                END[lang])
    return (head + [overview, affected] + worm + REMEDY[lang] + remedy +
            FILTERS[lang] + END[lang])


def anywhere(pattern):
    """A phrase, wherever its lines end; lines and URLs stay as they are."""
    if re.search(r"[\^$\\]", pattern):
        return pattern
    return r"\s*".join(c for c in re.findall(r"\[..\]|.", pattern) if c != " ")


def check_form(kind, lang, text):
    yield from check_layout(text)
    at = 0
    for pattern in order_of(kind, lang):
        found = re.compile(anywhere(pattern), re.M).search(text, at)
        if not found:
            yield f"\"{pattern}\" is missing, or not in its place"
            return
        at = found.end()


def figures(text):
    """Cells of tables that are numbers, and numbers of four digits and more."""
    cells = []
    for line in text.split("\n"):
        if not line.startswith("  ") or line.startswith("  - "):
            continue
        row = re.split(r" {2,}", re.sub(r"  [■#]+$", "", line.strip()))
        for cell in row[1:]:
            if re.fullmatch(r"[+-]?[\d,.]+( %)?|-", cell):
                cells.append(cell)
            elif re.match(r"\d+ \(", cell):
                cells.append(tuple(re.findall(r"\d+", cell)))
    words = sorted(re.findall(r"\d{1,3}(?:,\d{3})+", text))
    return cells, words


def check_figures(one, other):
    for name, a, b in zip(("cells", "numbers"), figures(one), figures(other)):
        if a != b:
            yield f"{name} differ: {a} / {b}"
    if not figures(one)[1]:
        yield "there are no figures at all"


def main(arguments):
    def read(path):
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    if arguments[:1] == ["form"] and len(arguments) == 4:
        found = check_form(arguments[1], arguments[2], read(arguments[3]))
    elif arguments[:1] == ["layout"] and len(arguments) == 2:
        found = check_layout(read(arguments[1]))
    elif arguments[:1] == ["figures"] and len(arguments) == 3:
        found = check_figures(read(arguments[1]), read(arguments[2]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(found)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
