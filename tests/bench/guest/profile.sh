# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# For profile.sh of the host, which traces every instruction while nfsl_bench
# receives a few packets on each of two CPUs. Sourced, never run. Says besides
# what bench.sh says:
#   section MODULE ADDRESS		where a module's code begins
#   symbol ADDRESS TYPE NAME [MODULE]	the kernel's symbols of code
#   plug, profile WHO CASE, profiled	and waits for a line

# ask WORD...: the host does what is to be done then
ask()
{
	echo "$*"
	read -r _ </dev/ttyS1
}

second_cpu()
{
	local cpu=/sys/devices/system/cpu/cpu1 tries=1000

	[ -d $cpu ] || ask plug
	until [ -d $cpu ] || [ "$tries" -eq 0 ]; do
		usleep 10000
		tries=$((tries - 1))
	done
	[ "$(cat $cpu/online)" = 1 ] || echo 1 >$cpu/online
}

# receive: packets, on each CPU
receive()
{
	echo 1 >/sys/module/nfsl_bench/parameters/receive
}

# profile WHO CASE, while nfsl_bench is still there
profile()
{
	local file module

	for file in /sys/module/*/sections/.text; do
		module=${file#/sys/module/}
		echo "section ${module%%/*} $(cat "$file")"
	done
	sed -n 's/^\([0-9a-f]* [tTwW] .*\)/symbol \1/p' /proc/kallsyms
	# each CPU has seen packets before it is traced
	second_cpu
	receive || failed "profile $1 $2"
	ask profile "$1" "$2"
	receive || failed "profile $1 $2"
	ask profiled
}
