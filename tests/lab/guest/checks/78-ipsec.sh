# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# IPsec that ends on the router. The interface that receives it sees ESP first, and then,
# in tunnel mode, what was in it as received once more; with an xfrm or VTI interface
# that interface receives it.

# shellcheck source=../world.sh
. /lab/world.sh

OUT=203.0.113.2
IN=203.0.113.1

# sa NAMESPACE SOURCE DESTINATION SPI [OPTION...]: a security association
sa()
{
	local ns=$1 from=$2 to=$3 spi=$4

	shift 4
	ip -n "$ns" xfrm state add src "$from" dst "$to" proto esp spi "$spi" \
		reqid 1 aead 'rfc4106(gcm(aes))' \
		0x00112233445566778899aabbccddeeff01020304 128 "$@"
}

# cable: addresses of the two ends of IPsec, and the associations of both directions
cable()
{
	local ns

	ip -n left addr add $OUT/24 dev l0
	ip -n mid addr add $IN/24 dev p0
	for ns in left mid; do
		sa $ns $OUT $IN 0x100 "$@"
		sa $ns $IN $OUT 0x200 "$@"
	done
}

# selected NAMESPACE DIRECTION SOURCE DESTINATION FROM TO [OPTION...]: packets between
# SOURCE and DESTINATION are in IPsec between FROM and TO
selected()
{
	local ns=$1 direction=$2 source=$3 destination=$4 from=$5 to=$6

	shift 6
	ip -n "$ns" xfrm policy add src "$source" dst "$destination" \
		dir "$direction" "$@" \
		tmpl src "$from" dst "$to" proto esp reqid 1 mode tunnel
}

# tunnelled [OPTION...]: what left and right send each other is in a tunnel
tunnelled()
{
	selected left out $LEFT $RIGHT $OUT $IN "$@"
	selected left in $RIGHT $LEFT $IN $OUT "$@"
	selected mid fwd $LEFT $RIGHT $OUT $IN "$@"
	selected mid out $RIGHT $LEFT $IN $OUT "$@"
}

test_ipsec_tunnel()
{
	world
	routed l0 p0 p1
	cable mode tunnel
	tunnelled
	guard p0 p1
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	# the tunnel's outside, by which the datagrams came
	[ "$(labstate --netns mid counters |
		sed -n 's/^ingress not-udp accept //p')" -ge 40 ] ||
		fail "there was no tunnel"
	unload
	in_ns mid insmod /nf_slammer.ko
	inward 20
	booked "unnamed worm drop 20" "unnamed trailing accept 20"
	fresh_module
	world_end
}

# interface KIND NAMESPACE OPTION...: x0, for the tunnel
interface()
{
	local kind=$1 ns=$2

	shift 2
	ip -n "$ns" link add x0 type "$kind" "$@"
	plug "$ns" x0
}

test_ipsec_xfrm_interface()
{
	world
	interface xfrm left dev l0 if_id 42
	interface xfrm mid dev p0 if_id 42
	routed x0 x0 p1
	cable mode tunnel if_id 42
	tunnelled if_id 42
	guard "p0 x0" p1
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	guard p0 p1
	zoned x0 unnamed
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10" \
		"unnamed worm drop 20" "unnamed trailing accept 20"
	world_end
}

test_ipsec_vti()
{
	world
	interface vti left local $OUT remote $IN key 42
	interface vti mid local $IN remote $OUT key 42
	routed x0 x0 p1
	cable mode tunnel
	tunnelled mark 42 mask 0xffffffff
	# this interface asks for what is allowed in, not across
	selected mid in $LEFT $RIGHT $OUT $IN mark 42 mask 0xffffffff
	guard "p0 x0" p1
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	world_end
}

# Transport mode is for the router itself, and xfrm goes on before routing: only hooks
# there see what was in it
test_ipsec_transport()
{
	local ns

	world
	cable mode transport
	for ns in left mid; do
		ip -n $ns xfrm policy add src $OUT dst $IN \
			dir "$([ $ns = left ] && echo out || echo in)" \
			tmpl proto esp reqid 1 mode transport
	done
	guard p0 p1
	cross 20 left $OUT mid $IN
	equal "worms in transport mode" "$worms" 20
	equal "answers in transport mode" "$answers" 20
	booked
	[ "$(labstate --netns mid counters |
		sed -n 's/^ingress not-udp accept //p')" -ge 40 ] ||
		fail "there was no IPsec"
	# a policy that defragments has a hook before routing; what that one drops counts
	guard p0 p1 "\$a defrag = true;"
	cross 20 left $OUT mid $IN
	equal "worms in transport mode" "$worms" 0
	equal "answers in transport mode" "$answers" 20
	booked "ingress worm drop 20"
	world_end
}
