#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: image.sh SERIES
#
# Packs what the lab's machine runs: an initramfs of busybox, the real ip, the
# modules of Debian's kernel that the topology needs, our module and programs,
# the lab's tools and scripts. Packed again only when one of these has changed.
set -eu

# Modules of Debian's kernel; what they depend on is found
MODULES="virtio_pci virtio_blk veth 8021q bridge macvlan ipvlan bonding team dummy tun
	 ipip ip_gre sit vxlan geneve macsec ctr gcm ghash-generic vrf nfnetlink_queue
	 nf_defrag_ipv4 nf_defrag_ipv6 nft_chain_nat nft_nat nft_masq ifb sch_ingress
	 cls_matchall act_mirred mpls_router mpls_iptunnel nf_flow_table_inet
	 nft_flow_offload xfrm_user esp4 seqiv xfrm_interface ip_vti l2tp_eth fou"
PROGRAMS="slammerd slammerctl slammer-advisory"
SYSTEM="tsql sqlite3 setpriv"
GCONV=/usr/lib/x86_64-linux-gnu/gconv

die()
{
	echo "image.sh: $*" >&2
	exit 1
}

# Everything the image is made of
inputs()
{
	for program in $PROGRAMS; do
		stat -c '%n %s %Y' "build/$program"
	done
	find tests/lab/image.sh tests/lab/modules.sh tests/lab/guest \
		tests/vectors/vectors.txt etc advisories/templates build/lab/bin \
		"$kernel/release" "build/kmod/$series/nf_slammer.ko" /bin/busybox \
		-type f -printf '%p %s %T@\n' | sort
}

# copy_libraries PROGRAM...: what the dynamic linker will look for; ldd complains of
# programs that need none
copy_libraries()
{
	ldd "$@" 2>/dev/null | sed -n 's/.*[[:space:]]\(\/[^[:space:]]*\) (0x.*/\1/p' |
	sort -u | while IFS= read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -L "$library" "$root$library"
	done
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
	cp /bin/busybox "$root/bin/"
	cp -L "$(command -v ip || echo /sbin/ip)" "$root/usr/sbin/ip"
	cp -L "$(command -v nft || echo /usr/sbin/nft)" "$root/usr/sbin/nft"
	cp -L "$(command -v tc || echo /sbin/tc)" "$root/usr/sbin/tc"
	for program in $SYSTEM; do
		cp "/usr/bin/$program" "$root/usr/bin/"
	done
	# Of the two programs for JSON this one starts in a tenth of the time, and the
	# lab starts it more than a thousand times.
	cp /usr/bin/gojq "$root/usr/bin/jq"
	cp tests/lab/guest/freetds.conf "$root/etc/freetds/"
	# FreeTDS converts between character sets, and glibc loads how
	mkdir -p "$root$GCONV"
	cp "$GCONV/gconv-modules" "$GCONV/ISO8859-1.so" "$GCONV/UTF-16.so" \
		"$root$GCONV/"
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
		cp "build/$program" "$root/usr/sbin/"
	done
	cp build/lab/bin/* "$root/usr/bin/"
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
