# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Fragments. Without "defrag" the first one is judged by what it holds and later
# ones are counted; with it a datagram is judged, once, when it is whole.

# shellcheck source=../world.sh
. /lab/world.sh

LEFT6=2001:db8:100::2
RIGHT6=2001:db8:2::10

# cut_up [POLICY-LINE]: a world with both families, where the request passes
cut_up()
{
	local ns

	world
	routed l0 p0 p1
	for ns in left mid right; do
		in_ns "$ns" sysctl -q -w net.ipv6.conf.all.disable_ipv6=0 \
			net.ipv6.conf.default.disable_ipv6=0 \
			net.ipv6.conf.all.accept_dad=0
	done
	in_ns mid sysctl -q -w net.ipv6.conf.all.forwarding=1
	ip -n left addr add $LEFT6/64 dev l0 nodad
	ip -n mid addr add 2001:db8:100::1/64 dev p0 nodad
	ip -n mid addr add 2001:db8:2::1/64 dev p1 nodad
	ip -n right addr add $RIGHT6/64 dev r0 nodad
	ip -n left route add default via 2001:db8:100::1
	ip -n right route add default via 2001:db8:2::1
	guard p0 p1 "\$a ${1:-}"
	wait_for 20 in_ns left ping -c 1 -W 1 $RIGHT6
	wait_for 20 in_ns left ping -c 1 -W 1 $RIGHT
}

# pieces QUIC DNS VECTOR FROM TO ARGUMENT...: 20 datagrams in these fragments,
# of which so many have to arrive, and no worm
pieces()
{
	local quic=$1 dns=$2 vector=$3 from=$4 to=$5 receiver

	shift 5
	listen right /tmp/crossed --listen "$(endpoint "$to")" --name worm-in \
		--expect "quic-376=$quic" \
		--expect "dns-id-05-large=$dns" --quiet 200
	receiver=$!
	in_ns left labfrag --vectors "$VECTORS" --name "$vector" --count 20 \
		--from "$from" --to "$to" "$@" >/dev/null
	if [ $((quic + dns)) -eq 0 ]; then
		stop_listening "$receiver"
	else
		wait "$receiver" || true
	fi
	equal "$vector, $*: worms that arrived" "$(got worm-in)" 0
	equal "$vector, $*: QUIC that arrived" "$(got quic-376)" \
		"$quic"
	equal "$vector, $*: answers that arrived" "$(got dns-id-05-large)" "$dns"
}

test_fragments_one_by_one()
{
	cut_up
	# a first fragment that tells
	pieces 0 0 worm-in $LEFT $RIGHT --piece 0-304 --piece 304-
	pieces 0 0 worm6-in $LEFT6 $RIGHT6 --piece 0-304 --piece 304-
	booked "ingress worm drop 40"
	counted ingress later-fragment 40
	# one that does not
	pieces 0 0 worm-in $LEFT $RIGHT --piece 304- --piece 0-8 --piece 8-304
	booked "ingress worm drop 40" "ingress truncated drop 20" \
		"ingress overlap drop 20"
	counted ingress later-fragment 60
	# other protocols pass
	pieces 0 20 dns-id-05-large $LEFT $RIGHT --piece 0-400 --piece 400-800 \
		--piece 800-
	pieces 0 20 dns-id-05-large $LEFT6 $RIGHT6 --piece 0-400 \
		--piece 400-800 --piece 800-
	booked "ingress worm drop 40" "ingress truncated drop 20" \
		"ingress overlap drop 20" "ingress foreign accept 40"
	counted ingress later-fragment 140
	world_end
}

test_fragments_put_together()
{
	cut_up "defrag = true;"
	pieces 0 0 worm-in $LEFT $RIGHT --piece 0-304 --piece 304-
	pieces 0 0 worm-in $LEFT $RIGHT --piece 0-8 --piece 8-16 --piece 16-
	pieces 0 0 worm-in $LEFT $RIGHT --piece 304- --piece 0-304
	pieces 0 0 worm6-in $LEFT6 $RIGHT6 --piece 0-8 --piece 8-
	pieces 0 0 worm6-in $LEFT6 $RIGHT6 --piece 200- --piece 0-200
	booked "ingress worm drop 100"
	# complete on the far side, and counted once
	pieces 20 0 quic-376 $LEFT $RIGHT --piece 0-8 --piece 8-
	pieces 20 0 quic-376 $LEFT6 $RIGHT6 --piece 80- --piece 0-80
	pieces 0 20 dns-id-05-large $LEFT $RIGHT --piece 800- --piece 400-800 \
		--piece 0-400
	pieces 0 20 dns-id-05-large $LEFT6 $RIGHT6 --piece 0-400 \
		--piece 400-800 --piece 800-
	booked "ingress worm drop 100" "ingress foreign accept 80"
	world_end
}

# Whole datagrams are judged as ever, and not twice
test_whole_ones_with_defrag()
{
	cut_up "defrag = true;"
	inward 20
	outward 20
	booked "ingress worm drop 20" "ingress trailing accept 20" \
		"egress worm drop 20" "egress trailing accept 20"
	world_end
}

# Pieces that contradict each other: no order of them gets the worm through
test_fragments_that_overlap()
{
	local defrag

	for defrag in "" "defrag = true;"; do
		cut_up "$defrag"
		pieces 0 0 worm-in $LEFT $RIGHT --piece 0-304 --junk 0-304 \
			--piece 304-
		pieces 0 0 worm-in $LEFT $RIGHT --junk 8-304 --piece 0-304 \
			--piece 304-
		pieces 0 0 worm-in $LEFT $RIGHT --piece 0-304 --piece 200-
		pieces 0 0 worm6-in $LEFT6 $RIGHT6 --junk 8-304 --piece 0-304 \
			--piece 304-
		pieces 0 0 worm6-in $LEFT6 $RIGHT6 --piece 0-304 --piece 200-
		world_end
	done
}

# Fragments that never become a datagram do no harm
test_fragments_that_stay_alone()
{
	cut_up "defrag = true;"
	pieces 0 0 worm-in $LEFT $RIGHT --piece 8-304 --piece 304-
	pieces 0 0 worm6-in $LEFT6 $RIGHT6 --piece 0-304
	booked
	guard p0 p1
	inward 10
	booked "ingress worm drop 10" "ingress trailing accept 10"
	world_end
}
