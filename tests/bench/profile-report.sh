#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: profile-report.sh SERIES
#
# Of what profile.sh left in build/bench/SERIES: where the instructions of one
# packet are, and what memory the hook touches for it.
set -eu

cd "$(dirname "$0")/../.."
series=$1
out=build/bench/$series

# Of the packets of CPU 0 that of median length; of those alike, the last
one_packet()
{
	awk '
		function done()
		{
			if (n) {
				lengths[++packets] = n
				text[n] = lines
			}
			n = 0
			lines = ""
		}
		$1 == "packet" { done(); mine = $2 == 0; next }
		mine { n++; lines = lines $0 "\n" }
		END {
			done()
			for (i in lengths)
				for (j in lengths)
					below[i] += lengths[j] < lengths[i]
			for (i in lengths)
				if (below[i] <= packets / 2 && lengths[i] > best)
					best = lengths[i]
			printf "%s", text[best]
		}
	' "$out/packets"
}

by_function()
{
	sed -n 's/^symbol //p' "$out/profile" | sort | awk '
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
	' - "$out/packet" | sort -k 1,1nr -k 2,2
}

# Of the instructions that are ours: "ADDRESS FUNCTION FILE:LINE"
places()
{
	base=$(sed -n 's/^section nf_slammer 0xffffffff//p' "$out/profile")
	sed 's/ .*//' "$out/packet" | sort -u |
	while IFS= read -r address; do
		offset=$((0x${address#ffffffff} - 0x$base))
		[ "$offset" -lt 0 ] || [ "$offset" -gt 1048576 ] ||
			printf '%s %x\n' "$address" "$offset"
	done >"$out/offsets"
	sed 's/.* //' "$out/offsets" |
	addr2line -j .text -f -e "build/kmod/$series/nf_slammer.ko" |
	sed 's,^/.*/kmod/[^/]*/kmod/,kmod/,; s,^/.*/linux-headers-[^/]*/,,; s, (.*,,' |
	paste -d ' ' - - | paste -d ' ' "$out/offsets" - | cut -d ' ' -f 1,3,4
}

# count FIELDS: instructions of ours by these fields of places()
count()
{
	awk -v fields="$1" '
		NR == FNR { at[$1] = fields == 1 ? $2 : $3 " " $2; next }
		$1 in at { n[at[$1]]++ }
		END { for (place in n) printf "%6d  %s\n", n[place], place }
	' "$out/places" "$out/packet"
}

# Data that the hook touches for the packet, by cache line: how often, and where
cache_lines()
{
	awk '
		NR == FNR { at[$1] = $2; next }
		{
			for (i = 2; i <= NF; i++) {
				how = substr($i, 1, 1)
				line = substr($i, 3)
				if (!(line in n))
					order[++lines] = line
				n[line]++
				if (how == "w")
					written[line] = 1
				who = $1 in at ? at[$1] : "(kernel)"
				if (!seen[line, who]++)
					names[line] = names[line] " " who
			}
		}
		END {
			for (i = 1; i <= lines; i++)
				printf "%6d  %s %s\n", n[order[i]],
					order[i] in written ? "written" : "read   ",
					names[order[i]]
		}
	' "$out/places" "$out/packet"
}

# Cache lines that one CPU writes for its packets and the other touches for its
shared()
{
	awk '
		$1 == "packet" { cpu = $2; next }
		{
			for (i = 2; i <= NF; i++) {
				touched[cpu, substr($i, 3)] = 1
				if (substr($i, 1, 1) == "w")
					written[cpu, substr($i, 3)] = 1
			}
		}
		END {
			for (key in written) {
				split(key, part, SUBSEP)
				if ((1 - part[1], part[2]) in touched)
					n++
			}
			print n + 0
		}
	' "$out/packets"
}

one_packet >"$out/packet"
printf '\nOf %d instructions, from netif_receive_skb() to its return:\n\n' \
	"$(wc -l <"$out/packet")"
by_function
grep -q '^section nf_slammer ' "$out/profile" || exit 0

places >"$out/places"
printf '\nOf these in nf_slammer, by function:\n\n'
count 1 | sort -k 1,1nr -k 2,2
printf '\nand by line:\n\n'
count 2 | sort -k 2,2V

cache_lines >"$out/touched"
printf '\nCache lines of data that it touches, without the stack (of 64 bytes):\n\n'
cat "$out/touched"
printf '\n%d cache lines, %d of them written; written by one CPU and touched by another: %d\n' \
	"$(wc -l <"$out/touched")" "$(grep -c ' written ' "$out/touched")" "$(shared)"
