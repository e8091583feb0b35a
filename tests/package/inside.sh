#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The packages in a clean Debian, from the first installation to the purge. Runs
# there; check.sh put older/, newer/ and tests.sh beside it.
set -u

export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive MANPAGER=cat PATH INITRD
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# No initramfs for a kernel that does not boot, where its headers bring the kernel
INITRD=No
PACKAGES="nf-slammer nf-slammer-dkms nf-slammer-advisory"
UNITS="nf-slammer.service nf-slammer@blue.service"
EXPOSURE=1.5
kernel=$(basename /lib/modules/*-cloud-amd64)
genetlink=$(echo /usr/src/linux-headers-*-common/include/net/genetlink.h)

cd /work || exit 1
# shellcheck source=tests.sh
. ./tests.sh

# dpkg_quiet COMMAND...: it succeeds, and dpkg finds no problem
dpkg_quiet()
{
	"$@" >/tmp/output 2>&1 || { cat /tmp/output; fail "$*: status $?"; }
	cat /tmp/output
	[ -z "$(dpkg --audit)" ] || fail "dpkg --audit: $(dpkg --audit | head -n 1)"
}

# module: the file that DKMS has installed, compressed where the kernel's own are
module()
{
	find "/lib/modules/$kernel/updates" -name 'nf_slammer.ko*' -size +0 2>/dev/null
}

# All files, but for those of the package manager and of man, and for the account,
# which stays
everything()
{
	find / -xdev \( -path /proc -o -path /work -o -path /tmp \
		-o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log \
		-o -path /dev -o -path /run -o -name .updated \) -prune -o -print |
	grep -v -e '^/etc/\(passwd\|group\|shadow\|gshadow\|.pwd.lock\)' \
		-e '^/etc/ld.so.cache' -e '^/lib/modules/[^/]*/modules\.' \
		-e '^/usr/lib/modules/[^/]*/modules\.' |
	sort
}

# version_of FOLDER: the upstream version, without Debian's revision
version_of()
{
	dpkg-deb -f "$1"/nf-slammer_*.deb Version | sed 's/-[^-]*$//'
}

test_install()
{
	dpkg_quiet dpkg -i older/*.deb
	prints "building the module for kernel $kernel"
	for package in $PACKAGES; do
		[ "$(dpkg-query -W -f '${Status}' "$package")" = \
			"install ok installed" ] || fail "$package is not installed"
	done
}

test_user()
{
	getent passwd nf-slammer >/dev/null || fail "there is no user"
	[ "$(stat -c '%U:%G %a' /var/lib/nf-slammer)" = \
		"nf-slammer:nf-slammer 750" ] || fail "wrong owner or mode of the state"
}

test_module()
{
	[ -n "$(module)" ] || fail "there is no module"
	modinfo -F version "$(module)" | grep -q . || fail "no version"
	modinfo -F description "$(module)" | grep -q . || fail "no description"
	modinfo -F vermagic "$(module)" | grep -q "^$kernel " || fail "not for $kernel"
	for parameter in all_netns sources_outside sources_inside flows; do
		modinfo -F parm "$(module)" |
			grep -q "^$parameter:.*(default .*(\(bool\|uint\))$" ||
			fail "parameter $parameter is not described"
	done
	[ "$(modinfo -F parm "$(module)" | wc -l)" -eq 4 ] || fail "more parameters"
}

test_programs()
{
	for program in slammerd slammerctl slammer-advisory; do
		"$program" --version || fail "$program --version"
		"$program" --help >/dev/null || fail "$program --help"
	done
	[ "$(slammerctl --version)" = "slammerctl $(version_of older)" ] ||
		fail "the programs are of $(slammerctl --version)"
	slammerctl policy check /etc/nf-slammer/policy.conf || fail "policy check"
	slammerd --check || fail "slammerd --check"
	# and as the user whom the daemon becomes
	slammerd --check --user nf-slammer || fail "slammerd --check --user"
	# without the module it says what to do
	! slammerd --foreground --user nf-slammer >/tmp/output 2>&1 ||
		fail "slammerd runs without a module"
	prints "modprobe nf_slammer"
	prints "dkms status"
}

# From a sensor's report to pages and a notice, with only what was installed
test_bulletin()
{
	cat >/tmp/report.csv <<-END
		timestamp,protocol,src_ip,src_port,dst_ip,dst_port,family,count
		2026-01-26 01:00:00,udp,192.0.2.77,1025,198.51.100.1,1434,slammer,7
	END
	slammer-advisory import --sensor dark --store /tmp/dark.db \
		/tmp/report.csv || fail "import"
	slammer-advisory new --store /tmp/dark.db --from 2026-01-26 \
		--until 2026-01-27 --json >/tmp/new.json || fail "new"
	slammer-advisory approve 1 --hash "$(jq -r .hash /tmp/new.json)" ||
		fail "approve"
	slammer-advisory publish 1 || fail "publish"
	[ -s /var/lib/nf-slammer/site/index.html ] || fail "there is no page"
	slammer-advisory notify --dry-run --store /tmp/dark.db \
		--from 2026-01-26 --until 2026-01-27 || fail "notify"
	rm /tmp/dark.db* /tmp/report.csv /tmp/new.json
}

test_manual()
{
	for page in 8/slammerd 8/slammerctl 5/nf-slammer-policy 4/nf-slammer \
			5/nf-slammer-json 5/nf-slammer-metrics 5/nf-slammer-store \
			5/nf-slammer-templates 5/nf-slammer-publisher \
			5/nf-slammer-constituents 5/nf-slammer-archive 5/nf-slammer-facts \
			7/nf-slammer-mail 1/slammer-advisory \
			1/slammer-advisory-import 1/slammer-advisory-notify \
			1/slammer-advisory-publish; do
		man "${page%/*}" "${page#*/}" >/tmp/page || fail "man $page"
		grep -q NAME /tmp/page || fail "$page is empty"
	done
}

