// SPDX-License-Identifier: GPL-2.0-only
/*
 * redirects.c - what tc redirects past the ingress hook: IFB devices come and go
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/rtnetlink.h>

#include "hook.h"
#include "inet.h"
#include "redirects.h"

static bool is_ifb(const struct net_device *dev)
{
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind, "ifb");
}

static void ifb_added(struct nfsl_net *nn, const struct net_device *dev)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	int err;

	nn->n_ifb++;
	static_branch_inc(&nfsl_redirects);
	err = policy ? nfsl_inet_hook(nn, policy) : 0;
	if (err && net_ratelimit())
		netdev_warn(dev, "nf_slammer: what is redirected here is not guarded, error %d\n",
			    err);
}

static void ifb_removed(struct nfsl_net *nn)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);

	nn->n_ifb--;
	static_branch_dec(&nfsl_redirects);
	nfsl_inet_unhook(nn, policy);
}

static int redirects_event(struct notifier_block *block, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	/* as long as it is referenced, it is reported to go again and again */
	if (!is_ifb(dev) || (event == NETDEV_UNREGISTER &&
			     dev->reg_state == NETREG_UNREGISTERED))
		return NOTIFY_DONE;
	if (event == NETDEV_REGISTER)
		ifb_added(nfsl_net(dev_net(dev)), dev);
	else if (event == NETDEV_UNREGISTER)
		ifb_removed(nfsl_net(dev_net(dev)));
	return NOTIFY_DONE;
}

static struct notifier_block redirects_notifier = {
	.notifier_call = redirects_event,
};

/* Tells of all devices that there are, and at the end that they are not. */
int nfsl_redirects_init(void)
{
	return register_netdevice_notifier(&redirects_notifier);
}

void nfsl_redirects_exit(void)
{
	unregister_netdevice_notifier(&redirects_notifier);
}
