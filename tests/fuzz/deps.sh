#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs the Debian packages that fuzzing with libFuzzer needs beside those of
# tests/lab/deps.sh. Only what is missing, and only for `make fuzz`.
set -eu

PACKAGES="clang libclang-rt-dev"

missing()
{
	for package in $PACKAGES; do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null || true)
		[ "$state" = installed ] || printf '%s ' "$package"
	done
}

todo=$(missing)
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