test_completion()
{
	for program in slammerd slammerctl slammer-advisory; do
		[ -s "/usr/share/bash-completion/completions/$program" ] ||
			fail "$program has none"
		bash -c '. /usr/share/bash-completion/bash_completion
			_completion_loader "$1"
			complete -p "$1"' bash "$program" || fail "$program"
	done
}

test_shapes()
{
	slammerctl policy check --json /etc/nf-slammer/policy.conf |
		jq -e . >/dev/null || fail "that is no JSON"
	jq -e . /usr/share/nf-slammer/shapes/*.json >/dev/null || fail "a shape"
}

test_example()
{
	slammerctl policy test /etc/nf-slammer/policy.conf \
		/usr/share/nf-slammer/example.pcap --from auto >/tmp/output ||
		fail "the example"
	grep -q ' accept   solicited$' /tmp/output || fail "the example has no flow"
	grep -q ' drop     worm$' /tmp/output || fail "the example has no worm"
}

test_units()
{
	for unit in $UNITS; do
		systemd-analyze verify "$unit" >/tmp/output 2>&1 || fail "verify $unit"
		[ ! -s /tmp/output ] || fail "$unit: $(head -n 1 /tmp/output)"
		exposure=$(systemd-analyze security --offline=yes --no-pager "$unit" |
			sed -n 's/.*exposure level for [^:]*: \([0-9.]*\) .*/\1/p')
		echo "note: $unit: exposure $exposure"
		[ -n "$exposure" ] || fail "$unit: no figure"
		awk "BEGIN { exit !($exposure <= $EXPOSURE) }" ||
			fail "$unit: $exposure is more than $EXPOSURE"
	done
}

