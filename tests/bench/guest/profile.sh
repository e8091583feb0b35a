# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# For profile.sh of the host, which traces every instruction while nfsl_bench
# receives a few packets. Sourced, never run. Says besides what bench.sh says:
#   section MODULE ADDRESS		where a module's code begins
#   symbol ADDRESS TYPE NAME [MODULE]	the kernel's symbols of code
#   profile WHO CASE			and waits for a line
#   profiled				and waits for another

# profile WHO CASE SOURCES
profile()
{
	local file module

	for file in /sys/module/*/sections/.text; do
		module=${file#/sys/module/}
		echo "section ${module%%/*} $(cat "$file")"
	done
	sed -n 's/^\([0-9a-f]* [tTwW] .*\)/symbol \1/p' /proc/kallsyms
	echo "profile $1 $2"
	read -r _ </dev/ttyS1
	run "$1" "$2" "$3" packets=1 warm=0 || failed "profile $1 $2"
	rmmod nfsl_bench
	echo profiled
	read -r _ </dev/ttyS1
}
