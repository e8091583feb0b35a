#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: vm.sh SERIES run|shell|check|core|queue|reloads|systemd
#
# Boots the image of image.sh on Debian's kernel, without hardware
# virtualisation and without any network card: what is sent in the lab stays in
# it. "run" shows the console as it comes, "shell" is an interactive one, the others
# keep it in console.log; "systemd" has an image, and a disk, of tests/package/boot.sh.
#
# The machine writes its results to a line of their own at the very end, when the
# module is unloaded (but for "systemd") and the kernel log was checked: lines "ok NAME"
# and "not ok NAME: why", then "end N". Without that line it crashed or hung, which is
# a failure. Its files (JSON, bulletins, database, kernel log) come back as a tar on a
# block device and are unpacked in files/. What QEMU calls such a machine is in
# tests/kernels/architectures.
#
# LAB_CHECKS: pattern of the files that "check" runs, instead of all: '74-*'.
# LAB_CPUS: value of the option -smp of QEMU, instead of 2: 2,maxcpus=128.
# LAB_COUNTED: if set, the clock counts instructions: for measuring how long
# something takes, whatever else the host does (not with 6.1 and several CPUs).
set -eu

# One thread for both CPUs: with one for each, the emulator now and then runs an
# instruction that the other CPU has patched away, which ends in an int3 oops.
# The clock is the host's and noisy: no reason for the kernel to distrust it.
ACCEL=tcg,thread=single
QUIET="quiet loglevel=2 panic=-1 tsc=reliable no_timer_check mitigations=off"

# A clock that counts instructions, one for each nanosecond, and skips idle time: for
# the kernel of tests/sanitized, which executes several times as many instructions, so
# that the deadlines of the lab hold; and for measuring rates.
COUNTED="-icount shift=0,sleep=off"

die()
{
	echo "vm.sh: $*" >&2
	exit 1
}

# What the chardev "verdict" is for the machine
report_line()
{
	case $report in
	vport*) echo -device virtio-serial -device virtserialport,chardev=verdict ;;
	*) echo -serial chardev:verdict ;;
	esac
}

boot()
{
	# shellcheck disable=SC2086,SC2046 # options and their values, or none
	exec timeout -k 5 --foreground "$seconds" "qemu-system-$qemu" \
		-accel "$ACCEL" $clock $machine -smp "$cpus" -m "$memory" \
		-nodefaults -no-user-config -display none -nic none -no-reboot \
		-kernel "$kernel/boot/vmlinuz-$release" -initrd "$out/initramfs" \
		-append "console=$tty log_buf_len=4M $QUIET lab=$mode report=$report$size$only" \
		-chardev "$console" -serial chardev:console \
		-chardev "file,id=verdict,path=$out/verdict" $(report_line) \
		-drive "file=$out/files.img,format=raw,if=virtio" \
		$disk <"$input"
}

# Whole: the closing line is there and counts the lines before it
whole()
{
	[ -s "$out/verdict" ] && awk '
		{ sub(/\r$/, "") }
		/^(not )?ok / { n++ }
		/^end / { end = $2; closed = NR }
		END { exit !(closed == NR && n > 0 && end == n) }
	' "$out/verdict"
}

cd "$(dirname "$0")/../.."
series=${1:-}
mode=${2:-}
kernel=build/kernels/$series
out=build/lab/$series
disk=
if [ "$mode" = systemd ]; then
	out=build/lab/systemd
	disk="-drive file=$out/disk,format=raw,if=virtio"
fi
[ -s "$out/initramfs" ] || die "there is no image for '$series'"
release=$(cat "$kernel/release")
read -r _ architecture _ _ qemu tty report machine <<END
$(tests/kernels/about.sh "$series")
END
case ${machine:--} in
-) die "no machine is known for '$series' ($architecture)" ;;
esac
command -v "qemu-system-$qemu" >/dev/null ||
	die "there is no qemu-system-$qemu (tests/deps.sh lab machines)"

# A hang is a failure
case $series in
sanitized) seconds=14400 memory=3072 clock=$COUNTED ;;
*) seconds=3600 memory=1024 clock= ;;
esac

[ "$mode" != reloads ] || clock=$COUNTED
[ -z "${LAB_COUNTED:-}" ] || clock=$COUNTED
cpus=${LAB_CPUS:-2}
only=${LAB_CHECKS:+ checks=$LAB_CHECKS}${LAB_COUNTED:+ counted}

input=/dev/null
size=
if [ "$mode" = shell ]; then
	seconds=86400
	input=/dev/stdin
	size=$(stty size 2>/dev/null | sed 's/ /x/; s/^/ size=/') || size=
fi

case $mode in
run | shell) console=stdio,id=console,signal=off,logfile=$out/console.log ;;
check | core | queue | reloads | systemd) console=file,id=console,path=$out/console.log ;;
*) die "unknown mode '$mode' (run, shell, check, core, queue, reloads, systemd)" ;;
esac

rm -rf "$out/files" "$out/files.img" "$out/verdict" "$out/console.log"
mkdir "$out/files"
truncate -s 64M "$out/files.img"

# A shell needs the terminal; the others end with this script.
status=0
if [ "$mode" = shell ]; then
	(boot) || status=$?
else
	boot &
	# shellcheck disable=SC2064 # the process of now
	trap "kill $! 2>/dev/null; exit 130" INT TERM
	wait $! || status=$?
	trap - INT TERM
fi
tar -xf "$out/files.img" -C "$out/files" 2>/dev/null || true
rm -f "$out/files.img"

if ! whole; then
	[ "$mode" = run ] || [ "$mode" = shell ] || tail -n 40 "$out/console.log" >&2
	[ "$status" -ne 124 ] || die "$series: no end after $seconds seconds"
	die "$series: the machine has reported no results (status $status)"
fi
if grep '^not ok ' "$out/verdict" >&2; then
	exit 1
fi
