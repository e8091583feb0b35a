#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# All JSON output has exactly the documented members: answers of the daemon's own code on
# a fake kernel (build/unit/status/test_shapes writes them), output of slammerctl, and
# files of the lab's last run.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/watch/lib.sh
. tests/watch/lib.sh

CTL=build/slammerctl
mkdir "$work/shapes"
build/unit/status/test_shapes >"$work/log" 2>&1 || {
	not_ok "build/unit/status/test_shapes fails"
	cat "$work/log"
}

# prints FILE COMMAND...: save its output
prints()
{
	file=$work/shapes/$1
	shift
	"$@" >"$file" 2>/dev/null
	is "$* prints something" [ -s "$file" ]
}

# Of a member that no reply has, slammerctl would print "?" or 0. That of "events" is
# documented in slammerd(8).
unknown=$(
	cat userspace/slammerctl/*.c userspace/status/*.c | tr -s '\n\t ' ' ' |
	grep -oE '(cli_(text|number|interface)|print_(count|error)|json_object_get|family_(text|number))\([^"();]*, "[a-z_]+"' |
	grep -oE '[a-z_]+"$' | tr -d '"' | sort -u |
	while read -r member; do
		grep -qE "^[[:space:]]*\"$member\": \{" userspace/status/shapes/*.json ||
		grep -qE "^\.[BI]+ \(?$member\>" userspace/slammerd/slammerd.8 ||
		echo "$member"
	done
)
equal "slammerctl reads only documented members" "$unknown" ""

start_daemon
prints status-explain.json $CTL status --explain --json --socket "$SOCKET"
prints doctor.json $CTL doctor --json --socket "$SOCKET"
prints sources.json $CTL sources --json --socket "$SOCKET"
prints events.jsonl $CTL events --json --socket "$SOCKET"
prints top.jsonl $CTL top --json --count 2 --interval 0.1 --socket "$SOCKET"
prints metrics.json $CTL metrics --json --socket "$SOCKET"
prints policy-check.json $CTL policy check etc/policy.conf --json
prints policy-check-elsewhere.json $CTL policy check etc/policy.conf \
	--no-interfaces --json
prints policy-init.json $CTL policy init --json
echo "ingress: { slammer = \"dorp\"; };" >"$work/bad.conf"
prints policy-check-bad.json $CTL policy check "$work/bad.conf" --json
cat >"$work/more.conf" <<'CONF'
@include "policy.conf"
signatures = ( { name = "next"; port = 1434; length = [ 10, 20 ];
	match = ( { offset = 0; bytes = "0401"; } ); } );
CONF
sed 's/@include.*//' etc/policy.conf >"$work/policy.conf"
prints policy-check-more.json $CTL policy check "$work/more.conf" --json
prints policy-show.json $CTL policy show "$work/more.conf" --json
prints policy-diff.json $CTL policy diff etc/policy.conf "$work/more.conf" --json
if [ -x build/lab/bin/vecpcap ]; then
	build/lab/bin/vecpcap tests/vectors/vectors.txt "$work/vectors.pcap" \
		>"$work/log" 2>&1 || cat "$work/log"
	prints policy-test.json $CTL policy test "$work/more.conf" \
		"$work/vectors.pcap" --json
	prints policy-test-summary.json $CTL policy test "$work/more.conf" \
		"$work/vectors.pcap" --json --summary --from auto
fi

set -- build/shapes/*.json "$work"/shapes/*
for file in build/lab/*/files/shapes/*.json*; do
	[ ! -s "$file" ] || set -- "$@" "$file"
done
# Debian's own interpreter, for which the modules are installed
/usr/bin/python3 tests/watch/shapes.py userspace/status/shapes \
	userspace/status/nf-slammer-json.5 "$@" || failed=1
finish
