#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Recipes of a bulletin, given to the tools that they are for.
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/advisories/lib.sh
. tests/advisories/lib.sh

STORE=$OUT/statistics.db
ARCHIVE=$OUT/archive.db

# recipe NAME NEW-OPTION...: the lines of one of a new draft's recipes
recipe()
{
	lines=".recipes.$1[].line"
	shift
	id=$(advisory new --archive "$ARCHIVE" --publisher etc/publisher.conf \
		--templates advisories/templates --store "$STORE" \
		--from 2026-01-26 --until 2026-01-27 --json "$@" | jq -r .id)
	sqlite3 "$ARCHIVE" "select content from revision where bulletin = $id" |
		jq -r "$lines"
}

# open.conf: the policy as it is installed, but anybody may ask anything
open_policy()
{
	sed 's/request *= *"drop"/request = "accept"/' etc/policy.conf >"$OUT/open.conf"
	is "the other policy is another one" sh -c "
		! cmp -s etc/policy.conf '$OUT/open.conf' &&
		build/slammerctl policy check --no-interfaces '$OUT/open.conf' >/dev/null"
}

nf_slammer()
{
	recipe nf_slammer --policy etc/policy.conf --recipes exact >"$OUT/recipe.conf"
	is "nf-slammer takes its recipe" sh -c "
		build/slammerctl policy check --no-interfaces '$OUT/recipe.conf' | grep -q ': valid, 0 warnings'"
	build/slammerctl policy show etc/policy.conf >"$OUT/running.conf"
	is "public recipes name examples only" [ "$(recipe nf_slammer --policy - \
		<"$OUT/running.conf" | grep -c wan0)" -gt 0 ]
}

# Only a kernel with nftables can say it
nftables()
{
	command -v nft >/dev/null && [ "$(id -u)" = 0 ] || return 0
	for policy in etc/policy.conf "$OUT/open.conf"; do
		recipe nftables --policy "$policy" --recipes exact >"$OUT/recipe.nft"
		is "nft takes the recipe of $(basename "$policy")" \
			nft -c -f "$OUT/recipe.nft"
	done
}

# routes FILE: what ExaBGP reads from the messages that it has made of a recipe
routes()
{
	{
		echo 'neighbor 127.0.0.1 { router-id 192.0.2.1;
			local-address 127.0.0.1; local-as 65001; peer-as 65001;
			family { ipv4 flow; ipv6 flow; }'
		cat "$1"
		echo '}'
	} >"$1.conf"
	/usr/bin/python3 -m exabgp --test --debug "$1.conf" >"$1.said" 2>&1 || return
	sed -n 's/.*recoded route flow //p' "$1.said" |
		sed 's/ origin igp local-preference 100//; s/-ipv[46]//g; s,/0 , ,g
			s/ extended-community rate-limit:0/ discard/'
}

# flowspec WHAT POLICY: it has the routes of standard input
flowspec()
{
	recipe flowspec --policy "$2" --recipes exact >"$OUT/recipe.flow"
	equal "$1" "$(routes "$OUT/recipe.flow" | sort)" "$(sort)"
}

exabgp()
{
	flowspec "ExaBGP closes the port but for permitted requests" \
		etc/policy.conf <<-END
	destination 192.0.2.10/32 source 198.51.100.0/24 protocol =udp destination-port =1434 packet-length <=62
	destination 198.51.100.53/32 source 192.0.2.0/24 protocol =udp destination-port =1434 packet-length <=62
	destination 2001:db8:2::10/128 source 2001:db8:100::/48 next-header =udp destination-port =1434 packet-length <=82
	destination 192.0.2.0/24 protocol =udp destination-port =1434 discard
	destination 2001:db8:2::/48 next-header =udp destination-port =1434 discard
	source 192.0.2.0/24 protocol =udp destination-port =1434 discard
	source 2001:db8:2::/48 next-header =udp destination-port =1434 discard
	END
	flowspec "ExaBGP drops what is longer than a request" \
		"$OUT/open.conf" <<-END
	destination 192.0.2.10/32 source 198.51.100.0/24 protocol =udp destination-port =1434 packet-length <=62
	destination 198.51.100.53/32 source 192.0.2.0/24 protocol =udp destination-port =1434 packet-length <=62
	destination 2001:db8:2::10/128 source 2001:db8:100::/48 next-header =udp destination-port =1434 packet-length <=82
	destination 192.0.2.0/24 protocol =udp destination-port =1434 packet-length >62 discard
	destination 2001:db8:2::/48 next-header =udp destination-port =1434 packet-length >82 discard
	source 192.0.2.0/24 protocol =udp destination-port =1434 packet-length >62 discard
	source 2001:db8:2::/48 next-header =udp destination-port =1434 packet-length >82 discard
	END
	sed 's/=1434/=x/' "$OUT/recipe.flow" >"$OUT/bad.flow"
	equal "ExaBGP does not take everything" "$(routes "$OUT/bad.flow")" ""
}

build/scenario outbreak "$STORE" >/dev/null || exit 1
open_policy
nf_slammer
nftables
exabgp
finish
