# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What a policy leaves open on this router is said wherever one looks; and a first
# policy is proposed from its interfaces, addresses and routes.

# metric NAME LABELS: its value
metric()
{
	in_ns router slammerctl metrics | grep -F "$1{$2} " | cut -d ' ' -f 2
}

# The shipped policy on a router with other names
test_nothing_is_named()
{
	fresh_module
	sed -i 's/"wan\*", "ppp\*"/"ext*"/; s/"lan\*"/"int*"/' "$POLICY"
	in_ns router slammerctl policy check "$POLICY" >/tmp/said 2>&1
	said 'zones.external: pattern "ext\*" matches no interface'
	said 'no zone names an interface of this machine'
	in_ns router slammerctl policy check --no-interfaces "$POLICY" \
		>/tmp/said 2>&1
	said 'valid, 0 warnings'
	start_daemon
	in_ns router slammerctl reload >/tmp/said 2>&1
	said 'zones.internal: pattern "int\*" matches no interface'
	in_ns router slammerctl status >/tmp/said
	said '^WARNING .*no zone names an interface of this machine'
	! grep '^DRIFT' /tmp/said || fail "a drift"
	equal "matches" "$(metric nf_slammer_pattern_interfaces \
		'zone="external",pattern="ext*"')" 0
	equal "zone" "$(metric nf_slammer_interface_zone \
		'interface="wan0",zone="unnamed"')" 1
}

# What an interface loses by a reload
test_protection_is_lost()
{
	fresh
	in_ns router slammerctl status >/tmp/said
	! grep '^WARNING .*not filtered' /tmp/said || fail "warned too early"
	sed -i 's/"lan\*"/"int*"/' "$POLICY"
	echo 'unnamed = "off"; local: { slammer = "monitor"; };' >/tmp/rest
	sed -i '/^local: {/,/^};/d' "$POLICY"
	cat /tmp/rest >>"$POLICY"
	in_ns router slammerctl reload >/tmp/said 2>&1
	said 'lan0.*: protected before (zone internal), not filtered now'
	said 'local: the worm passes'
	in_ns router slammerctl status >/tmp/said
	said '^UNFILTERED .*lan0'
	equal "zone" "$(metric nf_slammer_interface_zone \
		'interface="lan0",zone="none"')" 1
	equal "worm" "$(metric nf_slammer_worm_passes 'direction="local"')" 1
	equal "worm" "$(metric nf_slammer_worm_passes 'direction="ingress"')" 0
}

test_first_policy()
{
	local zones

	fresh_module
	ip -n router route add default via 203.0.113.66 2>/dev/null || true
	in_ns router slammerctl policy init >/tmp/first.conf
	cat /tmp/first.conf
	refused in_ns router slammerctl policy init --output "$POLICY"
	said 'exists: --force replaces it'
	in_ns router slammerctl policy init --output "$POLICY" --force
	in_ns router slammerctl policy check "$POLICY" >/tmp/said 2>&1
	said 'valid, 0 warnings'
	start_daemon --store "$DATABASE"
	zones=$(in_ns router slammerctl status --json |
		jq -c '[.devices[] | select(.name == "wan0" or .name == "lan0")
			| .zone] | sort')
	ip -n router route del default 2>/dev/null || true
	equal zones "$zones" '["external","internal"]'
	guarded_in
	guarded_out
}
