#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: kernel.sh [--help]
#
# Builds the kernel of `make check-sanitized` from Debian's linux-source-6.12
# and kernel.config, under build/kernels/sanitized and in the shape in which
# tests/lab/kernels.sh leaves Debian's own: the rest of the lab need not know.
# Some ten minutes on two cores, so a kernel is kept until the source package or
# the configuration is another; after the latter, or when it was interrupted,
# only what depends on it is built. The package is unpacked, never installed.
set -eu

SOURCE=linux-source-6.12
CONFIG=tests/sanitized/kernel.config

die()
{
	echo "kernel.sh: $*" >&2
	exit 1
}

# The version of the source package that apt would install
candidate()
{
	LC_ALL=C apt-cache policy "$SOURCE" |
		sed -n 's/^ *Candidate: \([^(].*\)/\1/p'
}

# unpack VERSION: the kernel's source, as Debian patched it, to source/
unpack()
{
	rm -rf "$tree"
	mkdir -p "$tree"
	echo "fetching Debian's $SOURCE $1"
	mkdir "$tree/deb"
	(cd "$tree/deb" && apt-get -q -o APT::Sandbox::User=root download \
		"$SOURCE=$1") >"$tree/log" 2>&1 </dev/null ||
		failed "cannot download $SOURCE"
	dpkg-deb -x "$tree"/deb/*.deb "$tree/deb"
	tar -xf "$tree/deb/usr/src/$SOURCE.tar.xz" -C "$tree"
	mv "$tree/$SOURCE" "$tree/source"
	rm -r "$tree/deb"
	origin "$1" >"$tree/origin"
}

# Which source, and where: a tree of objects cannot be moved
origin()
{
	echo "$SOURCE $1 in $PWD"
}

same_origin()
{
	[ "$(cat "$tree/origin" 2>/dev/null)" = "$(origin "$version")" ]
}

failed()
{
	grep -E '(fatal |: )error: |Error [0-9]|^E: ' "$tree/log" >&2 ||
		tail -n 20 "$tree/log" >&2
	die "$1 (all of it: $tree/log)"
}

kbuild()
{
	env -u MAKEFLAGS -u MAKELEVEL nice -n 5 make -j2 -C "$tree/source" \
		O="$PWD/$tree/objects" "$@" </dev/null >>"$tree/log" 2>&1
}

# Every line of the configuration came true: no dependency is missing
configured()
{
	missing=$(grep -E '^(# )?CONFIG_' "$CONFIG" |
		grep -vxF -f "$tree/objects/.config" || true)
	[ -z "$missing" ] || die "the kernel cannot have:
$missing"
}

build()
{
	mkdir -p "$tree/objects"
	: >"$tree/log"
	kbuild KCONFIG_ALLCONFIG="$PWD/$CONFIG" allnoconfig ||
		failed "the configuration is not accepted"
	configured
	echo "building it with KASAN, lockdep, kmemleak and UBSAN: this takes" \
		"some ten minutes, once"
	kbuild bzImage modules || failed "the kernel does not build"
	kbuild INSTALL_MOD_PATH="$PWD/$tree" modules_install ||
		failed "the modules cannot be installed"
}

# As in Debian's packages: the image, and where a module is built against it
arrange()
{
	release=$(cat "$tree/objects/include/config/kernel.release")
	mkdir -p "$tree/boot" "$tree/usr/src"
	cp "$tree/objects/arch/x86/boot/bzImage" "$tree/boot/vmlinuz-$release"
	ln -sfn ../../objects "$tree/usr/src/linux-headers-$release"
	echo "$release" >"$tree/release"
}

cd "$(dirname "$0")/../.."
case ${1:-} in
"") ;;
--help)
	sed -n 's/^# \(usage: \)/\1/p' "$0"
	exit 0
	;;
*)
	echo "kernel.sh: unknown argument '$1' (--help)" >&2
	exit 2
	;;
esac

tree=build/kernels/sanitized
version=$(candidate)
if [ -z "$version" ]; then
	# no package lists yet
	apt-get -q update >/dev/null 2>&1 </dev/null ||
		die "apt-get update failed"
	version=$(candidate)
	[ -n "$version" ] || die "apt knows no package $SOURCE"
fi
# What has been built is what would be built
config=$(sha256sum <"$CONFIG")
if same_origin && [ -s "$tree/release" ] &&
   [ "$config" = "$(cat "$tree/config" 2>/dev/null)" ]; then
	exit 0
fi

same_origin || unpack "$version"
rm -f "$tree/release"
build
echo "$config" >"$tree/config"
arrange
