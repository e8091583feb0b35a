# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Datagrams of other protocols that go to port 1434, and the table of clients.

# shellcheck source=../play.sh
. /lab/play.sh

test_collisions_pass()
{
	fresh
	play external --tag collision --verdict accept
	play internal --tag collision --verdict accept
}

test_port_block_breaks_collisions()
{
	everything drop
	fresh
	play external --tag collision --verdict drop
	play internal --tag collision --verdict drop
}

# The vectors of path "in": each has another payload
collisions()
{
	vecpcap "$VECTORS" /tmp/collisions.pcap --tag collision --names |
		sed -n 's/^[0-9]* //; /-\(in6\|out\|out6\)$/!p'
}

# deliver TO_NS FROM_NS FROM TO FROM6 TO6: all of them twice, from socket to socket;
# $receiver is still there
deliver()
{
	local names sends

	names=$(collisions)
	# shellcheck disable=SC2086 # a list of words
	sends=$(options --name "" $names)
	# shellcheck disable=SC2046,SC2086 # lists of words
	listen "$1" /tmp/delivered --listen :1434 \
		$(options --expect =2 $names) --quiet 100
	receiver=$!
	# shellcheck disable=SC2086 # a list of words
	in_ns "$2" labsend --vectors "$VECTORS" $sends --from "$3" --to "$4" \
		>/tmp/sent
	# shellcheck disable=SC2086 # a list of words
	in_ns "$2" labsend --vectors "$VECTORS" $sends --from "$5" --to "$6" \
		>/tmp/sent
}

deliver_in()
{
	deliver inside outside 198.51.100.77 192.0.2.20 \
		2001:db8:bad::66 2001:db8:2::20
}

deliver_out()
{
	deliver outside inside 192.0.2.20 198.51.100.77 \
		2001:db8:2::20 2001:db8:bad::66
}

whole()
{
	"$1"
	wait "$receiver" || fail "$1: $(cat /tmp/delivered)"
}

nothing()
{
	"$1"
	stop_listening "$receiver"
	! grep ': [1-9]' /tmp/delivered || fail "$1: $(cat /tmp/delivered)"
}

# The same from socket to socket: they arrive, and with a port block they do not
test_collisions_arrive()
{
	fresh
	whole deliver_in
	whole deliver_out
	everything drop
	in_ns router slammerctl reload
	nothing deliver_in
	nothing deliver_out
}

test_clients_pass_where_permitted()
{
	cp /lab/clients.conf "$POLICY"
	fresh
	play external --tag client --tag permitted --verdict accept
	play internal --tag client --tag permitted --verdict accept
	play local --tag client --tag permitted --verdict accept
	play external --tag client --tag stranger --verdict drop
}
