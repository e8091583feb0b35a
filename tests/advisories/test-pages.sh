#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: test-pages.sh
#
# The web pages and feeds of the sample and those that build/unit/test_html made, by
# parsers of others and in a browser: no page is wider than a phone. Pictures for
# people to look at are left in build/sample/screens: phone, desktop, paper.

# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

SCREENS=$PWD/build/sample/screens
MADE=$PWD/build/test-pages
HERE=tests/advisories

# browser ARGUMENT...: it looks at files only
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

# paper PAGE NAME: as it is printed; the addresses must be on it
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

# The measuring itself: a page with something wide in it is found.
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

# show PAGE NAME: all pictures of a page
show()
{
	[ -f "$1" ] || return 0
	picture "$1" "$2-phone" 390 844
	picture "$1" "$2-phone-long" 390 5200
	picture "$1" "$2-desktop" 1280 900
	picture "$1" "$2-desktop-long" 1280 4200
	paper "$1" "$2"
}

mkdir -p "$SCREENS"
for program in test_html test_rss; do
	is "$program makes its pages" \
		sh -c "build/unit/$program >'$OUT/$program.log' 2>&1"
done

pages=$(find "$MADE" -name '*.html' | sort)
published=$(find "$SAMPLE" -name '*.html' | sort)
feeds=$(find "$SAMPLE" "$MADE" -name '*.rdf' | sort)

# shellcheck disable=SC2086 # lists of files without blanks
{
	is "HTML is well-formed XML" xmllint --noout $pages $published
	is "feeds are well-formed XML" xmllint --noout $feeds
	$HERE/pages.py check - $pages || failed=1
	[ -z "$published" ] ||
		$HERE/pages.py check "$SAMPLE" $published || failed=1
	$HERE/pages.py feed $feeds || failed=1
	widths 390 $pages $published || failed=1
	widths 320 $pages $published || failed=1
}
finds_wide_page

show "$MADE/ja.html" made-ja
show "$MADE/withdrawn.html" made-withdrawn
show "$SAMPLE/index.html" index
show "$SAMPLE/en/index.html" index-en

finish
