#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Notices from end to end: observations, owners, what was reported before; the mails
# as Python reads them. Nothing leaves this machine: sendmail is a script.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

STORE=$OUT/store.db
ARCHIVE=$OUT/archive.db
CONF=$OUT/constituents.conf
PUBLISHER=etc/publisher.conf
DAY=86400
T0=1769439600			# 2026-01-27 00:00 JST

cat >"$CONF" <<-END
	defaults = { quiet-days = 14; };
	constituents = (
	 { name = "univ"; prefixes = [ "192.0.2.0/24", "2001:db8:10::/48" ]; contacts = [ "abuse@univ.example", "noc@univ.example" ];
	   languages = [ "ja", "en" ]; formats = [ "csv", "json", "xarf" ]; },
	 { name = "lab"; prefixes = [ "192.0.2.64/28" ]; contacts = [ "admin@lab.example" ];
	   languages = [ "en" ]; formats = [ "text" ]; },
	 { name = "isp"; prefixes = [ "198.51.100.0/24", "203.0.113.0/25" ]; contacts = [ "abuse@isp.example" ];
	   languages = [ "ja" ]; formats = [ "zip", "csv", "json" ]; opt-out = [ "reflector" ]; interval = "0m"; },
	 { name = "cable"; prefixes = [ "203.0.113.128/25" ]; contacts = [ "abuse@cable.example" ];
	   languages = [ "en" ]; formats = [ "csv" ]; scans = true; zip-above = 100; },
	 { name = "silent"; prefixes = [ "198.18.0.0/24" ]; } );
END

# at OFFSET ADDRESS SIDE CLASS PACKETS[/TARGETS] INTERFACE: a line for build/seen
at()
{
	echo "$((T0 + $1)) $2 $3 $4 $5 $6"
}

# notify MODE...: with all files of this test
notify()
{
	"$ADVISORY" notify --store "$STORE" --archive "$ARCHIVE" --constituents "$CONF" \
		--publisher "$PUBLISHER" --templates advisories/templates "$@"
}

# send OFFSET FOLDER OPTION...: everything that is pending then, into a maildir
send()
{
	now=$((T0 + $1))
	folder=$2
	shift 2
	notify --send --now "@$now" --via "maildir:$folder" --json "$@" \
		>"$OUT/sent.json" 2>"$OUT/said"
}

# sums KEY...: of the last run
sums()
{
	for key; do
		jq -r ".$key" "$OUT/sent.json"
	done | xargs
}

