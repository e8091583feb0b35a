#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: deps.sh [PACKAGE...]
#
# Installs the Debian packages that building, `make run` and `make check` need,
# and those named besides.
# Only what is missing, and nothing that belongs to a kernel: those packages are
# unpacked under build/ by kernels.sh and never installed.
set -eu

# Compilers, libraries and what the programs link with
BUILD="gcc gcc-12 make libc6-dev pkg-config libconfig-dev libmnl-dev
	libsqlite3-dev libjansson-dev libunistring-dev libpcap-dev libsystemd-dev
	libmicrohttpd-dev libseccomp-dev libnetfilter-queue-dev
	libgcrypt20-dev libgpgme-dev libxml2-dev libzip-dev libcap-ng-dev"
# What the kernel's build system runs
KBUILD="libelf1 libssl3 zlib1g pahole perl xz-utils"
# The lab: a machine, and what is in it
LAB="qemu-system-x86 busybox-static iproute2 kmod cpio freetds-bin jq
	sqlite3"
# The checks
CHECK="tmux curl bash-completion gpg gpg-agent gpgv python3 python3-jsonschema
	chromium fonts-noto-cjk libxml2-utils poppler-utils
	python3-prometheus-client python3-yaml python3-exabgp libcmocka-dev
	sparse shellcheck man-db"

missing()
{
	for package in $BUILD $KBUILD $LAB $CHECK "$@"; do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null || true)
		[ "$state" = installed ] || printf '%s ' "$package"
	done
}

todo=$(missing "$@")
[ -n "$todo" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
	echo "deps.sh: not root, and these packages are missing: $todo" >&2
	exit 1
fi

echo "installing: $todo"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
if ! { apt-get -q update &&
       apt-get -q -y --no-install-recommends install $todo; } \
     </dev/null >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "deps.sh: apt-get failed" >&2
	exit 1
fi
