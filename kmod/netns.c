// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - a network namespace: set up, guard, publish a policy, tear down
 */
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "device.h"
#include "devices.h"
#include "hook.h"
#include "inet.h"
#include "netns.h"
#include "policy.h"
#include "tables.h"

static bool all_netns;
module_param(all_netns, bool, 0444);
MODULE_PARM_DESC(all_netns,
		 "guard every network namespace with the built-in policy, not only the one that loads the module (default N)");

unsigned int nfsl_net_id __read_mostly;

/* Stands for the ports of a policy while there is none. */
static DECLARE_BITMAP(no_ports, 65536);

/* The hook on the router's own output, once. Under RTNL. */
static int net_begin(struct nfsl_net *nn)
{
	ASSERT_RTNL();
	return nn->local ? 0 : nfsl_devices_hook_local(nn);
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

int nfsl_net_prepare(struct nfsl_net *nn, const struct nfsl_policy *policy,
		     struct netlink_ext_ack *extack)
{
	return nfsl_tables_prepare(nn, policy, false, extack);
}

/* What @policy needs is there: the one step. Under RTNL. */
static void policy_publish(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_policy *old = rtnl_dereference(nn->policy);

	nfsl_tables_publish(nn);
	policy->generation = ++nn->generation;
	policy->other_ports = ports_fill(policy);
	if (policy->other_ports)
		static_branch_inc(&nfsl_signatures_in_use);
	rcu_assign_pointer(nn->policy, policy);
	rcu_assign_pointer(nn->ports, policy->ports);
	nfsl_inet_unhook(nn, policy);
	policy_unpublish(old);
}

/* Hook all that @policy needs. If it returns 0, nothing has changed since: RTNL is held. */
static int net_hook(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	int err = net_begin(nn);

	if (err)
		return err;
	while ((err = nfsl_devices_hook(nn, policy)) > 0) {
		if (!nfsl_devices_watched())
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		nfsl_rtnl_give_way();
	}
	return err ? err : nfsl_inet_hook(nn, policy);
}

int nfsl_net_publish(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	int err;

	lockdep_assert_held(&nn->transaction);
	rtnl_lock();
	err = net_hook(nn, policy);
	if (!err)
		policy_publish(nn, policy);
	else
		nfsl_inet_unhook(nn, rtnl_dereference(nn->policy));
	while (nfsl_devices_unhook(nn))
		nfsl_rtnl_give_way();
	nfsl_devices_settle(nn);
	rtnl_unlock();
	if (err)
		nfsl_policy_free(policy);
	return err;
}

void nfsl_net_settle(struct nfsl_net *nn)
{
	nfsl_tables_settle(nn);
}

/* It has no policy, and will not get one. */
static void net_abandon(struct nfsl_net *nn)
{
	rtnl_lock();
	nfsl_devices_unhook_local(nn);
	rtnl_unlock();
	nfsl_device_barrier();
	nfsl_tables_free(nn);
}

/* Under nn->transaction. @small: with small tables */
static int net_guard(struct nfsl_net *nn, bool small)
{
	struct nfsl_policy *policy;
	int err;

	if (rcu_access_pointer(nn->policy))
		return 0;
	policy = nfsl_policy_builtin();
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	err = nfsl_tables_prepare(nn, policy, small, NULL);
	if (err) {
		nfsl_policy_free(policy);
	} else {
		err = nfsl_net_publish(nn, policy);
	}
	nfsl_tables_settle(nn);
	if (err)
		net_abandon(nn);
	return err;
}

int nfsl_net_guard(struct nfsl_net *nn)
{
	int err;

	mutex_lock(&nn->transaction);
	err = net_guard(nn, false);
	mutex_unlock(&nn->transaction);
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
	int err;

	nn->net = net;
	RCU_INIT_POINTER(nn->ports, no_ports);
	spin_lock_init(&nn->lock);
	mutex_init(&nn->transaction);
	hash_init(nn->devices);
	INIT_LIST_HEAD(&nn->tables);
	nfsl_devices_begin(nn);
	if (!all_netns)
		return 0;
	mutex_lock(&nn->transaction);
	err = net_guard(nn, net != current->nsproxy->net_ns);
	mutex_unlock(&nn->transaction);
	return err;
}

static void net_pre_exit(struct net *net)
{
	struct nfsl_net *nn = nfsl_net(net);

	rtnl_lock();
	nfsl_devices_end(nn);
	nfsl_inet_unhook(nn, NULL);
	rtnl_unlock();
	nfsl_devices_quiesce(nn);
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
		nfsl_tables_free(nn);
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
