# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# `slammerctl policy test` and the kernel agree, packet by packet.

# shellcheck source=../play.sh
. /lab/play.sh

# agree ZONE [LABPLAY-OPTION...]
agree()
{
	local from=$1 name=/files/$1${2:-}

	shift
	fresh
	vecpcap "$VECTORS" /tmp/vectors.pcap
	slammerctl policy test "$POLICY" /tmp/vectors.pcap --from "$from" \
		--json >"$name.policy-test.json"
	play "$from" --json "$@"
	cp /tmp/played "$name.played.json"
	labcompare "$name.policy-test.json" "$name.played.json" \
		>/tmp/compare || fail "$(head -n 1 /tmp/compare)"
	last_line /tmp/compare
}

test_vectors_external()
{
	agree external
}

# The same, but no packet lies in one piece
test_vectors_scattered()
{
	agree external --scattered
}

test_vectors_internal()
{
	agree internal
}

test_vectors_local()
{
	agree local
}
