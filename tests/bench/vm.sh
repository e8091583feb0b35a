#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: vm.sh SERIES "WHO..." "SOURCES..." "ALLOWS..." "CASE..."
#
# Boots the image of image.sh in a machine whose clock counts instructions (one
# is a nanosecond, and idle time passes at once), so neither the host nor its
# load has a say in what is measured. Results are in build/bench/SERIES/results;
# what goes on is said on stdout.
set -eu

seconds=1800	# a hang is a failure

die()
{
	echo "bench: $*" >&2
	exit 1
}

# comma "WORD...": on a kernel command line
comma()
{
	# shellcheck disable=SC2086 # a list of words
	echo $1 | tr ' ' ','
}

boot()
{
	timeout -k 5 "$seconds" qemu-system-x86_64 \
		-accel tcg -icount shift=0,sleep=off -M q35 -smp 1 -m 1024 \
		-nodefaults -no-user-config -display none -nic none -no-reboot \
		-kernel "$kernel/boot/vmlinuz-$release" -initrd "$out/initramfs" \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr $*" \
		-serial "file:$out/console.log" -serial stdio </dev/null
}

cd "$(dirname "$0")/../.."
series=$1
kernel=build/kernels/$series
out=build/bench/$series
release=$(cat "$kernel/release")

rm -f "$out/results" "$out/console.log"
boot "bench.who=$(comma "$2")" "bench.sources=$(comma "$3")" \
	"bench.allows=$(comma "$4")" "bench.cases=$(comma "$5")" | sed -u 's,\r,,' | tee "$out/results" |
	sed -un "s/^now /$series: /p; s/^failed /$series: FAILED /p"

grep -q '^end ' "$out/results" || {
	tail -n 20 "$out/console.log" >&2
	die "$series: no end (hung, crashed, or over $seconds seconds)"
}
[ "$(sed -n 's/^end //p' "$out/results")" -eq \
  "$(grep -c '^figure ' "$out/results")" ] || die "$series: figures got lost"
! grep -q '^failed ' "$out/results" || die "$series: not all was measured"
