#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The published tree, checked with other programs: complete,
# correct hashes and signatures, no dead link; and built again from
# the same archive, elsewhere and later, the same to the byte.
# shellcheck disable=SC2317 # functions are called by "is" and "fails"
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

BASE=https://csirt.example.org/

# publish ARCHIVE TREE ARGUMENT...: by the publisher of $here
publish()
{
	archive=$1 to=$2
	shift 2
	advisory publish "$@" --archive "$archive" --output "$to" --by Tester \
		--publisher "$here/publisher.conf" --templates advisories/templates
}

# all_files FIRST OTHER: each bulletin in each format, and no duplicates
all_files()
{
	for number in 1 2 3 4; do
		for page in "at/2026/at26000$number" "$2/at/2026/at26000$number"; do
			for end in html txt txt.asc; do
				echo "./$page.$end"
			done
		done
		for end in '' .asc .sha256 .sha512; do
			echo "./csaf/white/2026/example-at-2026-000$number.json$end"
		done
	done
	for folder in . "./$2"; do
		echo "$folder/index.html"
		echo "$folder/at/at.rdf"
		echo "$folder/at/2026/index.html"
	done
	for file in index.txt changes.csv csaf-feed-tlp-white.json; do
		echo "./csaf/white/$file"
	done
	echo ./.well-known/csaf/provider-metadata.json
	echo ./openpgp-key.asc
	echo ./SHA256SUMS
	echo ./.nf-slammer-tree
}

# sums FOLDER: checks each document with sha256sum and sha512sum
sums()
{
	(cd "$1" && sha256sum -c --strict --quiet SHA256SUMS) || return 1
	for file in "$1"/csaf/white/2*/*.json; do
		(cd "${file%/*}" &&
			sha256sum -c --strict --quiet "${file##*/}.sha256" &&
			sha512sum -c --strict --quiet "${file##*/}.sha512") ||
			return 1
	done
}

# signatures FOLDER: with the key that is in it, and no other
signatures()
{
	GNUPGHOME=$(mktemp -d /tmp/nf-slammer-XXXXXX) && export GNUPGHOME
	gpg --batch --quiet --import "$1/openpgp-key.asc"
	bad=0
	for file in "$1"/csaf/white/2*/*.json; do
		gpg --batch --verify "$file.asc" "$file" || bad=1
	done
	find "$1" -name '*.txt.asc' >"$OUT/clear"
	while read -r file; do
		gpg --batch --output - --verify "$file" >"$OUT/text" || bad=1
		# The signed text is that of the text file.
		cmp "$OUT/text" "${file%.asc}" || bad=1
	done <"$OUT/clear"
	# A signature of another file is refused.
	echo >>"$OUT/text"
	gpg --batch --verify "$1/csaf/white/2026/example-at-2026-0001.json.asc" \
		"$OUT/text" && bad=1
	gpgconf --kill all
	rm -rf "$GNUPGHOME"
	unset GNUPGHOME
	[ "$bad" -eq 0 ] && [ -s "$OUT/clear" ]
}

# metadata FOLDER: names the key that is in it
metadata()
{
	fingerprint=$(gpg --batch --show-keys --with-colons "$1/openpgp-key.asc" \
		2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
	jq -e --arg key "$fingerprint" '.role == "csaf_trusted_provider" and
		.public_openpgp_keys[0].fingerprint == $key' \
		"$1/.well-known/csaf/provider-metadata.json" >/dev/null
}

# again WHERE: built again by another user, without the secret key
again()
{
	cp "$here/archive.db" "$OUT/archive.db"
	sed "s|home = \"[^\"]*\"|home = \"$OUT/nobody\"|" "$here/publisher.conf" \
		>"$OUT/publisher.conf"
	(umask 077 &&
		TZ=America/St_Johns LC_ALL=C "$ADVISORY" publish --by Nobody \
			--archive "$OUT/archive.db" --output "$1" \
			--publisher "$OUT/publisher.conf" \
			--templates advisories/templates) >/dev/null && diff -r "$here/tree" "$1"
}

# readable FOLDER: for a web server, regardless of the umask
readable()
{
	[ -z "$(find "$1" -type d ! -perm 0755 -o -type f ! -perm 0644)" ]
}

for first in ja en; do
	here=$PWD/build/sample/$first
	[ "$first" = ja ] && other=en || other=ja
	tree=$here/tree
	all_files "$first" "$other" | sort >"$OUT/expected"
	(cd "$tree" && find . -type f | sort) >"$OUT/there"
	is "$first: complete" diff "$OUT/expected" "$OUT/there"
	is "$first: links and contents" tests/advisories/check-tree.py "$tree" "$BASE"
	is "$first: hashes" sums "$tree"
	is "$first: signatures" signatures "$tree" 2>"$OUT/gpg"
	is "$first: provider's metadata" metadata "$tree"
	is "$first: HTML and RSS are well-formed" xmllint --noout --nonet \
		"$tree"/index.html "$tree"/at/2*/*.html "$tree/$other"/at/2*/*.html \
		"$tree"/at/at.rdf "$tree/$other"/at/at.rdf
	is "$first: built again, the same" again "$OUT/again-$first"
	is "$first: modes" readable "$OUT/again-$first"
	equal "$first: up to date" "$(publish "$OUT/archive.db" "$OUT/again-$first" \
		--json | jq -c '[.tree.added, .tree.changed, .tree.removed]')" "[[],[],[]]"
done

# The checks find damage.
broken()
{
	rm -rf "$OUT/broken"
	cp -r "$here/tree" "$OUT/broken"
	(cd "$OUT/broken" && sh -c "$2")
	if tests/advisories/check-tree.py "$OUT/broken" "$BASE" >"$OUT/said"; then
		not_ok "$1 is not found"
	else
		ok "$1 is found"
	fi
}

broken "a file that is missing" 'rm at/2026/at260001.txt'
broken "a file that is too much" 'echo >at/2026/at260009.txt'
broken "a file that is another" 'echo >>at/2026/at260001.txt'
broken "a document nobody lists" \
	'sed -i 1d csaf/white/index.txt; sha256sum csaf/white/index.txt >/dev/null'
broken "a link to nothing" 'sed -i "s|at260002.html|at260012.html|" index.html'

# A dry run reports and changes nothing; a modified tree is repaired.
rm "$OUT/again-en/at/2026/at260001.txt"
echo >"$OUT/again-en/at/2026/mine"
equal "a dry run reports" "$(publish "$OUT/archive.db" "$OUT/again-en" --dry-run --json |
	jq -c '[.tree.added, .tree.removed]')" \
	'[["at/2026/at260001.txt"],["at/2026/mine"]]'
is "and changes nothing" test -e "$OUT/again-en/at/2026/mine"
publish "$OUT/archive.db" "$OUT/again-en" >/dev/null
is "the tree is repaired" diff -r "$here/tree" "$OUT/again-en"

mkdir "$OUT/mine"
echo thesis >"$OUT/mine/thesis"
fails "a folder that is not ours is refused" 1 'not a tree of slammer-advisory' \
	publish "$OUT/archive.db" "$OUT/mine"
is "and left alone" grep -q thesis "$OUT/mine/thesis"
fails "a bulletin that is not approved" 1 'approved' \
	publish "$OUT/archive.db" "$OUT/again-en" 6
fails "an unknown bulletin" 1 '99' \
	publish "$OUT/archive.db" "$OUT/again-en" 99
fails "a missing archive" 1 'No such file' \
	publish "$OUT/nowhere.db" "$OUT/again-en"
fails "an unknown option" 2 'unknown|--nonsense' advisory publish --nonsense
finish
