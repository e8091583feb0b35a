#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Breaks every arrow once, in a copy of the tree, and expects arrows.sh to print each
# line that does. One line for each; exit status 1 if a broken arrow was not found.
set -u

cd "$(dirname "$0")/.." || exit 1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r kmod userspace advisories "$tree"
missed=0

if ! tests/arrows.sh "$tree" >/dev/null; then
	echo "not ok arrows: broken before anything was changed"
	exit 1
fi

# breaks NAME FILE LINE: with LINE appended to FILE, arrows.sh must print both
breaks()
{
	if [ ! -f "$tree/$2" ]; then
		echo "not ok $1: $2 is not there"
		missed=1
		return
	fi
	printf '%s\n' "$3" >>"$tree/$2"
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$tree/expected"
}

# found: what was broken, all at once
found()
{
	tests/arrows.sh "$tree" >"$tree/found"
	while IFS=$(printf '\t') read -r name file line; do
		if grep -F "$file:" "$tree/found" | grep -qF -- ":$line "; then
			echo "ok $name"
		else
			echo "not ok $name: not found"
			missed=1
		fi
	done <"$tree/expected"
}

breaks "kmod includes userspace" kmod/hook.c '#include "userspace/policy/model.h"'
breaks "kmod includes libc" kmod/hook.c '#include <stdio.h>'
breaks "kmod climbs its ladder" kmod/policy.c '#include "devices.h"'
breaks "netlink is the top of kmod" kmod/events.c '#include "netlink/internal.h"'
breaks "kmod's state needs no unit" kmod/netns.h '#include "stats.h"'
breaks "matcher includes the kernel" kmod/include/nfslammer/ssrp.h '#include <linux/skbuff.h>'
breaks "matcher includes libc" kmod/include/nfslammer/packet.h '#include <string.h>'
breaks "matcher includes the module" kmod/include/nfslammer/ssrp.h '#include "policy.h"'
breaks "matcher in halves" kmod/include/nfslammer/ssrp.h '#ifdef __KERNEL__'
breaks "hook knows the wire" kmod/hook.c 'int x = nla_put_u32(skb, NFSL_A_RULE, 1);'
breaks "version check" kmod/hook.c '#if LINUX_VERSION_CODE < 7'
breaks "shared .c file" userspace/policy/model.c '#include "../../kmod/policy.c"'
breaks "userspace takes the module's header" userspace/policy/model.c '#include "kmod/policy.h"'
breaks "userspace knows advisories" userspace/store/store.h '#include "facts/facts.h"'
breaks "daemon knows the wire" userspace/slammerd/main.c 'int x = NFSL_CMD_POLICY_ADD;'
breaks "slammerctl reads captures by itself" userspace/slammerctl/main.c '#include <pcap/pcap.h>'
breaks "capture is below slammerctl" userspace/capture/capture.h '#include "slammerctl/cli.h"'
breaks "daemon knows SQL" userspace/slammerd/main.c 'const char *q = "SELECT 1";'
breaks "daemon knows libconfig" userspace/slammerd/main.c '#include <libconfig.h>'
breaks "facts know layout" advisories/facts/facts.h '#include <unilbrk.h> /* u8_width */'
breaks "words in C" advisories/facts/facts.h '/* 注意喚起 */'
breaks "daemon knows netlink" userspace/slammerd/inspection.c '#include <libmnl/libmnl.h>'
breaks "daemon knows NFQUEUE" userspace/slammerd/inspection.c 'int x = NFQA_CFG_F_GSO;'
breaks "samples know netlink" userspace/inspect/samples.c 'int x = mnl_nlmsg_ok(0, 0);'
breaks "inspect includes kernel" userspace/inspect/inspector.h '#include "kernel/client.h"'
breaks "common includes policy" userspace/common/names.h '#include "policy/model.h"'
breaks "config includes policy" userspace/config/schema.h '#include "policy/model.h"'
breaks "constituents include policy" userspace/constituents/constituents.h '#include "policy/model.h"'
breaks "the model includes its parser" userspace/policy/model.h '#include "policy/parse/internal.h"'
breaks "the model knows libconfig" userspace/policy/model.h '#include <libconfig.h>'
breaks "policy includes machine" userspace/policy/model.h '#include "machine/network.h"'
breaks "machine includes kernel" userspace/machine/network.h '#include "kernel/network.h"'
breaks "policy includes kernel" userspace/policy/model.h '#include "kernel/client.h"'
breaks "client includes store" userspace/kernel/client.h '#include "store/store.h"'
breaks "store includes kernel" userspace/store/store.h '#include "kernel/client.h"'
breaks "status asks the store" userspace/status/metrics.h '#include "store/store.h"'
breaks "the loop restricts calls" userspace/slammerd/os/loop.c '#include <seccomp.h>'
breaks "a template converts charsets" advisories/markup/expand.c '#include <iconv.h>'
breaks "a mail signs by itself" advisories/render/mail/mail.c '#include <gpgme.h>'
breaks "signatures know mails" advisories/sign/sign.h '#include "render/mail/mail.h"'
breaks "a page writes XML by itself" advisories/render/text/text.c '#include <libxml/xmlwriter.h>'
breaks "a command replaces folders" advisories/slammer-advisory/publish.c 'int x = RENAME_EXCHANGE;'
breaks "a notice packs by itself" advisories/notices/notice.c '#include <zip.h>'
breaks "notices know the command" advisories/notices/run.h '#include "slammer-advisory/cli.h"'
breaks "the site collects facts" advisories/site/site.h '#include "facts/facts.h"'
breaks "the loop serves HTTP" userspace/slammerd/os/loop.c '#include <microhttpd.h>'
breaks "advisories ask the kernel" advisories/facts/facts.h '#include "kernel/client.h"'
breaks "renderer asks the store" advisories/render/text/layout.h '#include "store/store.h"'
breaks "import asks the store" advisories/import/import.h '#include "store/store.h"'
breaks "recipes read bulletins" advisories/recipes/recipes.h '#include "bulletin/content.h"'
breaks "bulletins render themselves" advisories/bulletin/edition.c '#include "render/text/text.h"'
breaks "facts render" advisories/facts/facts.h '#include "render/render.h"'
found
exit $missed