# mail_to FOLDER ADDRESS: the file of the mail to that address
mail_to()
{
	grep -lE "^(To|Cc):.*$2|^ $2" "$1"/new/* 2>/dev/null | head -n 1
}

mails()
{
	tests/advisories/notices.py "$@"
}

{
	at -7200 192.0.2.7 inside slammer 1000 lan0
	at -7200 192.0.2.70 inside slammer 10 lan0
	at -7200 192.0.2.8 outside overflow 40/12 wan0
	at -7200 192.0.2.30 inside overflow 1/1 lan0
	at -7200 192.0.2.31 outside pingpong 400/3 wan0
	at -7200 192.0.2.32 inside response 1 lan0
	at -7200 2001:db8:10::7 inside slammer 7 lan1
	at -7200 198.51.100.5 outside slammer 100 "$(printf '=\033[31m\342\200\256x')"
	at -7200 198.51.100.9 inside response 50 lan0
	at -7200 203.0.113.9 outside request 50 wan0
	at -7200 203.0.113.200 outside request 50 wan0
	at -7200 203.0.113.201 inside response 50 lan0
	at -7200 198.18.0.1 outside slammer 5 wan0
	at -7200 10.9.9.9 outside slammer 5 wan0
	at -3600 192.0.2.7 outside slammer 1 wan0
} | build/seen "$STORE"

# A dry run

notify --dry-run --json --now "@$T0" >"$OUT/sent.json"
equal "a dry run makes all mails" "$(sums notices items unreachable sent)" "4 7 1 0"
is "and creates no archive" test ! -e "$ARCHIVE"
notify --preview lab --now "@$T0" >"$OUT/lab.eml"
is "a preview is the mail" mails has "$OUT/lab.eml" 192.0.2.70
fails "nobody of that name" 1 'no constituent "labs"' notify --preview labs --now "@$T0"
fails "two modes" 2 "exclude each other" notify --send --dry-run
fails "no way of that name" 2 "expected sendmail" notify --send --via pigeon:/x

# Each constituent gets its own addresses

send 0 "$OUT/one"
equal "four get a mail" "$(sums notices sent failed uncertain errors)" "4 4 0 0 0"
is "each lists only its reader's addresses" mails own "$CONF" "$OUT"/one/new/*
univ=$(mail_to "$OUT/one" abuse@univ.example)
isp=$(mail_to "$OUT/one" abuse@isp.example)
cable=$(mail_to "$OUT/one" abuse@cable.example)
is "the university's addresses" mails has "$univ" 192.0.2.7 192.0.2.8 2001:db8:10::7
is "the inner prefix is the laboratory's" mails has \
	"$(mail_to "$OUT/one" admin@lab.example)" 192.0.2.70
is "no answers after opting out" mails has "$isp" 198.51.100.5
is "requests after opting in" mails has "$cable" 203.0.113.200 203.0.113.201
is "large files become a ZIP" grep -q 'filename="notice.zip"' "$cable"
is "all files list the same addresses" mails same "$univ"
is "and those in the ZIP" mails same "$isp"
is "XARF has the required fields" mails xarf "$univ"
equal "both contacts" "$(mails header To "$univ")" "abuse@univ.example, noc@univ.example"
mails text "$univ" >"$OUT/univ.txt"
is "the grounds of an attack" grep -q '^  - 192\.0\.2\.8: attack packets: 40, hosts: about 13$' "$OUT/univ.txt"
is "and of an infection" grep -q '^Grounds: packets with the marks of the worm (1,008)\.$' "$OUT/univ.txt"
is "in Japanese too" grep -q '^根拠: ワームの特徴を持つパケット (1,008 個)$' "$OUT/univ.txt"
is "in Japanese" grep -q '感染が疑われるホスト' "$OUT/univ.txt"
is "and in English" grep -q '^Hosts that look infected' "$OUT/univ.txt"
equal "a host on both sides is listed once, in each language" \
	"$(grep -c '^ *192\.0\.2\.7\>' "$OUT/univ.txt")" 2
equal "and so are its packets" "$(grep -c ' 1,001$' "$OUT/univ.txt")" 2
is "no line over 70 columns, no forbidden line break" \
	tests/advisories/check-text.py layout "$OUT/univ.txt"
is "no interface name in a mail" sh -c "! grep -l '\[31m' '$OUT'/one/new/*"

# Nothing twice

send 0 "$OUT/two"
equal "a second run sends nothing" "$(sums notices sent)" "0 0"
send $((2 * DAY)) "$OUT/two" --from "@$((T0 - DAY))"
equal "nor does a later one of the same period" "$(sums notices sent)" "0 0"
is "no mail was written" test ! -e "$OUT/two"
equal "all is sent" "$(notify --list)" "All notices are sent."

# One mail per interval; what comes between waits

{
	at $((2 * DAY + 3600)) 192.0.2.20 inside slammer 20 lan0
	at $((2 * DAY + 3600)) 198.51.100.20 outside slammer 20 wan0
} | build/seen "$STORE"
send $((2 * DAY + 7200)) "$OUT/three"
equal "the first of the day" "$(sums notices sent waiting)" "2 2 0"
at $((2 * DAY + 9000)) 192.0.2.21 inside slammer 21 lan0 | build/seen "$STORE"
at $((2 * DAY + 9900)) 198.51.100.21 outside slammer 21 wan0 | build/seen "$STORE"
send $((2 * DAY + 14400)) "$OUT/four"
equal "one waits, the other has no interval" "$(sums notices sent waiting)" "1 1 1"
at $((2 * DAY + 81000)) 192.0.2.22 inside slammer 22 lan0 | build/seen "$STORE"
# Its period begins after what waits.
send $((3 * DAY + 7300)) "$OUT/five" --last 4h
is "and is in the next mail" mails has "$(mail_to "$OUT/five" abuse@univ.example)" \
	192.0.2.21 192.0.2.22

# A relapse is reported again

{
	at $((9 * DAY)) 192.0.2.7 inside slammer 5 lan0
	at $((21 * DAY)) 192.0.2.7 inside slammer 6 lan0
} | build/seen "$STORE"
send $((9 * DAY + 7200)) "$OUT/six"
equal "after nine days it is the same infection" "$(sums notices)" 0
send $((21 * DAY + 7200)) "$OUT/six" --last 24h
equal "and twelve days later" "$(sums notices)" 0
at $((36 * DAY)) 192.0.2.7 inside slammer 7 lan0 | build/seen "$STORE"
send $((36 * DAY + 7200)) "$OUT/seven" --last 24h
equal "after fifteen quiet days it is reported again" "$(sums notices)" 1
back=$(mail_to "$OUT/seven" abuse@univ.example)
is "that one host" mails has "$back" 192.0.2.7
is "marked as back again" sh -c "tests/advisories/notices.py text '$back' | grep -q '(again)'"

# sendmail fails, or is killed

cat >"$OUT/sendmail" <<-END
	#!/bin/sh
	# Fails as often as a file says, otherwise stores the message.
	[ "\$*" = "-t -oi" ] || exit 64
	left=\$(cat "$OUT/fail")
	if [ "\$left" -gt 0 ]; then
		echo \$((left - 1)) >"$OUT/fail"
		echo "451 come again later" >&2
		exit 75
	fi
	[ ! -e "$OUT/die" ] || { kill -9 \$PPID; sleep 1; }
	cat >"$OUT/got/\$\$.eml"
END
chmod +x "$OUT/sendmail"
mkdir "$OUT/got"
echo 1 >"$OUT/fail"
at $((40 * DAY)) 198.51.100.40 outside slammer 5 wan0 | build/seen "$STORE"
now=$((T0 + 40 * DAY + 7200))
by_script="--via sendmail:$OUT/sendmail"

# shellcheck disable=SC2086 # two words
fails "sendmail fails" 1 "" notify --send --now "@$now" $by_script
notify --list >"$OUT/list"
is "it is listed with sendmail's message" \
	grep -q 'failed .* isp  1 item, 1 try, again at .* status 75: 451 come again later' "$OUT/list"
# shellcheck disable=SC2086
notify --send --now "@$((now + 60))" $by_script >"$OUT/said" 2>&1
equal "a minute later it is not retried yet" "$(find "$OUT/got" -type f | wc -l)" 0
# shellcheck disable=SC2086
is "ten minutes later it is" notify --send --now "@$((now + 600))" $by_script >"$OUT/said"
equal "it was delivered once" "$(find "$OUT/got" -type f | wc -l)" 1
is "and complete" mails has "$(find "$OUT/got" -type f)" 198.51.100.40
is "the spool is empty" test -z "$(ls "$ARCHIVE.spool")"

touch "$OUT/die"
rm -f "$OUT"/got/*
at $((41 * DAY)) 198.51.100.41 outside slammer 5 wan0 | build/seen "$STORE"
now=$((T0 + 41 * DAY + 7200))
# shellcheck disable=SC2086
fails "sendmail killed: uncertain" 1 "" notify --send --now "@$now" $by_script
rm "$OUT/die"
sleep 1.5
# shellcheck disable=SC2086
notify --retry --now "@$((now + DAY))" $by_script >/dev/null 2>&1
equal "an uncertain one is not sent again" "$(find "$OUT/got" -type f | wc -l)" 1
id=$(notify --list | sed -n 's/ *uncertain.*//p')
is "it is listed" test -n "$id"
fails "a resolution is one of two" 2 "sent or" notify --resolve "$id" maybe
is "a person resolves it" notify --resolve "$id" resend --now "@$now"
# shellcheck disable=SC2086
notify --retry --now "@$((now + DAY))" $by_script >/dev/null 2>&1
equal "then it goes" "$(find "$OUT/got" -type f | wc -l)" 2
equal "and is done" "$(notify --list)" "All notices are sent."

# An mbox, and lines that begin with "From "

cp -r advisories/templates "$OUT/templates"
sed -i 's/^# Addresses$/> From here on, addresses:/' "$OUT/templates/en/notice.txt"
at $((45 * DAY)) 192.0.2.71 inside slammer 5 lan0 | build/seen "$STORE"
now=$((T0 + 45 * DAY + 7200))
printf 'From a@example.org Mon Jan  1 00:00:00 2026\nSubject: before\nMessage-ID: <1@example.org>\n\nno empty line' \
	>"$OUT/mbox"
notify --send --now "@$now" --via "mbox:$OUT/mbox" --templates "$OUT/templates" \
	>"$OUT/said" 2>&1
equal "the mbox has one more" "$(mails mbox "$OUT/mbox")" 2
is "lines of the text are quoted" grep -q '^>From here on' "$OUT/mbox"

# Hostile configuration

sed 's/short = .*/short = "=HYPERLINK(\\"x\\")<b>";/' etc/publisher.conf >"$OUT/hostile.conf"
PUBLISHER=$OUT/hostile.conf
at $((50 * DAY)) 192.0.2.50 inside slammer 5 lan0 | build/seen "$STORE"
sed -i "s|^  timezone = .*|&\\n  mail: { from = \"Notices <notices@csirt.example.org>\"; notices = \"maildir:$OUT/eight\"; };|" \
	"$PUBLISHER"
is "publisher.conf sets the transport" notify --send --now "@$((T0 + 50 * DAY + 7200))" \
	>"$OUT/said" 2>&1
hostile=$(mail_to "$OUT/eight" abuse@univ.example)
is "the mail is complete" mails has "$hostile" 192.0.2.50
equal "and the sender" "$(mails header From "$hostile")" "Notices <notices@csirt.example.org>"
python3 - "$hostile" >"$OUT/field" <<-END
	import csv, email, email.policy, io, sys
	mail = email.message_from_file(open(sys.argv[1]), policy=email.policy.default)
	for part in mail.iter_attachments():
	    if part.get_filename() == "sources.csv":
	        print(list(csv.DictReader(io.StringIO(part.get_content())))[0]["public_source"])
END
equal "a formula is defused" "$(cat "$OUT/field")" "'=HYPERLINK(\"x\")<b>"
PUBLISHER=etc/publisher.conf
cp "$CONF" "$OUT/good.conf"
sed -i 's/abuse@isp.example/abuse@isp.example\\r\\nBcc: x@example.org/; s/"univ"/"un\\x1biv"/' "$CONF"
send $((51 * DAY)) "$OUT/nine"
equal "a contact cannot inject a header" "$(grep -cE 'is not a (mail address|valid name)' "$OUT/said")" 2
is "and no mail is written" test ! -e "$OUT/nine"
cp "$OUT/good.conf" "$CONF"
sed -i 's/"ja", "en"/"eo"/' "$CONF"
at $((52 * DAY)) 192.0.2.52 inside slammer 5 lan0 | build/seen "$STORE"
at $((52 * DAY + 900)) 198.51.100.52 outside slammer 5 wan0 | build/seen "$STORE"
send $((52 * DAY + 7200)) "$OUT/ten"
equal "a language without templates stops one, not all" "$(sums sent errors)" "1 1"
cp "$OUT/good.conf" "$CONF"
send $((52 * DAY + 7300)) "$OUT/ten"
equal "and the next run sends it" "$(sums sent errors)" "1 0"

# Other sensors, no data, errors

cat >"$OUT/darknet.csv" <<-END
	timestamp,protocol,src_ip,src_port,dst_ip,dst_port,infection,family,tag,count
	"$(date -u -d "@$((T0 + 55 * DAY))" '+%Y-%m-%d %H:%M:%S')",udp,203.0.113.77,40000,198.51.100.1,1434,slammer,slammer,,12
END
is "another sensor's report is imported" advisory import --store "$STORE" --sensor darknet \
	"$OUT/darknet.csv" >"$OUT/import.txt" 2>&1
send $((55 * DAY + 7200)) "$OUT/darknet"
is "and its sources are reported" mails has "$(mail_to "$OUT/darknet" abuse@isp.example)" \
	203.0.113.77
is "no observations: success" notify --dry-run \
	--from "@$((T0 + 300 * DAY))" --until "@$((T0 + 301 * DAY))" >"$OUT/said"
is "and it says so" grep -q '^0 notices about 0 of 0 sources' "$OUT/said"
fails "no sensor of that name" 1 'there is no sensor "routr"' notify --dry-run --sensor routr
sqlite3 "$STORE" ".backup $OUT/newer.db"
sqlite3 "$OUT/newer.db" 'PRAGMA user_version = 99'
fails "a store of a newer version" 1 "newer" "$ADVISORY" notify --dry-run \
	--store "$OUT/newer.db" --archive "$ARCHIVE" --constituents "$CONF" \
	--publisher "$PUBLISHER" --templates advisories/templates
sed 's/198.51.100.0\/24/192.0.2.0\/24/' "$OUT/good.conf" >"$CONF"
fails "one prefix of two constituents, with both lines" 1 \
	'constituents.conf:[0-9]+: 192.0.2.0/24 of "[a-z]*" also belongs to "[a-z]*" \(.*conf:[0-9]+\)' \
	notify --dry-run
cp "$OUT/good.conf" "$CONF"
is "standard output is full" sh -c "! '$ADVISORY' notify --dry-run --store '$STORE' \
	--archive '$ARCHIVE' --constituents '$CONF' --publisher '$PUBLISHER' \
	--templates advisories/templates --now @$T0 >/dev/full 2>'$OUT/said'"

# One packet that looks like an attack accuses nobody; one of the worm does

weak()
{
	STORE=$OUT/weak.db ARCHIVE=$OUT/weak.archive notify --now "@$T0" "$@"
}

n=1
for class in other request response signature pingpong overflow; do
	n=$((n + 1))
	at -7200 "192.0.2.$n" inside "$class" 1/1 lan0
	at -7200 "203.0.113.2$n" outside "$class" 1/1 wan0
done | build/seen "$OUT/weak.db"
weak --dry-run --json >"$OUT/sent.json"
equal "a packet of each class: no mail" "$(sums notices concerned items)" "0 0 0"
advisory render --store "$OUT/weak.db" --from "@$((T0 - DAY))" --until "@$T0" \
	--publisher "$PUBLISHER" --templates advisories/templates >"$OUT/weak.txt"
is "and no host in a bulletin" sh -c \
	"! grep -E '192\.0\.2|203\.0\.113|Inside hosts|内部のホスト [0-9]' '$OUT/weak.txt'"
at -3600 192.0.2.3 inside slammer 1 lan0 | build/seen "$OUT/weak.db"
weak --dry-run --json >"$OUT/sent.json"
equal "a packet of the worm: one" "$(sums notices concerned items)" "1 1 1"
weak --preview univ >"$OUT/weak.eml"
is "about its host" mails has "$OUT/weak.eml" 192.0.2.3

# Encrypted with a signature inside, or not sent

GNUPGHOME=$(mktemp -d)		# its sockets do not fit a long path
export GNUPGHOME
trap 'gpgconf --kill all 2>/dev/null; rm -rf "$GNUPGHOME"' EXIT
chmod 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-gen-key "Isp <abuse@isp.example>" \
	default default never 2>"$OUT/gpg.log"
key=$(gpg --batch --list-keys --with-colons 2>/dev/null |
	awk -F : '/^fpr/ { print $10; exit }')
sed "s/timezone = .*/&\n key: { fingerprint = \"$key\"; home = \"$(echo "$GNUPGHOME" | sed 's/[\/&]/\\&/g')\"; };/" \
	etc/publisher.conf >"$OUT/signing.conf"
PUBLISHER=$OUT/signing.conf
sed "s/\(abuse@isp.example\" \];\)/\1 key = \"$key\";/" "$OUT/good.conf" >"$CONF"
at $((60 * DAY)) 198.51.100.60 outside slammer 5 wan0 | build/seen "$STORE"
send $((60 * DAY + 7200)) "$OUT/eleven"
equal "one is encrypted" "$(sums sent errors)" "1 0"
secret=$(mail_to "$OUT/eleven" abuse@isp.example)
is "nothing is readable" sh -c "! grep -q '198\.51\|sources' '$secret'"
mails encrypted "$secret" >"$OUT/inner.asc"
{
	sed '/^MIME-Version/,$d' "$secret"
	echo "MIME-Version: 1.0"
	gpg --batch --quiet --decrypt "$OUT/inner.asc" 2>"$OUT/gpg.log" | tr -d '\r'
} >"$OUT/inner.eml"
is "the key decrypts it" mails has "$OUT/inner.eml" 198.51.100.60
mails text "$OUT/inner.eml" >"$OUT/inner.txt"
is "with a valid signature" sh -c \
	"gpg --batch --verify '$OUT/inner.txt' 2>&1 | grep -q 'Good signature'"
sed -i "s/$key/0000000000000000000000000000000000000000/" "$CONF"
at $((61 * DAY)) 198.51.100.61 outside slammer 5 wan0 | build/seen "$STORE"
send $((61 * DAY + 7200)) "$OUT/twelve"
equal "without the key it is not sent" "$(sums sent errors)" "0 1"

finish
