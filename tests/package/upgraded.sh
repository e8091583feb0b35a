#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Our packages while the Debian 12 around them becomes a Debian 13. Runs in it;
# upgrade.sh put the packages of 12 (before/) and 13 (after/), a store, and the package
# sources of 13 beside it.
# shellcheck disable=SC2317 # functions are called by their names
set -u

export LC_ALL=C.UTF-8 TZ=UTC DEBIAN_FRONTEND=noninteractive PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
PACKAGES="nf-slammer nf-slammer-dkms nf-slammer-advisory"
STORE=/var/lib/nf-slammer/statistics.db

cd /work || exit 1
# shellcheck source=tests.sh
. ./tests.sh

# apt COMMAND...
apt()
{
	apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold \
		"$@" >/tmp/output 2>&1 </dev/null ||
		{ tail -n 40 /tmp/output; fail "apt-get $1: status $?"; }
	[ -z "$(dpkg --audit)" ] || fail "dpkg --audit: $(dpkg --audit | head -n 1)"
}

# revision PACKAGE
revision()
{
	dpkg-query -W -f '${Version}' "$1" | sed 's/.*-//'
}

# bulletins FOLDER: those of the store and of the archive, but for the day
bulletins()
{
	mkdir -p "$1"
	for lang in en ja; do
		slammer-advisory render --lang $lang --store $STORE \
			--from 2026-01-26 --until 2026-01-27 >"$1/render.$lang" ||
			fail "render --lang $lang"
		slammer-advisory render 1 --lang $lang >"$1/archive.$lang" ||
			fail "render 1 --lang $lang"
	done
	slammer-advisory facts --store $STORE --from 2026-01-26 \
		--until 2026-01-27 >"$1/facts" || fail facts
	sed -i "s/$day/DAY/g; s/$(TZ=JST-9 date +%F)/DAY/g" "$1"/*
}

# Configuration, programs, store and bulletins are as they were on Debian 12.
alive()
{
	for package in $PACKAGES; do
		[ "$(dpkg-query -W -f '${Status}' "$package")" = \
			"install ok installed" ] || fail "$package is not installed"
	done
	for program in slammerd slammerctl slammer-advisory; do
		"$program" --version || fail "$program --version"
	done
	grep -q '^# Mine\.$' /etc/nf-slammer/policy.conf || fail "the policy is not mine"
	grep -q '^# Mine\.$' /etc/nf-slammer/publisher.conf ||
		fail "the publisher is not mine"
	slammerctl policy check --no-interfaces /etc/nf-slammer/policy.conf ||
		fail "policy check"
	slammerd --check --user nf-slammer || fail "slammerd --check"
	[ "$(sqlite3 $STORE 'PRAGMA integrity_check')" = ok ] || fail "the store"
	bulletins /tmp/now
	diff -r /tmp/before /tmp/now || fail "other bulletins than on Debian 12"
	[ -s /usr/lib/systemd/system/nf-slammer.service ] || fail "there is no unit"
	[ "$(systemctl is-enabled nf-slammer.service)" = enabled ] ||
		fail "the unit is no longer enabled"
	systemd-analyze verify nf-slammer.service || fail "the unit has an error"
}

# module KERNEL: it is built for it, with its version
module()
{
	file=/lib/modules/$1/updates/dkms/nf_slammer.ko
	[ -s "$file" ] || [ -s "$file.xz" ] || fail "there is no module for $1"
	modinfo -k "$1" -F vermagic nf_slammer | grep -q "^$1 " ||
		fail "the module is not for $1"
}

test_packages_of_12()
{
	dpkg -i before/*.deb || fail "dpkg -i"
	[ "$(revision nf-slammer)" = "1~deb12" ] || fail "$(revision nf-slammer)"
	module "$(basename /lib/modules/6.1.*-cloud-amd64)"
}

test_in_use_on_12()
{
	echo '# Mine.' >>/etc/nf-slammer/policy.conf
	echo '# Mine.' >>/etc/nf-slammer/publisher.conf
	install -o nf-slammer -g nf-slammer statistics.db $STORE
	systemctl -q enable nf-slammer.service
	slammer-advisory new --store $STORE --from 2026-01-26 --until 2026-01-27 \
		--json >/tmp/new.json || fail new
	slammer-advisory approve 1 --hash "$(jq -r .hash /tmp/new.json)" ||
		fail approve
	slammer-advisory publish 1 || fail publish
	bulletins /tmp/before
	alive
}

# A kernel comes with it, and its headers.
test_dist_upgrade()
{
	cp sources.list /etc/apt/sources.list
	apt update
	apt install linux-headers-cloud-amd64 linux-image-cloud-amd64
	apt dist-upgrade
	grep -q ^13 /etc/debian_version || fail "this is $(cat /etc/debian_version)"
	new=$(basename /lib/modules/*+deb13-cloud-amd64)
	module "$new"
}

test_packages_of_12_on_13()
{
	[ "$(revision nf-slammer)" = "1~deb12" ] || fail "$(revision nf-slammer)"
	alive
}

test_packages_of_13()
{
	apt install ./after/*.deb
	for package in $PACKAGES; do
		[ "$(revision "$package")" = "1~deb13" ] ||
			fail "$package $(revision "$package")"
	done
	# What only Debian 12 has is gone, but for its kernel
	apt autoremove
	! ldd /usr/sbin/slammerd | grep 'not found' || fail "a library is missing"
	alive
}

test_modules_of_13()
{
	for kernel in /lib/modules/*/build; do
		module "$(basename "${kernel%/build}")"
	done
	dkms status nf-slammer
}

test_old_bulletin_can_be_revised()
{
	slammer-advisory list || fail list
	slammer-advisory new --store $STORE --from 2026-01-26 --until 2026-01-27 \
		--json >/tmp/new.json || fail "a new bulletin"
	slammer-advisory publish 1 || fail "publish again"
}

test_site_is_there()
{
	[ -s /var/lib/nf-slammer/site/index.html ] || fail "there is no page"
}

day=$(TZ=JST-9 date +%F)
run_tests "$0"
