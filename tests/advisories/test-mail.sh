#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: test-mail.sh
#
# Mails, read by Python's email package: headers, texts and files survive unchanged,
# hostile ones are refused; gpgv accepts the signatures, over the final bytes.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

GNUPGHOME=$OUT/gnupg
export GNUPGHOME

# A throw-away key without a passphrase
# shellcheck disable=SC2317 # called by is
make_key()
{
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-gen-key \
		'Example CSIRT <alerts@csirt.example>' rsa2048 sign never \
		2>"$OUT/gpg.log" || return
	gpg --batch --quiet --export >"$OUT/key.gpg"
}

# bulletin LANG FORMAT [OPTION]...: from a fixed store
# shellcheck disable=SC2317 # called by fails
bulletin()
{
	lang=$1
	format=$2
	shift 2
	advisory render --store "$OUT/store.db" --publisher "$OUT/publisher.conf" \
		--templates advisories/templates --from 2026-01-26 \
		--until 2026-01-27 --date 2026-01-27 --number 1 \
		--lang "$lang" --format "$format" "$@"
}

# shellcheck disable=SC2317 # called by is
make_bulletins()
{
	build/scenario outbreak "$OUT/store.db" || return
	{
		sed '/^};/d' etc/publisher.conf
		cat <<-END
		  mail: { from = "サンプル緊急対応センター <alerts@csirt.example>";
		          to = "subscribers@csirt.example"; };
		  key: { fingerprint = "$key"; home = "$GNUPGHOME"; };
		};
		END
	} >"$OUT/publisher.conf"
	for tongue in ja en; do
		bulletin "$tongue" text >"$OUT/$tongue.txt" &&
		bulletin "$tongue" mail >"$OUT/$tongue-signed.eml" &&
		bulletin "$tongue" mail --no-key >"$OUT/$tongue.eml" &&
		bulletin "$tongue" mail --no-key --charset utf-8 \
			>"$OUT/$tongue-utf-8.eml" &&
		bulletin "$tongue" mail --no-key |
			cmp - "$OUT/$tongue.eml" || return
	done
}

trap 'gpgconf --kill all 2>/dev/null' EXIT
is "a key is made" make_key
key=$(gpg --batch --quiet --list-secret-keys --with-colons 2>/dev/null |
	awk -F: '$1 == "fpr" { print $10; exit }')
is "bulletins are written as mails" make_bulletins
fails "an unknown charset" 1 "shift_jis.*iso-2022-jp, utf-8" \
	bulletin ja mail --no-key --charset shift_jis
fails "a missing key" 1 "there is no secret key 0000" \
	bulletin ja mail --key 0000000000000000000000000000000000000000
fails "one mail, one language" 2 "lang" bulletin both mail
gpg --homedir "$SAMPLE/gnupg" --batch --quiet --export >"$OUT/sample.gpg" \
	2>>"$OUT/gpg.log"
TZ=JST-9 python3 tests/advisories/mails.py \
	build/mailer "$OUT" "$key" "$SAMPLE" || failed=1
finish
