#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# The first process of the machine of boot.sh: mounts the disk and runs its systemd,
# which starts lab.service and what that wants.

/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs devtmpfs /dev
for module in /modules/*.ko; do
	insmod "$module"
done
mount -t ext4 /dev/vdb /root
mount -o move /dev /root/dev
exec switch_root /root /lib/systemd/systemd --unit=lab.service
