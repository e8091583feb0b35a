// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - a network namespace: set up, guard, publish a policy, tear down
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>

#include "device.h"
#include "devices.h"
#include "events.h"
#include "flows.h"
#include "hook.h"
#include "inet.h"
#include "netns.h"
#include "policy.h"
#include "source_table.h"
#include "stats.h"

static bool all_netns;
module_param(all_netns, bool, 0444);
MODULE_PARM_DESC(all_netns,
		 "guard every network namespace with the built-in policy, not only the one that loads the module (default N)");

unsigned int nfsl_net_id __read_mostly;

/* Stands for the ports of a policy while there is none. */
static DECLARE_BITMAP(no_ports, 65536);

static void net_free(struct nfsl_net *nn)
{
	nfsl_events_free(nn);
	nfsl_sources_free(nn);
	nfsl_flows_free(nn);
	free_percpu(nn->counters);
	nn->counters = NULL;
	bitmap_free(nn->slots);
	nn->slots = NULL;
}

/*
 * What a namespace needs to be guarded, once: counters, tables, and the hook on
 * the router's own output. Under RTNL.
 */
static int net_alloc(struct nfsl_net *nn)
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
		err = nfsl_events_alloc(nn);
	if (!err)
		err = nfsl_devices_hook_local(nn);
	if (err) {
		nfsl_device_barrier();
		net_free(nn);
		return err;
	}
	nn->epoch = get_random_u64();
	return 0;
}

/* Fill in the ports of its signatures. Is there one for another port than 1434? */
static bool ports_fill(struct nfsl_policy *policy)
{
	const struct signatures *set = &policy->ruleset.signatures;
	bool other = false;
	u32 i;

	for (i = 0; i < set->count; i++) {
		__set_bit((__force u16)htons(set->list[i].port), policy->ports);
		other |= set->list[i].port != SSRP_PORT;
	}
	return other;
}

/* A policy that was published and is replaced. */
static void policy_unpublish(struct nfsl_policy *policy)
{
	if (!policy)
		return;
	if (policy->other_ports)
		static_branch_dec(&nfsl_signatures_in_use);
	nfsl_policy_free_rcu(policy);
}

void nfsl_net_prepare(struct nfsl_net *nn, const struct nfsl_policy *policy)
{
	nfsl_flows_prepare(nn, policy->has_flows, policy->flows);
}

int nfsl_net_publish(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_policy *old = rtnl_dereference(nn->policy);
	int err;

	err = net_alloc(nn);
	if (!err)
		err = nfsl_inet_hook(nn, policy);
	if (!err)
		err = nfsl_devices_hook(nn, policy);
	if (!err)
		err = nfsl_sources_resize(nn, policy->tracking.outside,
					  policy->tracking.inside);
	if (!err)
		err = nfsl_flows_publish(nn, policy->has_flows, policy->flows);
	nfsl_flows_discard(nn);
	if (err) {
		nfsl_devices_unhook(nn);
		nfsl_inet_unhook(nn, old);
		nfsl_policy_free(policy);
		return err;
	}

	policy->generation = ++nn->generation;
	policy->other_ports = ports_fill(policy);
	if (policy->other_ports)
		static_branch_inc(&nfsl_signatures_in_use);
	rcu_assign_pointer(nn->policy, policy);
	rcu_assign_pointer(nn->ports, policy->ports);
	nfsl_devices_unhook(nn);
	nfsl_inet_unhook(nn, policy);
	policy_unpublish(old);
	return 0;
}

int nfsl_net_guard(struct nfsl_net *nn)
{
	struct nfsl_policy *policy;
	int err = 0;

	policy = nfsl_policy_builtin();
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	nfsl_net_prepare(nn, policy);
	rtnl_lock();
	if (rtnl_dereference(nn->policy)) {
		nfsl_policy_free(policy);
		nfsl_flows_discard(nn);
	} else {
		err = nfsl_net_publish(nn, policy);
	}
	if (err && nn->counters) {
		nfsl_devices_unhook_local(nn);
		nfsl_device_barrier();
		net_free(nn);
	}
	rtnl_unlock();
	return err;
}

void nfsl_net_drop_draft(struct nfsl_net *nn)
{
	nfsl_draft_free(nn->draft);
	nn->draft = NULL;
	nn->draft_owner = 0;
}

static int __net_init net_init(struct net *net)
{
	struct nfsl_net *nn = nfsl_net(net);

	nn->net = net;
	RCU_INIT_POINTER(nn->ports, no_ports);
	spin_lock_init(&nn->lock);
	mutex_init(&nn->transaction);
	hash_init(nn->devices);
	return all_netns ? nfsl_net_guard(nn) : 0;
}

static void net_pre_exit(struct net *net)
{
	struct nfsl_net *nn = nfsl_net(net);

	rtnl_lock();
	nfsl_devices_unhook_local(nn);
	nfsl_inet_unhook(nn, NULL);
	rtnl_unlock();
}

static void __net_exit net_exit_batch(struct list_head *list)
{
	struct nfsl_policy *policy;
	struct nfsl_net *nn;
	struct net *net;

	list_for_each_entry(net, list, exit_list) {
		nn = nfsl_net(net);
		mutex_lock(&nn->transaction);
		nfsl_net_drop_draft(nn);
		mutex_unlock(&nn->transaction);
	}
	nfsl_device_barrier();
	list_for_each_entry(net, list, exit_list) {
		nn = nfsl_net(net);
		policy = rcu_dereference_protected(nn->policy, true);
		RCU_INIT_POINTER(nn->policy, NULL);
		RCU_INIT_POINTER(nn->ports, no_ports);
		policy_unpublish(policy);
		net_free(nn);
	}
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.pre_exit = net_pre_exit,
	.exit_batch = net_exit_batch,
	.id = &nfsl_net_id,
	.size = sizeof(struct nfsl_net),
};

int __init nfsl_netns_init(void)
{
	return register_pernet_subsys(&net_ops);
}

/* Also after a load that failed: waits for callbacks of this module. */
void nfsl_netns_exit(void)
{
	unregister_pernet_subsys(&net_ops);
	nfsl_device_barrier();
}
