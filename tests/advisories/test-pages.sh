#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: test-pages.sh
#
# The web pages and feeds of the sample and of build/unit/render/html/test_html, with
# other parsers and in a browser: no page is wider than a phone. Pictures for
# people stay in build/sample/screens: phone, desktop, paper.

# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

SCREENS=$PWD/build/sample/screens
MADE=$PWD/build/test-pages
HERE=tests/advisories

# browser ARGUMENT...: for local files only
browser()
{
	timeout 120 chromium --headless=new --no-sandbox --disable-gpu \
		--hide-scrollbars --no-first-run --disable-dev-shm-usage \
		--user-data-dir="$TMPDIR/chromium" "$@" 2>>"$OUT/browser.log"
}

# picture PAGE NAME WIDTH HEIGHT: as a window of that width shows it
picture()
{
	page=$1 picture=$SCREENS/$2.png width=$3 height=$4
	# A window has 500 pixels at least, so the page goes into a frame.
	cat >"$OUT/frame.html" <<-END
		<!DOCTYPE html><html><body style="margin:0;overflow:hidden">
		<iframe src="file://$page" style="border:0;width:${width}px;height:${height}px"></iframe>
		</body></html>
	END
	browser --window-size="$width,$height" --screenshot="$picture" \
		"file://$OUT/frame.html"
	# A blank one is far smaller.
	if [ -s "$picture" ] && [ "$(stat -c %s "$picture")" -gt 8000 ]; then
		ok "picture $2"
	else
		not_ok "picture $2: nothing to be seen"
	fi
}

# paper PAGE NAME: as it is printed, with URLs
paper()
{
	browser --no-pdf-header-footer --print-to-pdf="$SCREENS/$2.pdf" "file://$1"
	pdftotext "$SCREENS/$2.pdf" "$OUT/paper.txt"
	is "paper $2" grep -q 'https\{0,1\}://' "$OUT/paper.txt"
}

# widths WIDTH PAGE...: none of them needs to be scrolled sideways
widths()
{
	width=$1
	shift
	$HERE/pages.py frames "$OUT/$width" "$width" "$@"
	browser --window-size=1280,900 --virtual-time-budget=20000 --dump-dom \
		"file://$OUT/$width/frames.html" >"$OUT/$width/dom.html"
	$HERE/pages.py measured "$OUT/$width/dom.html" "$width" "$#"
}

# The measurement finds a page that is too wide.
finds_wide_page()
{
	sed 's|</main>|<p style="width:30rem">wide</p></main>|' "$MADE/start.html" \
		>"$OUT/wide.html"
	if widths 390 "$OUT/wide.html" >"$OUT/wide.log"; then
		not_ok "a page that is too wide is found: $(cat "$OUT/wide.log")"
	else
		ok "a page that is too wide is found"
	fi
}

# show PAGE NAME: on a phone, on a desktop, and the whole page
show()
{
	picture "$1" "$2-phone" 390 844
	picture "$1" "$2-desktop" 1280 900
	show_long "$1" "$2"
	paper "$1" "$2"
}

show_long()
{
	for width in 390 1280; do
		long=$($HERE/pages.py height "$OUT/$width/dom.html" "$1")
		picture "$1" "$2-long-$width" "$width" "${long:-4000}"
	done
}

# name PAGE: en/at/2026/at260001.html -> en-2026-at260001
name()
{
	echo "${1#"$tree"/}" | sed 's|at/||; s|/|-|g; s|\.html$||'
}

mkdir -p "$SCREENS"
for program in test_html test_rss; do
	is "$program makes its pages" \
		sh -c "build/unit/render/html/$program >'$OUT/$program.log' 2>&1"
done

pages=$(find "$MADE" -name '*.html' | sort)
# The sample's published trees; pictures are taken of one of them,
# because all have the same bulletins.
trees=$(find "$SAMPLE" -maxdepth 3 -name .nf-slammer-tree | sed 's|/[^/]*$||' | sort)
tree=$(echo "$trees" | tail -n 1)
# shellcheck disable=SC2046,SC2086 # lists of files without blanks
{
	published=$([ -z "$trees" ] || find $trees -name '*.html' | sort)
	feeds=$(find $trees "$MADE" -name '*.rdf' | sort)
	is "HTML is well-formed XML" xmllint --noout $pages $published
	is "feeds are well-formed XML" xmllint --noout $feeds
	$HERE/pages.py check - $pages || failed=1
	for folder in $trees; do
		$HERE/pages.py check "$folder" $(find "$folder" -name '*.html') ||
			failed=1
	done
	$HERE/pages.py feed $feeds || failed=1
	for width in 320 390 1280; do
		widths $width $pages $published || failed=1
	done
}
finds_wide_page

is "the sample has pages" [ -n "$published" ]
for page in $(echo "$published" | grep "^$tree/"); do
	case $page in
	*/index.html) picture "$page" "$(name "$page")-phone" 390 844
		picture "$page" "$(name "$page")-desktop" 1280 900 ;;
	*/at*0001.html) show "$page" "$(name "$page")" ;;
	*) show_long "$page" "$(name "$page")" ;;
	esac
done
rm -rf "$TMPDIR/chromium"

finish
