# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# `slammerctl policy test` and the kernel agree, packet by packet.

# agree ZONE NAMESPACE DEVICE
agree()
{
	local from=$1

	fresh
	vecpcap "$VECTORS" /tmp/vectors.pcap
	slammerctl policy test "$POLICY" /tmp/vectors.pcap --from "$from" \
		--json >"/files/policy-test.$1.json"
	in_ns "$2" labplay --vectors "$VECTORS" ${3:+--device "$3"} \
		--zone "$1" --netns router --json >"/files/labplay.$1.json" ||
		fail "labplay: $(jq -r '[.[] | select(.error) |
			"\(.name): \(.error)"] | join(", ")' \
			"/files/labplay.$1.json")"
	labcompare "/files/policy-test.$1.json" "/files/labplay.$1.json" \
		>/tmp/compare || fail "$(head -n 1 /tmp/compare)"
	last_line /tmp/compare
}

test_vectors_external()
{
	agree external outside ext0
}

test_vectors_internal()
{
	agree internal inside int0
}

test_vectors_local()
{
	agree local router
}
