# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# MACsec: the interface below sees what is encrypted, so the upper one has a hook of
# its own, and each worm counts once.

# shellcheck source=../world.sh
. /lab/world.sh

KEY=00112233445566778899aabbccddeeff

# secured NAMESPACE DEVICE OTHER_MAC: m0 on it
secured()
{
	ip -n "$1" link add link "$2" m0 type macsec encrypt on
	ip -n "$1" macsec add m0 tx sa 0 pn 1 on key 01 $KEY
	ip -n "$1" macsec add m0 rx port 1 address "$3"
	ip -n "$1" macsec add m0 rx port 1 address "$3" sa 0 pn 1 on \
		key 02 $KEY
	plug "$1" m0
}

# mac NAMESPACE DEVICE
mac()
{
	ip -n "$1" -brief link show "$2" | awk '{ print $3 }'
}

test_macsec()
{
	world
	secured left l0 "$(mac mid p0)"
	secured mid p0 "$(mac left l0)"
	routed m0 m0 p1
	guard "p0 m0" p1
	zoned p0 external
	zoned m0 external
	inward 20
	outward 10
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10"
	guard p0 p1
	zoned m0 unnamed
	inward 20
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 10" "egress trailing accept 10" \
		"unnamed worm drop 20" "unnamed trailing accept 20"
	unload
	in_ns mid insmod /nf_slammer.ko
	zoned m0 unnamed
	inward 20
	booked "unnamed worm drop 20" "unnamed trailing accept 20"
	fresh_module
	world_end
}
