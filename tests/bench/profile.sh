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
# inlined as it is, by the function it came from and by line.
set -eu

seconds=600	# a hang is a failure

die()
{
	echo "profile: $*" >&2
	exit 1
}

boot()
{
	timeout -k 5 "$seconds" qemu-system-x86_64 \
		-accel tcg -icount shift=0,sleep=off -M q35 -smp 1 -m 1024 \
		-nodefaults -no-user-config -display none -nic none -no-reboot \
		-kernel "$kernel/boot/vmlinuz-$release" -initrd "$out/initramfs" \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr $*" \
		-serial "file:$out/console.log" -serial stdio \
		-chardev "pipe,id=monitor,path=$out/monitor" \
		-monitor chardev:monitor -D "$out/trace.fifo" \
		<"$out/go" >"$out/said.fifo"
}

# The part of the trace that belongs to packets: "packet", then addresses
packets()
{
	awk -F/ -v entry="$1" '
		$1 !~ /^Trace/ { next }
		inside && $2 == back { inside = 0 }
		!inside && $2 == entry {
			inside = 1
			back = substr(last, 1, 8) \
				sprintf("%08x", hex(substr(last, 9)) + 5)
			print "packet"
		}
		inside { print $2 }
		{ last = $2 }

		function hex(text,	n, i)
		{
			for (i = 1; i <= length(text); i++)
				n = n * 16 + index("0123456789abcdef",
					substr(text, i, 1)) - 1
			return n
		}
	' <&7 >"$out/packets"
}

# Of all packets that of median length; of those alike, the last
one_packet()
{
	awk '
		function done()
		{
			if (n)
				lengths[++packets] = n
			if (packets && !((n, "x") in text))
				text[n, "x"] = addresses
		}
		$1 == "packet" { done(); n = 0; addresses = ""; next }
		{ n++; addresses = addresses $1 "\n" }
		END {
			done()
			for (i in lengths)
				for (j in lengths)
					below[i] += lengths[j] < lengths[i]
			for (i in lengths)
				if (below[i] <= packets / 2 && lengths[i] > best)
					best = lengths[i]
			printf "%s", text[best, "x"]
		}
	' "$out/packets" >"$out/packet"
}

by_function()
{
	printf '\nOf %d instructions, from netif_receive_skb() to its return:\n\n' \
		"$(wc -l <"$out/packet")"
	awk '
		function find(address,	low, high, middle)
		{
			low = 1
			high = n
			while (low < high) {
				middle = int((low + high + 1) / 2)
				if (at[middle] <= address)
					low = middle
				else
					high = middle - 1
			}
			return name[low]
		}
		NR == FNR { at[++n] = $1; name[n] = $3 " " $4; next }
		{ count[find($1)]++ }
		END { for (f in count) printf "%6d  %s\n", count[f], f }
	' "$out/symbols" "$out/packet" | sort -k 1,1nr -k 2,2
}

# Offsets into the code of the module, for addr2line
offsets()
{
	base=$(sed -n 's/^section nf_slammer 0xffffffff//p' "$out/profile")
	while IFS= read -r address; do
		offset=$((0x${address#ffffffff} - 0x$base))
		[ "$offset" -lt 0 ] || [ "$offset" -gt 1048576 ] ||
			printf '%x\n' "$offset"
	done <"$out/packet"
}

by_line()
{
	offsets | addr2line -j .text -f -e "build/kmod/$series/nf_slammer.ko" |
	sed 's,^/.*/kmod/[^/]*/kmod/,kmod/,; s,^/.*/linux-headers-[^/]*/,,; s, (.*,,' |
	paste - - >"$out/lines"
	printf '\nOf these in nf_slammer, by function:\n\n'
	cut -f 1 "$out/lines" | sort | uniq -c | sort -nr
	printf '\nand by line:\n\n'
	sort "$out/lines" | uniq -c |
		awk '{ printf "%7d %s %s\n", $1, $3, $2 }' | sort -k 2,2V
}

# What the machine says goes to results; trace when it is ready
listen()
{
	while IFS= read -r line; do
		echo "$line" >>"$out/profile"
		case $line in
		"profile "*)
			entry=$(sed -n 's/^symbol \([0-9a-f]*\) . netif_receive_skb$/\1/p' \
				"$out/profile")
			packets "$entry" &
			printf 'singlestep on\nlog exec,nochain\n' >&4
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

one_packet
sort -k 2,2 "$out/profile" | sed -n 's/^symbol //p' >"$out/symbols"
by_function
if grep -q "^section nf_slammer " "$out/profile"; then
	by_line
fi
