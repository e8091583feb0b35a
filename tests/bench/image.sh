#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: image.sh SERIES
#
# Packs what the machine runs that measures: an initramfs of busybox, the modules
# and programs of those that nf_slammer is compared with, nf_slammer and
# nfsl_bench, the frames, and the policy.
set -eu

# Modules of Debian's kernel; what they depend on is found
MODULES="dummy nf_tables iptable_raw xt_tcpudp xt_length xt_u32 sch_ingress
	cls_bpf"
PROGRAMS="nft iptables-legacy tc ip"
TOOLS="benchpush benchcount benchbpf"
XTABLES=/usr/lib/x86_64-linux-gnu/xtables
PLUGINS="libxt_udp libxt_length libxt_u32 libxt_standard"

# The case, and the test vector that stands for it
FRAMES="worm=worm-in variant=variant-no-marks request=freetds
	other=dns-id-other udp-other=dns-query tcp=tcp-1434
	stranger=freetds-stranger answer=answer-dearest
	answer-both=answer-dearest-both"

die()
{
	echo "image.sh: $*" >&2
	exit 1
}

# copy_libraries PROGRAM...: what the dynamic linker will look for
copy_libraries()
{
	ldd "$@" | sed -n 's/.*[[:space:]]\(\/[^[:space:]]*\) (0x.*/\1/p' |
	sort -u | while IFS= read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -L "$library" "$root$library"
	done
}

copy_modules()
{
	# shellcheck disable=SC2086 # a list of words
	tests/lab/modules.sh "$series" "$root/modules" $MODULES
}

copy_programs()
{
	mkdir -p "$root/bin" "$root/sbin" "$root/usr/bin" "$root/usr/sbin" \
		"$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/tmp" \
		"$root$XTABLES"
	cp /bin/busybox "$root/bin/"
	for program in $PROGRAMS; do
		for dir in /usr/sbin /sbin /usr/bin; do
			[ -x "$dir/$program" ] || continue
			cp -L "$dir/$program" "$root/usr/sbin/$program"
			break
		done
		[ -x "$root/usr/sbin/$program" ] || die "there is no $program"
	done
	for plugin in $PLUGINS; do
		cp "$XTABLES/$plugin.so" "$root$XTABLES/"
	done
}

# The policy as shipped. Its allow entries are those that benchpush makes, and
# where it makes none the rule accepts requests: they pass in any case.
copy_policies()
{
	cp etc/policy.conf "$root/bench/policy.conf"
	sed '/^ingress: {/,/^};/s/request = "drop"/request = "accept"/' \
		etc/policy.conf >"$root/bench/policy-0.conf"
	! cmp -s "$root/bench/policy.conf" "$root/bench/policy-0.conf" ||
		die "etc/policy.conf has no rule that drops requests"
}

copy_ours()
{
	mkdir -p "$root/bench"
	cp tests/bench/guest/*.sh "build/kmod/$series/nf_slammer.ko" \
		"build/bench/kmod/$series/nfsl_bench.ko" "$root/bench/"
	for tool in $TOOLS; do
		cp "build/bench/bin/$tool" "$root/usr/sbin/"
	done
	cp tests/bench/guest/init "$root/init"
	# shellcheck disable=SC2086 # a list of words
	build/bench/bin/benchframe tests/vectors/vectors.txt $FRAMES \
		>"$root/bench/frames"
	copy_policies
}

cd "$(dirname "$0")/../.."
series=${1:-}
kernel=build/kernels/$series
[ -s "$kernel/release" ] || die "kernel '$series' is not there"
out=build/bench/$series

root=$out/root
rm -rf "$root"
mkdir -p "$root"
copy_programs
copy_modules
copy_ours
copy_libraries "$root"/usr/sbin/* "$root$XTABLES"/*
(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >"$out/initramfs"
rm -rf "$root"
