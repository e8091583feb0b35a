# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Those that nf_slammer is compared with, each set up as an operator would do it:
# set_WHO and unset_WHO. Sourced, never run.

# nft_ingress RULE: at the ingress hook of the interface
nft_ingress()
{
	nft -f - <<END
table netdev bench {
	chain ingress {
		type filter hook ingress device $DEVICE priority 0;
		$1
	}
}
END
}

set_nft_port()
{
	nft_ingress 'udp dport 1434 counter drop'
}

unset_nft_port()
{
	nft delete table netdev bench
}

# @th counts bits from the UDP header: 8 bytes of it, then opcode 04 and, behind
# 203 bytes of payload, "sock"
set_nft_mark()
{
	nft_ingress 'udp dport 1434 udp length 384 @th,64,8 0x04 @th,1688,32 0x736f636b counter drop'
}

unset_nft_mark()
{
	nft delete table netdev bench
}

# The same behind an IPv4 header of any length; 404 is the worm's with headers
set_ipt_u32()
{
	iptables-legacy -t raw -A PREROUTING -p udp --dport 1434 \
		-m length --length 404 \
		-m u32 --u32 '0>>22&0x3C@8>>24=0x04&&0>>22&0x3C@211=0x736f636b' \
		-j DROP
}

unset_ipt_u32()
{
	iptables-legacy -t raw -F
	rmmod iptable_raw
}

set_tc_bpf()
{
	benchbpf tc /sys/fs/bpf/tc
	/usr/sbin/tc qdisc add dev "$DEVICE" clsact
	/usr/sbin/tc filter add dev "$DEVICE" ingress bpf direct-action \
		object-pinned /sys/fs/bpf/tc
}

unset_tc_bpf()
{
	/usr/sbin/tc qdisc del dev "$DEVICE" clsact
}

set_xdp_generic()
{
	benchbpf xdp /sys/fs/bpf/xdp
	/usr/sbin/ip link set dev "$DEVICE" xdpgeneric pinned /sys/fs/bpf/xdp
}

unset_xdp_generic()
{
	/usr/sbin/ip link set dev "$DEVICE" xdpgeneric off
}
