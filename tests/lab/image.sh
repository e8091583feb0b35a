#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: image.sh KERNEL
#
# Packs what the lab's machine runs: an initramfs of busybox, the real ip, the
# modules of Debian's kernel that the topology needs, our module and programs,
# the lab's tools and scripts. Packed again only when one of these has changed.
#
# For a kernel of another architecture than this machine's, programs and libraries of
# Debian come from the root of tests/kernels/root.sh, and ours are built for it.
set -eu

# Modules of Debian's kernel; what they depend on is found
MODULES="virtio_pci virtio_blk veth 8021q bridge macvlan ipvlan bonding team dummy tun
	 ipip ip_gre sit vxlan geneve macsec ctr gcm ghash-generic vrf nfnetlink_queue
	 nf_defrag_ipv4 nf_defrag_ipv6 nft_chain_nat nft_nat nft_masq ifb sch_ingress
	 cls_matchall act_mirred mpls_router mpls_iptunnel nf_flow_table_inet
	 nft_flow_offload xfrm_user esp4 seqiv xfrm_interface ip_vti l2tp_eth fou
	 virtio_console sha512_generic jitterentropy_rng drbg"
PROGRAMS="slammerd slammerctl slammer-advisory"
SYSTEM="tsql sqlite3 setpriv"

die()
{
	echo "image.sh: $*" >&2
	exit 1
}

# Everything the image is made of
inputs()
{
	for program in $PROGRAMS; do
		stat -c '%n %s %Y' "$ours/$program"
	done
	find tests/lab/image.sh tests/lab/modules.sh tests/lab/guest \
		tests/vectors/vectors.txt etc advisories/templates "$ours/lab/bin" \
		"$kernel/release" "build/kmod/$series/nf_slammer.ko" \
		"$debian/bin/busybox" \
		-type f -printf '%p %s %T@\n' | sort
}

# needed FILE...: what the dynamic linker will look for, and the linker itself; a file
# that needs nothing, or is a script, has no such lines
needed()
{
	readelf -ld "$@" 2>/dev/null | sed -n \
		-e 's/.*(NEEDED).*\[\(.*\)\]$/\1/p' \
		-e 's,.*interpreter: \(.*\)\]$,\1,p' | sort -u
}

# library NAME: its path in Debian's root; the linker has one already
library()
{
	case $1 in
	/*) echo "$1"; return ;;
	esac
	for directory in "/lib/$triplet" "/usr/lib/$triplet" /lib64 /lib /usr/lib; do
		[ ! -e "$debian$directory/$1" ] || {
			echo "$directory/$1"
			return
		}
	done
	die "there is no library $1 for $architecture"
}

# copy_libraries FILE...: what they need, and what that needs in turn
copy_libraries()
{
	names=$(needed "$@")
	for name in $names; do
		path=$(library "$name")
		[ ! -e "$root$path" ] || continue
		mkdir -p "$root$(dirname "$path")"
		cp -L "$debian$path" "$root$path"
		copy_libraries "$root$path"
	done
}

# copy_program NAME [AS]: of Debian, wherever it has it
copy_program()
{
	for directory in /usr/bin /usr/sbin /bin /sbin; do
		[ -e "$debian$directory/$1" ] || continue
		cp -L "$debian$directory/$1" "$root${2:-/usr/bin/$1}"
		return
	done
	die "there is no program $1 for $architecture"
}

copy_modules()
{
	# shellcheck disable=SC2086 # a list of words
	tests/lab/modules.sh "$series" "$root/modules" $MODULES
	cp "build/kmod/$series/nf_slammer.ko" "$root/"
}

copy_system()
{
	mkdir -p "$root/bin" "$root/sbin" "$root/usr/bin" "$root/usr/sbin" \
		"$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/tmp" \
		"$root/var/lib" "$root/etc/freetds"
	copy_program busybox /bin/busybox
	for program in ip nft tc; do
		copy_program "$program" "/usr/sbin/$program"
	done
	for program in $SYSTEM; do
		copy_program "$program"
	done
	# Of the two programs for JSON this one starts in a tenth of the time, and the
	# lab starts it more than a thousand times.
	copy_program gojq /usr/bin/jq
	cp tests/lab/guest/freetds.conf "$root/etc/freetds/"
	# FreeTDS converts between character sets, and glibc loads how
	gconv=/usr/lib/$triplet/gconv
	mkdir -p "$root$gconv"
	for file in gconv-modules ISO8859-1.so UTF-16.so; do
		cp "$debian$gconv/$file" "$root$gconv/"
	done
	echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
	echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>"$root/etc/passwd"
	echo 'nf-slammer:x:901:901::/var/lib/nf-slammer:/bin/sh' \
		>>"$root/etc/passwd"
	printf '%s\n' root:x:0: nf-slammer:x:901: lookers:x:902: \
		changers:x:903: >"$root/etc/group"
}

copy_ours()
{
	mkdir -p "$root/etc/nf-slammer" "$root/usr/share/nf-slammer" \
		"$root/lab"
	for program in $PROGRAMS; do
		cp "$ours/$program" "$root/usr/sbin/"
	done
	cp "$ours"/lab/bin/* "$root/usr/bin/"
	cp etc/*.conf "$root/etc/nf-slammer/"
	cp -R advisories/templates "$root/usr/share/nf-slammer/"
	cp -R tests/lab/guest/. "$root/lab/"
	cp tests/vectors/vectors.txt "$root/lab/"
	ln -s lab/init "$root/init"
}

cd "$(dirname "$0")/../.."
series=${1:-}
kernel=build/kernels/$series
[ -s "$kernel/release" ] || die "kernel '$series' is not there"
out=build/lab/$series
mkdir -p "$out"
read -r compiler architecture _ triplet _ <<END
$(tests/kernels/about.sh "$series")
END
[ -n "$triplet" ] || exit 1
ours=$(tests/kernels/programs.sh "$compiler" "$architecture" "$triplet")
debian=
[ "$ours" = build ] || debian=$(tests/kernels/root.sh "$compiler" "$architecture")

inputs >"$out/inputs.new"
if [ -s "$out/initramfs" ] && cmp -s "$out/inputs" "$out/inputs.new"; then
	rm "$out/inputs.new"
	exit 0
fi

root=$out/root
rm -rf "$root"
mkdir -p "$root"
copy_system
copy_modules
copy_ours
copy_libraries "$root"/bin/busybox "$root"/usr/sbin/* "$root"/usr/bin/*
(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >"$out/initramfs"
rm -rf "$root"
mv "$out/inputs.new" "$out/inputs"
