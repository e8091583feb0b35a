# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What the scripts of the lab's machine share. Sourced, never run.

# shellcheck disable=SC2034 # used where this is sourced
VECTORS=/lab/vectors.txt
# shellcheck disable=SC2034
POLICY=/etc/nf-slammer/policy.conf

# Seconds to wait for something that should come. Only a failure takes this long.
# shellcheck disable=SC2034
PATIENCE=300

# busybox prefers applets of its own to programs of the same name
ip()
{
	/usr/sbin/ip "$@"
}

# asked WORD: the value of WORD=VALUE on the kernel's command line
asked()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p" | head -n 1
}

# in_ns NAMESPACE COMMAND...
in_ns()
{
	local ns=$1

	shift
	nsenter --net="/run/netns/$ns" -- "$@"
}

# start NAMESPACE OUTPUT COMMAND...: in the background, $! is the command
start()
{
	local ns=$1 out=$2

	shift 2
	nsenter --net="/run/netns/$ns" -- "$@" >"$out" &
}

# show NAMESPACE COMMAND...: prints it like a shell of that host, and runs it
show()
{
	local ns=$1

	shift
	echo "$ns# $*"
	in_ns "$ns" "$@"
}

# holds FILE FILTER: jq finds it to be true of the JSON in the file
holds()
{
	jq -e "$2" "$1" >/dev/null
}

# wait_for SECONDS COMMAND...: until the command succeeds
wait_for()
{
	local tries=$(($1 * 20))

	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		usleep 50000
	done
}

# unload: the module. A thread of the daemon that reads from it at this moment keeps it.
unload()
{
	wait_for 5 rmmod nf_slammer || rmmod nf_slammer
}

# Results are lines of /tmp/results: "ok NAME" or "not ok NAME: why"
ok()
{
	echo "ok $1" >>/tmp/results
}

not_ok()
{
	echo "not ok $1: $2" >>/tmp/results
	echo "  FAILED $1: $2"
}

# The last line of a file, for a result
last_line()
{
	tail -n 1 "$1" 2>/dev/null
}

