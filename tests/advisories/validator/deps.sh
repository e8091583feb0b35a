#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: deps.sh FOLDER
#
# Puts the CSAF validator into FOLDER, in exactly the versions of
# package-lock.json, with node and npm from Debian if the machine has none. Does
# nothing if they are there already.
set -eu

into=$(realpath -m "$1")
cd "$(dirname "$0")"

for tool in node npm; do
	command -v "$tool" >/dev/null || {
		../../deps.sh csaf
		break
	}
done

if cmp -s package-lock.json "$into/installed"; then
	cp csaf-check.js "$into"
	exit 0
fi
rm -rf "$into"
mkdir -p "$into"
cp package.json package-lock.json csaf-check.js "$into"
cd "$into"
# The network may fail for a moment.
for try in 1 2 3; do
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
		>"$into/npm.log" 2>&1 && break
	[ "$try" -lt 3 ] || {
		tail -n 20 "$into/npm.log" >&2
		exit 1
	}
	sleep 5
done
cp package-lock.json installed
