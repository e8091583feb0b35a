#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# usage: arrows.sh [TREE]
#
# The forbidden arrows of the design: which room may include which, and which one
# alone knows netlink attributes, SQL, the policy language, the words. Prints each
# violation with its place; exit status 1 if there is any. arrows-test.sh shows that
# every violation is found.
set -u

cd "${1:-$(dirname "$0")/..}" || exit 1
broken=$(mktemp)
trap 'rm -f "$broken"' EXIT

# sources DIR... [-- DIR NOT...]: the C files below some folders, but not others
sources()
{
	prune=
	dirs=
	for arg; do
		case $arg in
		--) prune=yes ;;
		*) if [ -n "$prune" ]; then
			prune="$prune|^$arg"
		   else
			dirs="$dirs $arg"
		   fi ;;
		esac
	done
	# shellcheck disable=SC2086 # a list of folders
	find $dirs -name '*.[ch]' 2>/dev/null | grep -vE "${prune:-^$}" | sort
}

# forbid WHY PATTERN FILE...: no line of them matches (extended, comments count),
# unless it matches $but as well
forbid()
{
	why=$1
	pattern=$2
	shift 2
	[ $# -gt 0 ] || return 0
	grep -nE -- "$pattern" "$@" /dev/null | grep -vE -- "${but:-^$}" |
	sed "s|\$|    <- $why|" >>"$broken"
}

# room WHAT DIR FORBIDDEN: no file of room DIR includes any of the rooms named
room()
{
	# shellcheck disable=SC2046 # file names have no blanks
	forbid "$1 must not include this" \
		"^[[:space:]]*#[[:space:]]*include[[:space:]]+\"(\.\./)*($3)" $(sources "$2")
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]+'

# shellcheck disable=SC2046 # file names have no blanks
module_arrows()
{
	forbid "kmod includes the kernel and itself only" \
		"$include(<(std|string|sys/|libmnl|jansson|sqlite)|\"(.*/)?(userspace|advisories|tests|policy/model|names/|store/|kernel/))" \
		$(sources kmod)
	but='<linux/types\.h>' forbid "kmod/include knows fixed-width types only" \
		"$include<" $(sources kmod/include)
	forbid "kmod/include includes only its own headers" \
		"$include\"(\.\./|[a-z_]+\.h|netlink/)" \
		$(sources kmod/include)
	forbid "one matcher for both sides, so no halves" \
		'__KERNEL__' $(sources kmod/include)
	forbid "only kmod/netlink knows the wire in the kernel" \
		'NFSL_(A|CMD)_|nla_(put|get|nest)|genl(msg)?_' \
		$(sources kmod -- kmod/netlink kmod/include/uapi)
	forbid "only compat.h looks at kernel versions" \
		'LINUX_VERSION_CODE|KERNEL_VERSION' $(sources kmod -- kmod/compat.h)
}

# The units of kmod are a ladder (kmod/netns.h): each includes lower steps only
# shellcheck disable=SC2046
module_ladder()
{
	awk -v why="kmod is a ladder, and this is not a lower step" '
	BEGIN {
		split("compat stats policy pages source_table device event_ring" \
		      " flows source_record events queue offload tables hook zones" \
		      " devices inet notifier redirects netns netlink main", unit, " ")
		split("0 1 1 1 2 2 2 3 3 3 3 3 4 4 4 5 5 6 6 6 7 8", number, " ")
		for (i in unit)
			step[unit[i]] = number[i]
	}
	FNR == 1 {
		own = FILENAME
		sub(/^kmod\//, "", own)
		sub(/[.\/].*/, "", own)
		sub(/^policy_draft/, "policy", own)
		sub(/^(classify|egress)/, "hook", own)
		sub(/^source_memory/, "source_table", own)
	}
	/^[[:space:]]*#[[:space:]]*include[[:space:]]+"/ && !/"(nfslammer|uapi)\// {
		split($0, part, "\"")
		other = part[2]
		gsub(/\.\.\//, "", other)
		sub(/^internal\.h/, "netlink", other)
		sub(/[.\/].*/, "", other)
		# netns.h is what all stand on; netns.c is near the top
		if (other == own || other == "netns")
			next
		if (!(own in step) || !(other in step) || step[other] >= step[own] ||
		    FILENAME == "kmod/netns.h")
			printf "%s:%d:%s    <- %s\n", FILENAME, FNR, $0, why
	}' $(sources kmod -- kmod/include) >>"$broken"
}

# shellcheck disable=SC2046
sharing_arrows()
{
	forbid "headers are shared, never .c files" \
		"${include}[\"<].*\.c[\">]" $(sources kmod userspace advisories tests)
	forbid "userspace and advisories take kmod/include only" \
		"$include\"(.*/)?kmod/" $(sources userspace advisories)
	forbid "userspace does not know advisories" \
		"$include\"(.*/)?(advisories|facts|bulletin|render|notices)/" \
		$(sources userspace)
}

# shellcheck disable=SC2046
knowledge_arrows()
{
	forbid "only userspace/kernel knows the wire" \
		'NFSL_(A|CMD)_' \
		$(sources userspace advisories -- userspace/kernel/)
	forbid "only the wire and the queue know netlink" \
		'libmnl|mnl_' \
		$(sources userspace advisories -- userspace/kernel/ \
		  userspace/inspect/queue)
	forbid "only userspace/inspect/queue.c knows NFQUEUE" \
		'libnetfilter_queue/|nfq_|NFQ(A|NL)_' \
		$(sources userspace advisories -- userspace/inspect/queue)
	forbid "only db, store and archive know SQL" \
		'sqlite3?[_.]|"(SELECT|INSERT|UPDATE|DELETE FROM|CREATE TABLE) ' \
		$(sources userspace advisories -- userspace/store/ userspace/db/ advisories/archive/)
	forbid "only config and the parsers of files know libconfig" \
		'libconfig\.h|config_(setting|lookup|read|init)' \
		$(sources userspace advisories -- userspace/config/ userspace/policy/parse/ \
		  userspace/constituents/ advisories/publisher/config)
	forbid "only advisories/render knows how text is laid out" \
		'uni(width|linebrk|str|case)\.h|u8_' \
		$(sources userspace advisories -- advisories/render/)
	forbid "only advisories/render converts charsets" \
		'<iconv\.h>|iconv_open' \
		$(sources userspace advisories -- advisories/render/)
	forbid "only advisories/sign knows gpgme" \
		'<gpgme\.h>|gpgme_' \
		$(sources userspace advisories -- advisories/sign/)
	forbid "only render/html/xml.c knows libxml2" \
		'<libxml/|xmlTextWriter|xmlEncode' \
		$(sources userspace advisories -- advisories/render/html/xml)
	forbid "only notices/attach/zip.c knows libzip" \
		'<zip\.h>|zip_(open|close|source|file|discard)' \
		$(sources userspace advisories -- advisories/notices/attach/zip)
	forbid "only advisories/site puts folders in each other's place" \
		'renameat2\(|RENAME_EXCHANGE' \
		$(sources userspace advisories -- advisories/site/)
	forbid "only userspace/capture reads captures" \
		'<(pcap/|zlib\.h)|pcap_(fopen|next)' \
		$(sources userspace advisories -- userspace/capture/ \
		  userspace/inspect/samples)
	forbid "only slammerd/control/metrics_server.c knows libmicrohttpd" \
		'microhttpd|MHD_' \
		$(sources userspace advisories -- userspace/slammerd/control/metrics_server)
	forbid "only slammerd/os/seccomp.c knows libseccomp" \
		'<seccomp\.h>|scmp_|SCMP_' \
		$(sources userspace advisories -- userspace/slammerd/os/seccomp)
	forbid "words for constituents belong in templates" \
		"[$(printf '\343')-$(printf '\357')]" $(LC_ALL=C; sources advisories)
}

room_arrows()
{
	room "common" userspace/common "(config|constituents|policy|machine|db|kernel|store|inspect|status|slammerd|slammerctl)/"
	room "config" userspace/config "(constituents|policy|machine|db|kernel|store|inspect|status|slammerd|slammerctl)/"
	room "constituents" userspace/constituents "(policy|machine|db|kernel|store|inspect|status|slammerd|slammerctl)/"
	room "policy" userspace/policy "(machine|constituents|db|kernel|store|inspect|status|slammerd|slammerctl)/"
	but='^userspace/policy/parse/' room "the model" userspace/policy "policy/parse/"
	room "machine" userspace/machine "(constituents|db|kernel|store|inspect|status|slammerd|slammerctl)/"
	room "db" userspace/db "(policy|machine|kernel|constituents|inspect|status|slammerd|slammerctl)/"
	room "kernel" userspace/kernel "(db|store|inspect|status|slammerd|slammerctl)/"
	room "inspect" userspace/inspect "(db|kernel|store|status|slammerd|slammerctl)/"
	room "store" userspace/store "(policy|machine|kernel|inspect|status|slammerd|slammerctl)/"
	room "status" userspace/status "(db|store|slammerd|slammerctl)/"
	room "capture" userspace/capture "(constituents|policy|db|kernel|inspect|store|status|slammerd|slammerctl)/"
	room "slammerctl" userspace/slammerctl "(db|store|slammerd)/"
	room "advisories" advisories "(kernel|machine|slammerd|slammerctl|inspect|uapi)/"
	room "archive" advisories/archive "(store|facts|bulletin|render|sign|notices|site|import|recipes|slammer-advisory)/"
	room "render" advisories/render "(db|store|facts|archive|notices)/"
	room "sign" advisories/sign "(db|store|archive|facts|bulletin|render|notices)/"
	room "site" advisories/site "(facts|notices|import|slammer-advisory)/"
	room "notices" advisories/notices "(site|import|recipes|slammer-advisory)/"
	room "facts" advisories/facts "(bulletin|render|archive)/"
	room "recipes" advisories/recipes "(db|store|archive|facts|bulletin|render|sign|notices|site|slammer-advisory)/"
	room "bulletin" advisories/bulletin "(render|sign|notices|site|recipes|import|slammer-advisory)/"
	room "import" advisories/import "(policy|db|store|archive|facts|bulletin|render|slammer-advisory)/"
}

module_arrows
module_ladder
sharing_arrows
LC_ALL=C knowledge_arrows
room_arrows

cat "$broken"
[ ! -s "$broken" ]
