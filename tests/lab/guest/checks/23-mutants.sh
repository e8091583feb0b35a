# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# 100 000 random relatives of the vectors: the kernel and `slammerctl policy test`
# agree on every one. They enter by links of their own, without a host that answers.

# silent_link NAMESPACE DEVICE PEER: joins DEVICE of the namespace to the router
silent_link()
{
	! ip -n "$1" link show dev "$2" >/dev/null 2>&1 ||
		ip -n "$1" link delete "$2"
	ip link add "$2" netns "$1" type veth peer name "$3" netns router
	in_ns "$1" sysctl -q -w "net.ipv6.conf.$2.disable_ipv6=1"
	in_ns router sysctl -q -w "net.ipv6.conf.$3.disable_ipv6=1"
	ip -n "$1" link set "$2" mtu 2000 arp off up
	ip -n router link set "$3" mtu 2000 arp off up
	wait_for 10 has_carrier "$1" "$2" || fail "$2: no carrier"
}

has_carrier()
{
	in_ns "$1" ip -o link show dev "$2" up | grep -q LOWER_UP
}

# sums: "CLASS DIRECTION VERDICT PACKETS" of the table of policy test
sums()
{
	awk '$4 ~ /^(ingress|egress)$/ || $5 ~ /^(ingress|egress|internal)$/ {
		n[$4 " " $5 " " $6]++
	}
	END { for (key in n) print key, n[key] }' | sort
}

# mutants SEED ZONE NAMESPACE DEVICE COUNT
mutants()
{
	in_ns "$3" labmutate --vectors "$VECTORS" --policy "$POLICY" \
		--device "$4" --zone "$2" --netns router --seed "$1" \
		--count "$5" --pcap /tmp/mutants.pcap >/tmp/mutants.sums ||
		fail "seed $1: the kernel disagrees"
	slammerctl policy test "$POLICY" /tmp/mutants.pcap --from "$2" |
		sed -n "2,$(($5 + 1))p" | sums >/tmp/policy-test.sums
	sort /tmp/mutants.sums | diff - /tmp/policy-test.sums ||
		fail "seed $1: policy test is not what labmutate compares with"
	rm -f /tmp/mutants.pcap
}

# both_zones SEED COUNT [POLICY]: by the shipped policy, or this one
both_zones()
{
	[ $# -lt 3 ] || cp "$3" "$POLICY"
	# each packet by its content alone: mutants from port 1434 would open flows
	echo "tracking: { flows = 0; };" >>"$POLICY"
	fresh
	silent_link outside ext7 wan7
	silent_link inside int7 lan7
	mutants "$1" external outside ext7 "$2"
	mutants $(($1 + 1)) internal inside int7 "$2"
	ip -n outside link delete ext7
	ip -n inside link delete int7
}

test_mutants_under_the_shipped_policy()
{
	both_zones 1434 20000
}

test_mutants_under_another_policy()
{
	both_zones 2003 32000 /lab/mutants.conf
}
