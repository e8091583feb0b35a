#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: apt.sh SUITE ARCHITECTURE COMMAND...		(apt-get or apt-cache)
#        apt.sh SUITE ARCHITECTURE archive
#
# Runs apt with package lists of its own, under build/kernels/apt: those of one suite of
# Debian, of any release and architecture, from the archive that this machine uses for
# its own release. What this machine has installed, and its lists, play no part; nothing
# is installed. "archive" prints the address of that archive.
set -eu

die()
{
	echo "apt.sh: $*" >&2
	exit 1
}

# archive SUITE: the address from which this machine takes a suite of its own release
archive()
{
	# shellcheck disable=SC2016 # apt's own variables
	apt-get indextargets --format '$(RELEASE) $(CODENAME) $(REPO_URI)' \
		'Created-By: Packages' |
		awk -v suite="$1" '$1 == suite || $2 == suite { print $3; exit }'
}

# For the security suites, Debian has an archive apart.
address()
{
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	case $suite in
	*-security) found=$(archive "$release-security") ;;
	*) found=$(archive "$release") ;;
	esac
	[ -n "$found" ] || die "apt has no source of Debian $release for $suite"
	echo "$found"
}

# keyring ADDRESS: the one that the machine's sources name with it, or else Debian's
keyring()
{
	named=$(grep -hlsF "${1%/}" /etc/apt/sources.list \
			/etc/apt/sources.list.d/*.list \
			/etc/apt/sources.list.d/*.sources |
		xargs -r sed -n 's/^\(.*[[ ,]\)\{0,1\}[Ss]igned-[Bb]y[:=] *\(\/[^] ,]*\).*/\2/p' |
		head -n 1)
	for file in "$named" /usr/share/keyrings/debian-archive-keyring.pgp \
			/usr/share/keyrings/debian-archive-keyring.gpg; do
		[ ! -s "$file" ] || { echo "$file"; return; }
	done
	die "no keyring of Debian's archive (package debian-archive-keyring)"
}

# lines KEY VALUE...: apt's configuration
lines()
{
	while [ $# -gt 0 ]; do
		printf '%s "%s";\n' "$1" "$2"
		shift 2
	done
}

prepare()
{
	mkdir -p "$root/lists/partial" "$root/archives/partial"
	from=$(address)
	by=$(keyring "$from")
	echo "deb [arch=$architecture signed-by=$by] $from $suite main" \
		>"$root/sources.list"
	: >"$root/status"
	lines APT::Architecture "$architecture" \
		Dir::Etc::SourceList "$root/sources.list" \
		Dir::Etc::SourceParts /dev/null \
		Dir::Etc::Preferences /dev/null \
		Dir::Etc::PreferencesParts /dev/null \
		Dir::State "$root" \
		Dir::State::Lists "$root/lists/" \
		Dir::State::Status "$root/status" \
		Dir::Cache "$root" \
		Acquire::Languages none \
		APT::Sandbox::User root >"$root/apt.conf"
	echo "#clear APT::Architectures; APT::Architectures { \"$architecture\"; };" \
		>>"$root/apt.conf"
}

cd "$(dirname "$0")/../.."
[ $# -ge 3 ] || die "usage: apt.sh SUITE ARCHITECTURE COMMAND..."
suite=$1
architecture=$2
shift 2
if [ "$1" = archive ]; then
	address
	exit 0
fi
root=$PWD/build/kernels/apt/$suite-$architecture
[ -s "$root/apt.conf" ] || prepare
cd "$OLDPWD"
APT_CONFIG=$root/apt.conf exec "$@"