# The operator's edits stay; files without edits are the new ones
test_upgrade()
{
	echo '# Mine.' >>/etc/nf-slammer/policy.conf
	echo statistics >/var/lib/nf-slammer/statistics.db
	dpkg_quiet dpkg --force-confold -i newer/*.deb
	grep -q '^# Mine\.$' /etc/nf-slammer/policy.conf || fail "the edit is gone"
	[ -s /etc/nf-slammer/policy.conf.dpkg-dist ] || fail "no new policy beside it"
	[ -s /var/lib/nf-slammer/statistics.db ] || fail "the statistics are gone"
	[ "$(slammerctl --version)" = "slammerctl $(version_of newer)" ] ||
		fail "the programs are of $(slammerctl --version)"
	dkms status nf-slammer | grep -q "$(version_of newer).*installed" ||
		fail "the module is the previous one"
	! dkms status nf-slammer | grep -q "$(version_of older)" ||
		fail "the old module is still there"
	[ -n "$(module)" ] || fail "there is no module"
}

# remembered [WHY]: the kernel is one without a module, for that reason
remembered()
{
	grep -q "^$kernel	.*$1" /var/lib/nf-slammer/not-built ||
		fail "not-built has no '$1' for the kernel"
}

# Installs the DKMS package again, which builds the module
reinstall()
{
	dpkg_quiet dpkg -i newer/nf-slammer-dkms_*.deb
}

# What the package of the kernel's headers does when it is configured
install_headers()
{
	dpkg_quiet run-parts --report --exit-on-error --arg="$kernel" \
		/etc/kernel/header_postinst.d
	dpkg_quiet "/var/lib/dpkg/info/linux-headers-$kernel.postinst" configure
}

test_kernel_without_headers()
{
	mv "/lib/modules/$kernel/build" /tmp/build
	reinstall
	prints "headers"
	run-parts --arg="$kernel" /etc/kernel/postinst.d >/tmp/output 2>&1 ||
		fail "the kernel's hooks fail"
	prints "no module for kernel $kernel before its headers are there"
	remembered "its headers are not installed"
	mv /tmp/build "/lib/modules/$kernel/build"
}

test_kernel_that_breaks_the_build()
{
	cp "$genetlink" /tmp/genetlink.h
	echo '#error "this kernel is not like the others"' >>"$genetlink"
	reinstall
	prints "could NOT be built for kernel $kernel"
	prints "this kernel is not like the others"
	[ -z "$(module)" ] || fail "a module came out of it"
	install_headers
	run-parts --arg="$kernel" /etc/kernel/postinst.d >/tmp/output 2>&1 ||
		fail "the kernel's hooks fail"
	prints "could NOT be built for kernel $kernel"
	remembered "this kernel is not like the others"
	cp /tmp/genetlink.h "$genetlink"
}

test_repaired_kernel()
{
	install_headers
	[ -n "$(module)" ] || fail "the module is not there again"
	! grep -q "^$kernel	" /var/lib/nf-slammer/not-built ||
		fail "the kernel is still said to have no module"
}

test_remove()
{
	# shellcheck disable=SC2086 # a list of words
	dpkg_quiet dpkg -r $PACKAGES
	[ -z "$(module)" ] || fail "the module is still there"
	grep -q '^# Mine\.$' /etc/nf-slammer/policy.conf || fail "the edit is gone"
	[ -s /var/lib/nf-slammer/statistics.db ] || fail "the statistics are gone"
	[ -s /var/lib/nf-slammer/advisories.db ] || fail "the bulletins are gone"
}

test_purge_of_the_daemon()
{
	dpkg_quiet dpkg -P nf-slammer
	prints "/var/lib/nf-slammer/statistics.db"
	[ -s /var/lib/nf-slammer/statistics.db ] || fail "the statistics are gone"
	[ -s /var/lib/nf-slammer/advisories.db ] || fail "the bulletins are gone"
	[ -s /var/lib/nf-slammer/site/index.html ] || fail "the site is gone"
}

test_purge()
{
	# shellcheck disable=SC2086 # a list of words
	dpkg_quiet dpkg -P $PACKAGES
	# What the purge said that it keeps
	[ -s /var/lib/nf-slammer/advisories.db ] || fail "the bulletins are gone"
	rm -r /var/lib/nf-slammer
	everything >/tmp/after
	diff /tmp/before /tmp/after || fail "left behind: $(diff /tmp/before \
		/tmp/after | sed -n 's/^> //p' | head -n 1)"
	# the account stays, so that its number is not used again
	getent passwd nf-slammer >/dev/null || fail "the user is gone"
}

everything >/tmp/before
run_tests "$0"
