#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: modules.sh SERIES DIRECTORY MODULE...
#
# Puts modules of Debian's kernel, and what they depend on, into DIRECTORY, whose
# files are then to be loaded in the order of their names: 10-virtio.ko, 11-...
set -eu

cd "$(dirname "$0")/../.."
kernel=build/kernels/$1
directory=$2
shift 2

mkdir -p "$directory"
number=10
/sbin/modprobe -d "$kernel" -S "$(cat "$kernel/release")" --show-depends -a "$@" |
awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
while IFS= read -r file; do
	name=$number-$(basename "${file%.xz}")
	case $file in
	*.xz) xz -dc "$file" >"$directory/$name" ;;
	*) cp "$file" "$directory/$name" ;;
	esac
	number=$((number + 1))
done
