#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The end of every lab run: the module goes, and the kernel has nothing to say
# about it. All messages of the kernel go back to the host.

# shellcheck source=lib.sh
. /lab/lib.sh

# Out-of-tree (4096) and unsigned (8192), and nothing else
TAINT=12288

# Warnings and worse that were logged since the module was loaded, but for the
# two that say that it is out of tree and unsigned, and what the kernel itself
# says of the broken netlink that one of our tools speaks
warnings()
{
	dmesg -r | sed -n '/nf_slammer: loading out-of-tree module/,$p' |
	grep '^<[0-4]>' | grep -v -e 'loading out-of-tree module taints' \
		-e 'module verification failed' \
		-e 'netlink: .*netlink-abuse'
}


if grep -q '^nf_slammer ' /proc/modules && ! rmmod nf_slammer; then
	not_ok rmmod "the module cannot be removed"
else
	ok rmmod
fi
dmesg -r >/files/dmesg.txt

if ! grep -q 'nf_slammer: loading out-of-tree module' /files/dmesg.txt; then
	not_ok dmesg "the module was never loaded"
elif [ -n "$(warnings)" ]; then
	not_ok dmesg "$(warnings | head -n 1)"
else
	ok dmesg
fi

taint=$(cat /proc/sys/kernel/tainted)
if [ "$taint" -eq "$TAINT" ]; then
	ok taint
else
	not_ok taint "$taint instead of $TAINT"
fi
