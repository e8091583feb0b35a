#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The end of every lab run: the module goes, and the kernel has nothing to say
# about it. All messages of the kernel go back to the host.

# shellcheck source=lib.sh
. /lab/lib.sh
# shellcheck source=sanitizers.sh
. /lab/sanitizers.sh

# Out-of-tree (4096) and, where the kernel knows signatures, unsigned (8192)
HARMLESS=12288

# What a kernel says when it has found a mistake, at whatever level: some of
# these are no more than a notice
SPLATS='BUG:|WARNING:|UBSAN|KASAN|INFO: possible|INFO: task|INFO: rcu|
suspicious RCU|ODEBUG|ref_tracker|Call Trace|Oops|self-detected stall|
kmemleak: [0-9]+ new suspected|scheduling while atomic|
sleeping function called|turning off the locking correctness'

# Warnings and worse that were logged since the module was loaded, but for the
# two that say that it is out of tree and unsigned, what the kernel itself says of the
# broken netlink that one of our tools speaks and of a host that was busy, and that
# there are more interfaces than places; and before that, whatever would keep the kernel from looking for mistakes
warnings()
{
	splats
	dmesg -r | sed -n '/nf_slammer: loading out-of-tree module/,$p' |
	grep '^<[0-4]>' | grep -v -e 'loading out-of-tree module taints' \
		-e 'module verification failed' \
		-e 'netlink: .*netlink-abuse' \
		-e 'e3070: nf_slammer: not guarded, error -28' -e 'hrtimer: interrupt took'
}

# System calls of the daemon that its list does not have
refused_calls()
{
	dmesg -r | grep 'type=1326'
}

# Lines of the kernel only: a program's are of another facility
splats()
{
	dmesg -r | grep '^<[0-7]>' | grep -E "$(echo "$SPLATS" | tr -d '\n')"
}

load_addresses
if grep -q '^nf_slammer ' /proc/modules && ! rmmod nf_slammer; then
	not_ok rmmod "the module cannot be removed"
else
	ok rmmod
fi
! sanitized || sanitizers
dmesg -r >/files/dmesg.txt

if ! grep -q 'nf_slammer: loading out-of-tree module' /files/dmesg.txt; then
	not_ok dmesg "the module was never loaded"
elif [ -n "$(warnings)" ]; then
	not_ok dmesg "$(warnings | head -n 1)"
else
	ok dmesg
fi

if [ -n "$(refused_calls)" ]; then
	not_ok seccomp "$(refused_calls | head -n 1)"
else
	ok seccomp
fi

taint=$(cat /proc/sys/kernel/tainted)
if [ $((taint & ~HARMLESS)) -eq 0 ]; then
	ok taint
else
	not_ok taint "$taint, of which $HARMLESS is harmless"
fi
