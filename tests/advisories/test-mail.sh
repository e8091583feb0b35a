#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: test-mail.sh
#
# Mails, read by Python's email package: headers, texts and files come back as they
# went in, hostile ones do not; signatures are good for gpgv, over the final bytes.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

GNUPGHOME=$OUT/gnupg
export GNUPGHOME

# A key that nobody trusts with anything, without a passphrase
# shellcheck disable=SC2317 # called by is
make_key()
{
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-gen-key \
		'Example CSIRT <alerts@csirt.example>' rsa2048 sign never \
		2>"$OUT/gpg.log" || return
	gpg --batch --quiet --export >"$OUT/key.gpg"
}

trap 'gpgconf --kill all 2>/dev/null' EXIT
is "a key is made" make_key
key=$(gpg --batch --quiet --list-secret-keys --with-colons 2>/dev/null |
	awk -F: '$1 == "fpr" { print $10; exit }')
TZ=JST-9 python3 tests/advisories/mails.py \
	build/mailer "$OUT" "$key" || failed=1
finish
