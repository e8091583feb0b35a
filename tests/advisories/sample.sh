#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: sample.sh
#
# One published sample of everything, in build/sample, which tests look at: for
# each of the two languages as the publisher's own (ja, en) a whole history.
#
#   publisher.conf  Example CSIRT, with a key that was made for it
#   archive.db      an alert, updated; a weekly and a quarterly report; an alert that
#                   was withdrawn; all published. A report that is approved, a draft
#   tree/           what is published
#   csaf/           TYPE-STATE.json of every type and state on its way
#   mail/           NUMBER-REVISION.LANG.eml of each published revision
#   text/           the same as text
#   notices/        a maildir: constituents were notified
#   before.db, after.db   the archive with that report approved, and
#                   already published
#
# beside stores/, made by build/scenario, and gnupg/, which has that key.
set -eu

cd "$(dirname "$0")/../.."
SAMPLE=build/sample
ADVISORY=$PWD/build/slammer-advisory
export LC_ALL=C.UTF-8 TZ=UTC
unset NF_SLAMMER_TEMPLATES
gnupg=$PWD/$SAMPLE/gnupg

# Its agent would stay for ever.
trap 'GNUPGHOME=$gnupg gpgconf --kill all || true' EXIT

# stores: each scenario, and long ones for the reports; made once for each
# build/scenario, since that takes longest
stores()
{
	[ -z "$(find "$SAMPLE/stores/whole" -newer build/scenario \
		2>/dev/null)" ] || return 0
	rm -rf "$SAMPLE/stores"
	mkdir -p "$SAMPLE/stores"
	for name in outbreak decline nothing relapse; do
		build/scenario "$name" "$SAMPLE/stores/$name.db"
	done
	build/scenario outbreak "$SAMPLE/stores/week.db" --days 7
	build/scenario decline "$SAMPLE/stores/quarter.db" --days 91
	touch "$SAMPLE/stores/whole"
}

# A key for this sample only, without a passphrase
make_key()
{
	mkdir -m 700 "$gnupg"
	GNUPGHOME=$gnupg gpg --batch --quiet --passphrase '' --quick-generate-key \
		'Example CSIRT <info@csirt.example.org>' ed25519 sign never 2>/dev/null
	key=$(GNUPGHOME=$gnupg gpg --batch --with-colons --list-keys 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }')
}

# publisher LANGUAGE OTHER: with that language first
publisher()
{
	cat <<-END
	publisher: {
	  name: {
	    ja = "サンプル緊急対応センター (Example CSIRT)";
	    en = "Example Computer Security Incident Response Team (Example CSIRT)";
	  };
	  short = "Example CSIRT";
	  prefix = "EXAMPLE-AT";
	  site = "https://csirt.example.org/";
	  alerts = "https://csirt.example.org/at/";
	  email = "info@csirt.example.org";
	  timezone = "JST-9";
	  languages = [ "$1", "$2" ];
	  tlp = "WHITE";
	  category = "coordinator";
	  key: { fingerprint = "$key"; home = "$gnupg"; };
	  mail: {
	    from = "Example CSIRT <alerts@csirt.example.org>";
	    to = "Alerts <alerts@lists.example.org>";
	  };
	};
	END
}

# act COMMAND ARGUMENT...: with what all commands share
act()
{
	command=$1
	shift
	"$ADVISORY" "$command" "$@" --archive "$here/archive.db" \
		--publisher "$here/publisher.conf" --templates advisories/templates
}

# csaf ID NAME: of a bulletin as it is in the archive now
csaf()
{
	act render "$1" --format csaf --output "$here/csaf/$2.json"
}

# forms ID NAME: what a published revision looks like
forms()
{
	for language in ja en; do
		act render "$1" --lang "$language" --format mail \
			--output "$here/mail/$2.$language.eml"
		act render "$1" --lang "$language" \
			--output "$here/text/$2.$language.txt"
	done
}

# approve ID: whatever it says
approve()
{
	act approve "$1" --by "Duty Officer" \
		--hash "$(act show "$1" --json | jq -r .hash)" >/dev/null
}

# bring_out ID TYPE: draft -> approved -> published
bring_out()
{
	csaf "$1" "$2-draft"
	approve "$1"
	csaf "$1" "$2-approved"
	act publish "$1" --by "Duty Officer" --output "$here/tree" >/dev/null
	csaf "$1" "$2-published"
	forms "$1" "$(act show "$1" --json | jq -r '"\(.number)-\(.revision)"')"
}

# period STORE DAYS: the arguments of a period that ends with the store
period()
{
	echo "--store $SAMPLE/stores/$1.db --until 2026-01-27 --last $2d"
}

# write COMMAND ARGUMENT...: prints the bulletin's id
write()
{
	act "$@" --by "Duty Officer" --json | jq -r .id
}

# A year of work in an archive
# shellcheck disable=SC2046 # periods are lists of words
history()
{
	alert=$(write new $(period outbreak 1) --policy etc/policy.conf)
	bring_out "$alert" alert
	write update "$alert" $(period decline 1) >/dev/null
	bring_out "$alert" update
	bring_out "$(write new --type weekly $(period week 7))" weekly
	bring_out "$(write new --type quarterly $(period quarter 91))" quarterly
	mistake=$(write new $(period nothing 1))
	bring_out "$mistake" mistake
	write withdraw "$mistake" --reason "ja=試験用の観測値を誤って公開したため。" \
		--reason "en=Figures of a test were published by mistake." >/dev/null
	bring_out "$mistake" withdrawal
	late=$(write new --type weekly $(period week 7))
	approve "$late"
	act show "$late" --json | jq -r .number >"$here/approved"
	write new $(period relapse 1) >/dev/null
}

# The same archive, before and after one more report is published
both_ways()
{
	cp "$here/archive.db" "$here/before.db"
	cp "$here/archive.db" "$here/after.db"
	"$ADVISORY" publish "$(cat "$here/approved")" --by "Duty Officer" \
		--archive "$here/after.db" --publisher "$here/publisher.conf" \
		--templates advisories/templates --output "$here/after" >/dev/null
	rm -rf "$here/after" "$here/.after.lock"
}

notices()
{
	act notify --send --constituents etc/constituents.conf \
		--store "$SAMPLE/stores/outbreak.db" --from 2026-01-26 \
		--until 2026-01-27 --now 2026-01-27 \
		--via "maildir:$here/notices" >/dev/null
}

stores
rm -rf "$SAMPLE/ja" "$SAMPLE/en" "$gnupg"
make_key
for first in ja en; do
	here=$PWD/$SAMPLE/$first
	mkdir -p "$here/csaf" "$here/mail" "$here/text"
	[ "$first" = ja ] && other=en || other=ja
	publisher "$first" "$other" >"$here/publisher.conf"
	history
	both_ways
	notices
done
echo "$SAMPLE: $(find "$SAMPLE" -type f | wc -l) files"
