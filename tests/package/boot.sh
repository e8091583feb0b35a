#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: boot.sh ROOT SERIES
#
# Boots the Debian in ROOT, where the packages are installed, with Debian's kernel
# of that series. systemd starts the installed units; booted.sh checks them from
# inside. Prints its results.
set -eu

cd "$(dirname "$0")/../.."
root=$1
series=$2
kernel=build/kernels/$series
release=$(cat "$kernel/release")
out=build/lab/systemd

die()
{
	echo "boot.sh: $*" >&2
	exit 1
}

# The kernel is the one whose headers the module was built with
add_kernel()
{
	modules=$root/lib/modules/$release
	# compressed where the kernel's own are
	[ -n "$(find "$modules/updates" -name 'nf_slammer.ko*' -size +0)" ] ||
		die "the packages have built no module for kernel $release, but for:" \
			"$(ls "$root/lib/modules")"
	cp -a "$kernel/lib/modules/$release/." "$modules"
	chroot "$root" depmod "$release"
}

# The checks, and a sender of traffic for them
add_tests()
{
	cp tests/package/booted.sh tests/package/tests.sh build/lab/bin/labsend \
		tests/vectors/vectors.txt "$root/work/"
	cp tests/package/lab.service "$root/etc/systemd/system/"
	# No login prompt
	ln -sf /dev/null "$root/etc/systemd/system/getty.target"
	# The packages start nothing: the operator enables the unit, as README.md says
	chroot "$root" systemctl -q enable nf-slammer.service
	rm -f "$root/usr/sbin/policy-rc.d"
}

# Only what is needed to mount the disk
make_initramfs()
{
	rm -rf "$out/early"
	mkdir -p "$out/early/bin" "$out/early/dev" "$out/early/root"
	cp /bin/busybox "$out/early/bin/"
	cp tests/package/early.sh "$out/early/init"
	tests/lab/modules.sh "$series" "$out/early/modules" virtio_pci virtio_blk ext4
	(cd "$out/early" && find . | cpio -o -H newc -R 0:0 --quiet) \
		>"$out/initramfs"
	rm -r "$out/early"
}

# As large as what is in it, and room to work
make_disk()
{
	rm -f "$out/disk"
	truncate -s "$(($(du -sm "$root" | cut -f 1) * 5 / 4 + 512))M" "$out/disk"
	mke2fs -q -t ext4 -O ^has_journal -d "$root" "$out/disk"
}

mkdir -p "$out"
add_kernel
add_tests
make_initramfs
make_disk
status=0
tests/lab/vm.sh "$series" systemd >"$out/vm.log" 2>&1 || status=$?
rm -f "$out/disk"
sed 's/\r$//; /^end /d' "$out/verdict"
# Why there is no verdict, and the output of failed tests
[ $status -eq 0 ] || cat "$out/vm.log" "$out/files/log.txt" | sed 's/^/    /'
exit $status
