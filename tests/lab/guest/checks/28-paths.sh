# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# Status knows which paths of packets a router uses, and which of them the filter does
# not see; and kernels that the module could not be built for.

# shellcheck source=../world.sh
. /lab/world.sh

NOT_BUILT=/var/lib/nf-slammer/not-built

# in_tc NAMESPACE ...: busybox has a tc that can do less
in_tc()
{
	local ns=$1

	shift
	in_ns "$ns" /usr/sbin/tc "$@"
}

# in_nft NAMESPACE: commands of nftables
in_nft()
{
	in_ns "$1" /usr/sbin/nft -f -
}

# path NAME: "SEEN INTERFACE,..." of it on mid, where no daemon runs
path()
{
	in_ns mid slammerctl status --json | jq -r ".paths[] |
		select(.path == \"$1\") |
		.seen + \" \" + (.interfaces | sort | join(\",\"))"
}

# of_path NAME EXPECTED
of_path()
{
	equal "path $1" "$(path "$1")" "$2"
}

# Between left and right, with their zones by policy
path_world()
{
	world
	routed l0 p0 p1
	guard p0 p1
}

test_path_none()
{
	path_world
	equal paths "$(in_ns mid slammerctl status --json | jq -c .paths)" '[]'
	in_ns mid slammerctl status >/tmp/said
	! grep '^WARNING .*path' /tmp/said || fail "warned of a path"
	world_end
}

# An IFB is seen, another interface that tc sends to is not
test_path_tc()
{
	path_world
	ip -n mid link add ifb0 type ifb
	plug mid ifb0
	in_tc mid qdisc add dev p0 clsact
	of_path ifb ""
	in_tc mid filter add dev p0 ingress matchall \
		action mirred egress redirect dev ifb0
	case $(labstate --netns mid hooks) in
	*redirects*) of_path ifb "yes p0" ;;
	*) of_path ifb "no p0" ;;
	esac
	in_tc mid filter replace dev p0 ingress pref 1 protocol ip matchall \
		action mirred egress redirect dev p1
	of_path tc-redirect "no p0"
	in_ns mid slammerctl status >/tmp/said
	said '^WARNING  NOT FILTERED: path tc-redirect (p0): '
	in_tc mid qdisc del dev p0 clsact
	of_path tc-redirect ""
	of_path ifb ""
	world_end
}

# What no configuration has: a program on an interface, and sockets
test_path_xdp()
{
	local program

	path_world
	rm -f /tmp/ready
	start mid /tmp/path labpath --device p0 --ready /tmp/ready
	program=$!
	wait_for "$PATIENCE" test -e /tmp/ready || fail "labpath is not ready"
	of_path xdp "partly p0"
	of_path af-xdp "no "
	case $(labstate --netns mid hooks) in
	*egress*) of_path packet-socket "yes p0" ;;
	*) of_path packet-socket "no p0" ;;
	esac
	in_ns mid slammerctl status --explain >/tmp/said
	said '^WARNING  PARTLY FILTERED: path xdp (p0): '
	said '^packet-socket  *\(yes\|no\)  *p0 '
	kill "$program"
	wait "$program" || true
	of_path packet-socket ""
	world_end
}

test_path_nftables()
{
	path_world
	in_nft mid <<-END
	add table inet t
	add flowtable inet t f { hook ingress priority 0; devices = { p0, p1 }; }
	add chain inet t c { type nat hook prerouting priority -100; }
	END
	of_path flowtable "yes p0,p1"
	case $(labstate --netns mid hooks) in
	*egress*) of_path nat "yes " ;;
	*) of_path nat "partly " ;;
	esac
	echo "delete table inet t" | in_nft mid
	of_path flowtable ""
	of_path nat ""
	world_end
}

# Interfaces on top of others, and tunnels, with a hook or without
test_path_interfaces()
{
	path_world
	ip -n mid link add mv0 link p0 type macvlan mode bridge
	ip -n mid link add iv0 link p1 type ipvlan mode l2
	ip -n mid link add t0 type ipip local 198.51.100.1 remote "$LEFT"
	plug mid mv0 iv0 t0
	case $(labstate --netns mid hooks) in
	*egress*) of_path macvlan "yes mv0" ;;
	*) of_path macvlan "partly mv0" ;;
	esac
	of_path ipvlan "partly iv0"
	of_path tunnel "yes t0"
	guard p0 p1 "\$a unnamed = \"off\";"
	of_path tunnel "no t0"
	world_end
}

# The daemon finds them as its own user, under its list of system calls
test_path_of_the_daemon()
{
	fresh --user nf-slammer
	ip -n router link add ifb7 type ifb
	in_tc router qdisc add dev wan0 clsact
	in_tc router filter add dev wan0 ingress matchall \
		action mirred egress redirect dev lan0
	in_nft router <<-END
	add table inet t
	add chain inet t c { type nat hook prerouting priority -100; }
	END
	wait_for "$PATIENCE" daemon_knows || fail "the daemon does not see tc"
	in_ns router slammerctl metrics >/tmp/said
	said '^nf_slammer_path{path="tc-redirect",seen="no"} 1$'
	said '^nf_slammer_path{path="nat",seen="\(yes\|partly\)"} 1$'
	ip -n router link delete ifb7
	in_tc router qdisc del dev wan0 clsact
	echo "delete table inet t" | in_nft router
	stop_daemon
	start_daemon
}

daemon_knows()
{
	in_ns router slammerctl status | grep -q 'path tc-redirect (wan0)'
}

# Status tells of a kernel that the module could not be built for until it has been
test_not_built()
{
	local running

	running=$(uname -r)
	fresh
	printf '%s\t%s\n' "$running" "no headers" >$NOT_BUILT
	in_ns router slammerctl status >/tmp/said
	! grep CRITICAL /tmp/said || fail "the module is loaded"
	stop_daemon
	unload
	refused in_ns router slammerctl status
	said "^CRITICAL the module could not be built for the running kernel $running: no headers"
	fresh
	mkdir -p /lib/modules/99.0-test
	printf '%s\t%s\n' 99.0-test "error in x.c" >>$NOT_BUILT
	in_ns router slammerctl status >/tmp/said
	said '^WARNING  the module could not be built for the installed kernel 99.0-test, .*: error in x.c'
	in_ns router slammerctl metrics >/tmp/said
	said '^nf_slammer_module_not_built{release="99.0-test",running="no"} 1$'
	rm -rf $NOT_BUILT /lib/modules/99.0-test
	in_ns router slammerctl metrics >/tmp/said
	! grep '^nf_slammer_module_not_built{' /tmp/said || fail "still told"
}
