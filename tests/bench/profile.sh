#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: profile.sh SERIES WHO CASE
#
# Where the instructions of one packet are. The machine of vm.sh boots, comes to
# where everything is warm, and waits; from there on it runs one instruction at a
# time and QEMU writes down where it is. What lies between the entry of
# netif_receive_skb() and its return is one packet. Of the packets that were
# received the one of median length is shown: by function, and our own code,
# inlined as it is, by the function it came from and by line. Two CPUs receive
# packets: a cache line that one writes and the other touches is a shared one.
set -eu

seconds=600	# a hang is a failure

die()
{
	echo "profile: $*" >&2
	exit 1
}

boot()
{
	# shellcheck disable=SC2046 # a list of words
	timeout -k 5 "$seconds" qemu-system-x86_64 \
		-accel tcg -icount shift=0,sleep=off -M q35 -m 1024 $(second_cpu) \
		-nodefaults -no-user-config -display none -nic none -no-reboot \
		-kernel "$kernel/boot/vmlinuz-$release" -initrd "$out/initramfs" \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr $*" \
		-serial "file:$out/console.log" -serial stdio \
		-chardev "pipe,id=monitor,path=$out/monitor" \
		-monitor chardev:monitor -D "$out/trace.fifo" \
		<"$out/go" >"$out/said.fifo"
}

# What gives the machine a second CPU. With -icount a CPU that only waits for
# another may do so for seconds, and SeaBIOS waits for all; so does an old kernel
# when it boots, but not if the CPU comes later. A new one takes it from the start.
second_cpu()
{
	case $series in
	6.1) echo -smp 1,maxcpus=2 ;;
	*) echo -smp 2 -bios qboot.rom ;;
	esac
}

# symbol NAME: its address
symbol()
{
	sed -n "s/^symbol \([0-9a-f]*\) . $1\$/\1/p" "$out/profile"
}

# Where the code of nf_slammer begins and ends: its last function is no longer
# than a page. Without the module no address is there.
code()
{
	sed -n 's/^symbol \([0-9a-f]*\) .*\[nf_slammer\]$/\1/p' "$out/profile" |
	sort | sed -n '1p; $p' | {
		if read -r first && read -r last; then
			printf '%s ffffffff%x\n' "$first" \
				$((0x${last#ffffffff} + 4096))
		else
			echo 0 0
		fi
	}
}

# What the machine says goes to results; trace when it is ready
listen()
{
	while IFS= read -r line; do
		echo "$line" >>"$out/profile"
		case $line in
		plug)
			echo device_add qemu64-x86_64-cpu,socket-id=0,core-id=1,thread-id=0 >&4
			echo >&3
			;;
		"profile "*)
			# shellcheck disable=SC2046 # two words
			build/bench/bin/benchtrace "$(symbol netif_receive_skb)" \
				$(code) <&7 >"$out/packets" &
			printf 'singlestep on\nlog in_asm,exec,cpu,nochain\n' >&4
			sleep 1
			echo >&3
			;;
		profiled)
			printf 'log none\nsinglestep off\n' >&4
			echo >&3
			;;
		esac
	done
	wait
}

cd "$(dirname "$0")/../.."
[ $# -eq 3 ] || die "usage: profile.sh SERIES WHO CASE"
series=$1
kernel=build/kernels/$series
out=build/bench/$series

echo "$series: building"
tests/lab/kernels.sh "$series"
tests/lab/module.sh "$series"
tests/bench/module.sh "$series"
tests/bench/image.sh "$series"
release=$(cat "$kernel/release")

rm -f "$out"/*.fifo "$out"/monitor.* "$out/go" "$out/profile" "$out/packets"
mkfifo "$out/go" "$out/said.fifo" "$out/trace.fifo" "$out/monitor.in" \
	"$out/monitor.out"
# Held open in both directions: nobody waits for the other end. Of the trace only
# QEMU has the writing end, so it ends with QEMU.
exec 3<>"$out/go" 4<>"$out/monitor.in" 5<>"$out/monitor.out" 6<>"$out/trace.fifo"
exec 7<"$out/trace.fifo" 6>&-
echo "$series: $2, $3"
boot "bench.who=$2" bench.sources=1 bench.allows=1000 "bench.cases=$3" \
	bench.profile=yes &
sed -u 's,\r,,' <"$out/said.fifo" | listen
wait
rm -f "$out"/*.fifo "$out"/monitor.* "$out/go"
! grep '^failed ' "$out/profile" >&2 || die "it could not be measured"
[ -s "$out/packets" ] || die "no packet was traced"

tests/bench/profile-report.sh "$series"
