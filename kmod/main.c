// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - load, set up each network namespace, unload
 */
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <net/netns/generic.h>

#include "compat.h"
#include "devices.h"
#include "inet.h"
#include "main.h"
#include "netlink.h"
#include "policy.h"
#include "sources.h"
#include "stats.h"

static bool all_netns;
module_param(all_netns, bool, 0444);
MODULE_PARM_DESC(all_netns,
		 "guard every network namespace with the built-in policy, not only the one that loads the module (default N)");

static unsigned int nfsl_net_id __read_mostly;

struct nfsl_net *nfsl_net(const struct net *net)
{
	return net_generic(net, nfsl_net_id);
}

static void net_release(struct nfsl_net *nn)
{
	nfsl_sources_free(nn);
	nfsl_inet_free(nn);
	free_percpu(nn->counters);
	nn->counters = NULL;
	bitmap_free(nn->slots);
	nn->slots = NULL;
}

int nfsl_net_prepare(struct nfsl_net *nn)
{
	int err = -ENOMEM;

	ASSERT_RTNL();
	if (nn->counters)
		return 0;

	nn->slots = bitmap_zalloc(NFSL_DEVICES_MAX, GFP_KERNEL_ACCOUNT);
	nn->counters = alloc_percpu_gfp(struct nfsl_counters,
					GFP_KERNEL_ACCOUNT);
	if (nn->slots && nn->counters)
		err = nfsl_sources_alloc(nn);
	if (!err)
		err = nfsl_inet_alloc(nn);
	if (!err)
		err = nfsl_devices_local_add(nn);
	if (err) {
		nfsl_devices_barrier();
		net_release(nn);
		return err;
	}
	nn->epoch = get_random_u64();
	return 0;
}

/* Guard a namespace with the built-in policy, unless it is guarded already. */
static int net_guard(struct nfsl_net *nn)
{
	struct nfsl_policy *policy;
	int err = 0;

	policy = nfsl_policy_builtin();
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	rtnl_lock();
	if (rtnl_dereference(nn->policy))
		nfsl_policy_free(policy);
	else
		err = nfsl_policy_publish(nn, policy);
	if (err && nn->counters) {
		nfsl_devices_local_remove(nn);
		nfsl_devices_barrier();
		net_release(nn);
	}
	rtnl_unlock();
	return err;
}

static int __net_init net_init(struct net *net)
{
	struct nfsl_net *nn = nfsl_net(net);

	nn->net = net;
	nfsl_policy_none(nn);
	spin_lock_init(&nn->lock);
	mutex_init(&nn->transaction);
	hash_init(nn->devices);
	return all_netns ? net_guard(nn) : 0;
}

static void net_pre_exit(struct net *net)
{
	struct nfsl_net *nn = nfsl_net(net);

	rtnl_lock();
	nfsl_devices_local_remove(nn);
	if (nn->inet)
		nfsl_inet_release(nn, NULL);
	rtnl_unlock();
}

static void __net_exit net_exit_batch(struct list_head *list)
{
	struct nfsl_policy *policy;
	struct nfsl_net *nn;
	struct net *net;

	list_for_each_entry(net, list, exit_list)
		nfsl_netlink_abandon(nfsl_net(net));
	nfsl_devices_barrier();
	list_for_each_entry(net, list, exit_list) {
		nn = nfsl_net(net);
		policy = rcu_dereference_protected(nn->policy, true);
		RCU_INIT_POINTER(nn->policy, NULL);
		nfsl_policy_none(nn);
		nfsl_policy_retire(policy);
		net_release(nn);
	}
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.pre_exit = net_pre_exit,
	.exit_batch = net_exit_batch,
	.id = &nfsl_net_id,
	.size = sizeof(struct nfsl_net),
};

static int __init nfsl_init(void)
{
	int err;

	err = register_pernet_subsys(&net_ops);
	if (err)
		return err;
	err = nfsl_devices_init();
	if (err)
		goto out_pernet;
	err = net_guard(nfsl_net(current->nsproxy->net_ns));
	if (err)
		goto out_devices;
	err = nfsl_netlink_init();
	if (err)
		goto out_devices;
	pr_info("nf_slammer: version " NFSL_VERSION ", built-in policy in force\n");
	return 0;

out_devices:
	nfsl_devices_exit();
out_pernet:
	unregister_pernet_subsys(&net_ops);
	nfsl_devices_barrier();
	return err;
}

static void __exit nfsl_exit(void)
{
	nfsl_netlink_exit();
	nfsl_devices_exit();
	unregister_pernet_subsys(&net_ops);
	nfsl_devices_barrier();
	nfsl_inet_exit();
}

module_init(nfsl_init);
module_exit(nfsl_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The nf-slammer maintainers");
MODULE_DESCRIPTION("Drops the Slammer worm, its variants and the abuse of its protocol");
MODULE_VERSION(NFSL_VERSION);
