#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: release.sh [enter]
#
# What may differ in the other supported release of Debian (machine.sh): its compiler,
# libraries and packaging tools. In a chroot of it this builds and checks the packages;
# builds the unit tests, without a warning, and runs them; and has the programs of the
# packages write the bulletins' golden texts, so that these are compiled once. Results
# are lines "ok NAME", "not ok NAME: why" and "skipped NAME: why".
#
# "enter" only makes the chroot, with our tree and what it needs to be built there.
#
# Not the lab, which is about kernels, nor what asks other programs (browsers, parsers).
set -u

cd "$(dirname "$0")/.." || exit 1
other=$(tests/machine.sh other)
out=$PWD/build/release
tree=/nf-slammer

# say STATUS NAME
say()
{
	if [ "$1" -eq 0 ]; then
		echo "ok $2"
	else
		tail -n 20 "$out/$2.log"
		echo "not ok $2: $(grep . "$out/$2.log" | tail -n 1)"
	fi
}

# there COMMAND...: in our tree in the chroot
there()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	tests/chroot.sh --in "$root" sh -c 'cd "$1" && shift && exec "$@"' sh \
		"$tree" "$@"
}

# The tree as it is here; what was built there stays.
copy_tree()
{
	mkdir -p "$root$tree"
	find "$root$tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
	tar -cf - --exclude=./build --exclude=./.git . | tar -C "$root$tree" -xpf -
}

# The chroot is ours, so its packages may be upgraded.
enter()
{
	root=$(tests/chroot.sh "$other" make) && copy_tree &&
		there env UPGRADE=yes tests/deps.sh programs options unit deb release
}

# The warnings of another compiler are errors here. The programs, for which the package
# check asks the same, are those of the packages; the store's scenarios are no part
# of them. Unit tests are without sanitizers, which cost more than half: what these find
# is found on this machine.
compile()
{
	there ln -sf -t build "package-$other/objects/slammerctl" \
		"package-$other/objects/slammer-advisory" || return 1
	# shellcheck disable=SC2016 # make expands it
	there make -s "-j$(nproc)" 'CHECKED_CFLAGS=$(ALL_CFLAGS) -O1 -U_FORTIFY_SOURCE' \
		units build/scenario || return 1
	! grep -E 'warning:' "$out/compile.log"
}

# passed on as they are
units()
{
	there env CI="${CI:-}" tests/run.sh unit
}

goldens()
{
	there tests/advisories/test-goldens.sh
}

# first STEP: what follows needs it
first()
{
	$1 >"$out/$1.log" 2>&1
	status=$?
	say $status "$1"
	[ $status -eq 0 ] || exit 1
}

mkdir -p "$out"
if [ "${1:-}" = enter ]; then
	enter
	exit
fi
first enter
tests/package/check.sh "$other" | sed 's,^\(ok\|not ok\) ,\1 package/,'
first compile
for step in units goldens; do
	$step >"$out/$step.log" 2>&1
	status=$?
	grep -E '^(ok|failed|skipped|not ok) ' "$out/$step.log" | sed 's/^failed /not ok /'
	grep -q '^ok ' "$out/$step.log" || status=1
	say $status $step
done
