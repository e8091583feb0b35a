// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - load and unload
 */
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>

#include "compat.h"
#include "devices.h"
#include "inet.h"
#include "netlink/internal.h"
#include "netns.h"
#include "offload.h"
#include "redirects.h"
#include "source_table.h"

static int __init nfsl_init(void)
{
	int err;

	err = nfsl_offload_init();
	if (err)
		return err;
	err = nfsl_sources_init();
	if (err)
		goto out_offload;
	err = nfsl_netns_init();
	if (err)
		goto out_sources;
	err = nfsl_devices_init();
	if (err)
		goto out_netns;
	err = nfsl_redirects_init();
	if (err)
		goto out_devices;
	err = nfsl_net_guard(nfsl_net(current->nsproxy->net_ns));
	if (err)
		goto out_redirects;
	err = nfsl_netlink_init();
	if (err)
		goto out_redirects;
	pr_info("nf_slammer: version " NF_SLAMMER_VERSION ", built-in policy active\n");
	return 0;

out_redirects:
	nfsl_redirects_exit();
out_devices:
	nfsl_devices_exit();
out_netns:
	nfsl_netns_exit();
out_sources:
	nfsl_sources_exit();
out_offload:
	nfsl_offload_exit();
	return err;
}

static void __exit nfsl_exit(void)
{
	nfsl_netlink_exit();
	nfsl_redirects_exit();
	nfsl_devices_exit();
	nfsl_netns_exit();
	nfsl_sources_exit();
	nfsl_inet_exit();
	nfsl_offload_exit();
}

module_init(nfsl_init);
module_exit(nfsl_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The nf-slammer maintainers");
MODULE_DESCRIPTION("Drops the Slammer worm, its variants and the abuse of its protocol");
MODULE_VERSION(NF_SLAMMER_VERSION);
