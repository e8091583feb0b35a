#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Three hosts, each a network namespace, joined by veth pairs:
#
#   outside                      router                          inside
#  +------------------+   +---------------------+   +------------------------+
#  |             ext0 |---| wan0           lan0 |---| int0                   |
#  | 198.51.100.10    |   | 198.51.100.1        |   | 192.0.2.10  SQL server |
#  | 198.51.100.53    |   | 203.0.113.1         |   | 192.0.2.20  client     |
#  | 198.51.100.77    |   | 2001:db8:100::1     |   | 192.0.2.66  infected   |
#  | 203.0.113.50     |   | 2001:db8:bad::1     |   | 2001:db8:2::10         |
#  | 203.0.113.66     |   |                     |   | 2001:db8:2::20         |
#  | 2001:db8:100::10 |   |      192.0.2.1      |   | 2001:db8:2::66         |
#  | 2001:db8:bad::66 |   |      2001:db8:2::1  |   |                        |
#  |                  |   |                     |   |                        |
#  |         ext0.100 |---| wan0.100            |   |                        |
#  | 198.18.100.2     |   | 198.18.100.1        |   |                        |
#  | 2001:db8:64::2   |   | 2001:db8:64::1      |   |                        |
#  +------------------+   +---------------------+   +------------------------+
#
# 198.51.100.10 is a client that policy permits from the start, .77 one of its
# neighbours, .53 a server whose answers go to port 1434; 203.0.113.50 is a
# client that is permitted when the policy is edited; 203.0.113.66 and
# 2001:db8:bad::66 attack.
# No datagram may get lost for another reason than the filter: a neighbour that
# is being resolved has a long queue, and so has the backlog.
set -e

# shellcheck source=lib.sh
. /lab/lib.sh

# No tunnels that nobody asked for
sysctl -q -w net.core.fb_tunnels_only_for_init_net=2
for ns in outside router inside; do
	ip netns add "$ns"
done
sysctl -q -w net.core.netdev_max_backlog=100000 \
	net.core.rmem_max=67108864 net.core.rmem_default=67108864 \
	net.ipv4.neigh.default.unres_qlen_bytes=16777216 \
	net.ipv6.neigh.default.unres_qlen_bytes=16777216

for ns in outside router inside; do
	in_ns "$ns" sysctl -q -w net.ipv6.conf.all.accept_dad=0 \
		net.ipv6.conf.default.accept_dad=0 \
		net.ipv6.conf.all.router_solicitations=0 \
		net.ipv6.conf.default.router_solicitations=0 \
		net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.default.rp_filter=0
done
in_ns router sysctl -q -w net.ipv4.ip_forward=1 \
	net.ipv6.conf.all.forwarding=1

ip link add ext0 netns outside address 02:00:00:00:01:02 type veth \
	peer name wan0 netns router address 02:00:00:00:01:01
ip link add int0 netns inside address 02:00:00:00:02:02 type veth \
	peer name lan0 netns router address 02:00:00:00:02:01

ip -n outside -batch - <<END
link set lo up
link add link ext0 name ext0.100 type vlan id 100
link set ext0 up
link set ext0.100 up
addr add 198.51.100.10/24 dev ext0
addr add 198.51.100.53/24 dev ext0
addr add 198.51.100.77/24 dev ext0
addr add 203.0.113.50/24 dev ext0
addr add 203.0.113.66/24 dev ext0
addr add 198.18.100.2/24 dev ext0.100
addr add 2001:db8:100::10/64 dev ext0 nodad
addr add 2001:db8:bad::66/64 dev ext0 nodad
addr add 2001:db8:64::2/64 dev ext0.100 nodad
route add default via 198.51.100.1
route add default via 2001:db8:100::1
rule add from 198.18.100.0/24 table 100
route add default via 198.18.100.1 table 100
END
ip -6 -n outside -batch - <<END
rule add from 2001:db8:64::/64 table 100
route add default via 2001:db8:64::1 table 100
END

ip -n router -batch - <<END
link set lo up
link add link wan0 name wan0.100 type vlan id 100
link set wan0 up
link set wan0.100 up
link set lan0 up
addr add 198.51.100.1/24 dev wan0
addr add 203.0.113.1/24 dev wan0
addr add 198.18.100.1/24 dev wan0.100
addr add 192.0.2.1/24 dev lan0
addr add 2001:db8:100::1/64 dev wan0 nodad
addr add 2001:db8:bad::1/64 dev wan0 nodad
addr add 2001:db8:64::1/64 dev wan0.100 nodad
addr add 2001:db8:2::1/64 dev lan0 nodad
END

ip -n inside -batch - <<END
link set lo up
link set int0 up
addr add 192.0.2.10/24 dev int0
addr add 192.0.2.20/24 dev int0
addr add 192.0.2.66/24 dev int0
addr add 2001:db8:2::10/64 dev int0 nodad
addr add 2001:db8:2::20/64 dev int0 nodad
addr add 2001:db8:2::66/64 dev int0 nodad
route add default via 192.0.2.1
route add default via 2001:db8:2::1
END

# The links are up a moment later
reached()
{
	wait_for 20 in_ns "$1" ping -c 1 -W 1 -I "$2" "$3"
}

reached outside 198.51.100.10 192.0.2.10
reached outside 198.18.100.2 192.0.2.10
reached outside 2001:db8:100::10 2001:db8:2::10
reached outside 2001:db8:64::2 2001:db8:2::10
reached inside 2001:db8:2::66 2001:db8:bad::66
