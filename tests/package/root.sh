#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: root.sh SUITE DIRECTORY PACKAGE...
#
# A small Debian of that release in DIRECTORY with these packages in it (chroot.sh).
# Made once, and again when the list of packages changes.
set -eu

suite=$1
directory=$2
shift 2
wanted=$(printf '%s\n' "$@" | sort -u)
[ "$(cat "$directory.holds" 2>/dev/null)" != "$wanted" ] || exit 0

rm -f "$directory.holds"
# shellcheck disable=SC2086 # a list of words
"$(dirname "$0")/../chroot.sh" --copy "$suite" "$directory" $wanted
echo "$wanted" >"$directory.holds"
