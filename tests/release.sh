#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: release.sh [enter]
#
# What may differ in the other supported release of Debian (machine.sh): its compiler,
# libraries and packaging tools. Builds programs and unit tests there, in a chroot,
# without a warning, and runs unit tests and the bulletins' golden texts; builds
# and checks the packages. Results are lines "ok NAME" and "not ok NAME: why".
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

enter()
{
	root=$(tests/chroot.sh "$other" make) && copy_tree &&
		there tests/deps.sh programs options unit deb &&
		there tests/deps.sh release
}

# The warnings of another compiler are errors here.
compile()
{
	there make -s "-j$(nproc)" programs units build/scenario &&
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

mkdir -p "$out"
if [ "${1:-}" = enter ]; then
	enter
	exit
fi
for step in enter compile; do
	$step >"$out/$step.log" 2>&1
	status=$?
	say $status $step
	[ $status -eq 0 ] || exit 1
done
for step in units goldens; do
	$step >"$out/$step.log" 2>&1
	status=$?
	grep -E '^(ok|failed|not ok) ' "$out/$step.log" | sed 's/^failed /not ok /'
	grep -q '^ok ' "$out/$step.log" || status=1
	say $status $step
done
tests/package/check.sh "$other" | sed 's,^\(ok\|not ok\) ,\1 package/,'
