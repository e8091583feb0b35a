#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make install and make uninstall, in a copy of the tree with programs that are none:
# where things go with another PREFIX, and that nothing is left.
# shellcheck disable=SC2317 # functions are called by their names
set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/results.sh
. tests/results.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES V
programs="build/slammerd build/slammerctl build/slammer-advisory build/example.pcap"
version=$(cat VERSION)

is "debian/changelog is of this version" \
	[ "$(sed -n '1s/.*(\(.*\)-[^-]*).*/\1/p' debian/changelog)" = "$version" ]

is "the module's package has the file that loads it at boot" \
	grep -qx usr/lib/modules-load.d debian/nf-slammer-dkms.install

tree=$work/tree
mkdir -p "$tree/build"
find Makefile VERSION Kbuild etc kmod userspace advisories tests ! -type d \
	! -path 'tests/fuzz/corpus/*' ! -path 'tests/golden/*' |
	cpio -pdm --quiet "$tree"
cd "$tree" || exit 1
for program in $programs; do
	printf '#!/bin/sh\n' >"$program"
done

# with_fakes ARGUMENT...: make takes the programs as they are
with_fakes()
{
	# shellcheck disable=SC2046,SC2086 # lists of words
	make -s $(printf -- '-o %s ' $programs) "$@" >"$work/log" 2>&1 || {
		not_ok "make $*"
		cat "$work/log"
	}
}

# says TEXT FILE: below the root
says()
{
	is "$2: $1" grep -qF -- "$1" "$root/$2"
}

# places ROOT: what still names our files below /usr itself
elsewhere()
{
	grep -rhoI '/usr/[a-z/]*\(slammer\|nf\\*-slammer\)[^ ,]*' "$root" |
		grep -v -e '^/usr/local/' -e '^/usr/src/' | sort -u | tr '\n' ' '
}

root=$work/local
echo 9.9 >VERSION
with_fakes install DESTDIR="$root" PREFIX=/usr/local
units=usr/local/lib/systemd/system
says "ExecStart=/usr/local/sbin/slammerd" $units/nf-slammer.service
says "ExecReload=/usr/local/sbin/slammerctl" $units/nf-slammer.service
says "ExecStart=/usr/local/sbin/slammerd" $units/nf-slammer@.service
says "/usr/local/lib/nf-slammer/nf-slammer-build" etc/kernel/postinst.d/nf-slammer
says "/usr/local/share/nf\-slammer/shapes" usr/local/share/man/man5/nf-slammer-json.5
says '"nf-slammer 9.9"' usr/local/share/man/man8/slammerd.8
says 'PACKAGE_VERSION="9.9"' usr/src/nf-slammer-9.9/dkms.conf
says 'VERSION=9.9' usr/local/lib/nf-slammer/nf-slammer-build
says _nf_slammer usr/local/share/bash-completion/completions/slammerctl
says _nf_slammer usr/local/share/zsh/site-functions/_slammer-advisory
says __nf_slammer usr/local/share/fish/vendor_completions.d/slammerd.fish
equal "nothing names /usr itself" "$(elsewhere)" ""
says nf_slammer usr/local/lib/modules-load.d/nf-slammer.conf
is "programs" [ -x "$root/usr/local/sbin/slammerd" ]
is "the example" [ -f "$root/usr/local/share/nf-slammer/example.pcap" ]
is "templates" [ -d "$root/usr/local/share/nf-slammer/templates/en" ]
is "hooks can be executed" [ -x "$root/etc/kernel/postinst.d/nf-slammer" ]
rm -f build/obj/advisories/slammer-advisory/cli.o
is "the folder of templates is compiled in" sh -c "make -n V=1 PREFIX=/usr/local \
	build/obj/advisories/slammer-advisory/cli.o |
	grep -q 'NF_SLAMMER_SHARE=.*/usr/local/share/nf-slammer'"

echo "# mine" >>"$root/etc/nf-slammer/policy.conf"
with_fakes install DESTDIR="$root" PREFIX=/usr/local
says "# mine" etc/nf-slammer/policy.conf
with_fakes uninstall DESTDIR="$root" PREFIX=/usr/local
equal "left by uninstall" "$(cd "$root" && find . -type f -o -type l)" \
	./etc/nf-slammer/policy.conf
is "uninstall names what it keeps" grep -q 'kept.*policy.conf' "$work/log"
equal "folders of ours left by uninstall" \
	"$(cd "$root" && find . -type d -name '*nf-slammer*')" ./etc/nf-slammer

root=$work/usr
with_fakes install DESTDIR="$root"
units=usr/lib/systemd/system
says "ExecStart=/usr/sbin/slammerd" $units/nf-slammer.service
says "/usr/lib/nf-slammer/nf-slammer-build" etc/kernel/postinst.d/nf-slammer
equal "what is loaded at boot" \
	"$(grep -v '^#' "$root/usr/lib/modules-load.d/nf-slammer.conf")" nf_slammer
with_fakes uninstall DESTDIR="$root"
equal "left by uninstall from /usr" "$(cd "$root" && find . -type f -o -type l)" ""
finish
