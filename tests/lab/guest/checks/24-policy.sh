# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the kernel runs is shown as a file, and told apart from another one.

digest_of()
{
	slammerctl policy check "$1" --json | jq -r .digest
}

# What is shown is loaded again, and it is the same policy
test_policy_shown()
{
	local before

	fresh
	before=$(kernel_state)
	in_ns router slammerctl policy show >/tmp/shown.conf
	equal digest "$(digest_of /tmp/shown.conf)" "${before#* }"
	equal "digest in JSON" \
		"$(in_ns router slammerctl policy show --json | jq -r .digest)" \
		"${before#* }"
	grep -E '^(window|store|sensor) ' "$POLICY" >/tmp/own.conf
	cat /tmp/own.conf /tmp/shown.conf >"$POLICY"
	in_ns router slammerctl reload
	equal kernel "$(kernel_state)" "$before"
}

# differs LINE: so says `policy diff` among other lines
differs()
{
	grep -qFx -- "$1" /tmp/diff || fail "no line '$1': $(cat /tmp/diff)"
}

# Nothing differs, something does, and after a reload nothing again
test_policy_diff()
{
	local status=0

	fresh
	in_ns router slammerctl policy diff >/tmp/diff
	sed -i '/^allow = (/a { from = "203.0.113.0/24"; to = "192.0.2.10"; },' \
		"$POLICY"
	sed -i 's/"ppp\*"/"ppp*", "tun*"/' "$POLICY"
	sed -i '/^ingress/,/^}/s/grey = "drop"/grey = "limit 5\/s"/' "$POLICY"
	echo 'retention: { windows = 7; };' >>"$POLICY"
	in_ns router slammerctl policy diff >/tmp/diff || status=$?
	equal "exit status" "$status" 1
	differs 'allow: "from 203.0.113.0/24 to 192.0.2.10/32" is added'
	differs 'zones.external.interfaces: "tun*" is added'
	differs 'ingress.grey: "drop" becomes "limit 5/s burst 5"'
	differs 'retention.windows: "14" becomes "7"'
	differs '4 changes'
	in_ns router slammerctl reload
	in_ns router slammerctl policy diff >/tmp/diff
	grep -q '^no changes' /tmp/diff || fail "$(cat /tmp/diff)"
}

# Parted into files, with a list of 4,000 clients of which half are folded
test_policy_of_several_files()
{
	fresh
	mkdir -p /tmp/policy/clients.d
	cp "$POLICY" /tmp/policy/main.conf
	echo '@include "clients.d"' >>/tmp/policy/main.conf
	echo 'allow = ( { from-file = "list"; to = "192.0.2.10"; } );' \
		>/tmp/policy/clients.d/10-list.conf
	awk 'BEGIN { for (i = 0; i < 4000; i++) { n = int(i / 2)
		print "10.0." int(n / 256) "." n % 256 } }' \
		>/tmp/policy/clients.d/list
	slammerctl policy show /tmp/policy/main.conf >"$POLICY" 2>/tmp/notes
	grep -q 'clients.d/list:2: note: 2000 of 4000 prefixes' /tmp/notes ||
		fail "$(cat /tmp/notes)"
	in_ns router slammerctl reload
	equal "allow entries" "$(in_ns router slammerctl status --json |
		jq .kernel.allow)" 2003
	in_ns router slammerctl policy diff /tmp/policy/main.conf >/tmp/diff
}
