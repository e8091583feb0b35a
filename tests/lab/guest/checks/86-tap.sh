# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# shellcheck disable=SC2016 # a $ is of sed or jq
#
# A virtual machine behind a tap interface, whose frames have a header of virtio.

# shellcheck source=../world.sh
. /lab/world.sh

# As ingress of the tap sees it, whether it is bridged or routed then
test_tap()
{
	world
	ip -n mid link add br0 type bridge
	ip -n mid link set p0 master br0
	plug mid br0
	guard p0 'tap*'
	in_ns mid labtap --vectors "$VECTORS" --device tap0 --name worm-in \
		--name dns-id-04 --count 20
	booked "internal trailing accept 20" "internal worm drop 20"
	late 0
	world_end
}

# Out to a virtual machine whose interface is all that carries the hook
test_egress_tap()
{
	world
	ip -n mid tuntap add dev tap0 mode tap vnet_hdr
	plug mid tap0
	guard 'tap*' none1 '$a unnamed = "off";'
	zoned tap0 external
	in_ns mid labflood --vectors "$VECTORS" --name worm-in --device tap0 \
		--count 5 --lossy
	booked "local worm drop 5"
	world_end
}
