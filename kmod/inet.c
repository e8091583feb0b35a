// SPDX-License-Identifier: GPL-2.0-only
/*
 * inet.c - the hooks before routing
 *
 * One behind netfilter's defragmentation judges what waited. One right behind it
 * is where a packet to be queued arrives when no program listens; there is one
 * for the router's own output as well.
 */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kmod.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/percpu.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/netfilter/ipv4/nf_defrag_ipv4.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

#include "devices.h"
#include "hook.h"
#include "inet.h"
#include "judge.h"
#include "policy.h"
#include "stats.h"

#define INET_HOOKS	6

/**
 * struct nfsl_inet - what a namespace has for its hooks before routing
 * @unheard:	per CPU
 * @ops:	the hooks
 * @hooked:	@ops are registered
 * @defrag:	netfilter puts fragments together for us
 */
struct nfsl_inet {
	u64 __percpu *unheard;
	struct nf_hook_ops ops[INET_HOOKS];
	bool hooked;
	bool defrag;
};

/*
 * Netfilter's defragmentation is in modules of its own, which a router without
 * such a policy does not need: they are asked for when one comes.
 */
struct nfsl_defrag {
	int (*enable)(struct net *net);
	void (*disable)(struct net *net);
};

static struct nfsl_defrag defrag4, defrag6;

/* The packet that a hook of ours wants queued, on its way to the next one. */
struct nfsl_queued {
	const struct sk_buff *skb;
	const struct nf_hook_state *state;
};

static DEFINE_PER_CPU(struct nfsl_queued, nfsl_queued);

void nfsl_inet_unheard_add(struct nfsl_net *nn)
{
	this_cpu_inc(*nn->inet->unheard);
}

u64 nfsl_inet_unheard(const struct nfsl_net *nn)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(per_cpu_ptr(nn->inet->unheard, cpu));
	return sum;
}

/* Is somebody else the first to get what arrives on @dev? */
static bool taken_over(const struct net_device *dev)
{
	return rcu_access_pointer(dev->rx_handler);
}

bool nfsl_inet_reaches(const struct nfsl_device *device,
		       const struct sk_buff *skb, u16 type)
{
	struct net_device *dev = skb->dev;

	if (!READ_ONCE(device->nn->inet->hooked) ||
	    (type != ETHERTYPE_IP4 && type != ETHERTYPE_IP6))
		return false;
	if (netif_is_lag_port(dev))
		dev = netdev_master_upper_dev_get_rcu(dev);
	else if (taken_over(dev))
		return false;
	if (dev && skb_vlan_tag_present(skb))
		dev = __vlan_find_dev_deep_rcu(dev, skb->vlan_proto,
					       skb_vlan_tag_get_id(skb));
	return dev && !taken_over(dev) &&
	       net_eq(dev_net(dev), device->nn->net);
}

/* What netdev_walk_all_lower_dev_rcu() looks for, and what it finds. */
struct nfsl_search {
	struct nfsl_net *nn;
	struct nfsl_device *found;
};

/* Behind a bridge nobody waits, so what comes from there is not ours. */
static int search_lower(struct net_device *lower,
			struct netdev_nested_priv *priv)
{
	struct nfsl_search *search = priv->data;

	if (netif_is_bridge_master(lower))
		return 1;
	search->found = nfsl_device_by_index(search->nn, lower->ifindex);
	return !!search->found;
}

/* The device whose ingress hook has seen what comes in on @dev. RCU. */
static struct nfsl_device *hooked_below(struct nfsl_net *nn,
					struct net_device *dev)
{
	struct nfsl_search search = {
		.nn = nn, .found = nfsl_device_by_index(nn, dev->ifindex),
	};
	struct netdev_nested_priv priv = { .data = &search };

	if (!search.found && !netif_is_bridge_master(dev))
		netdev_walk_all_lower_dev_rcu(dev, search_lower, &priv);
	return search.found;
}

/* Fragments before, and one datagram since netfilter has put them together. */
static bool was_fragments(const struct sk_buff *skb, u8 family)
{
	return family == NFPROTO_IPV4 ? IPCB(skb)->frag_max_size :
					IP6CB(skb)->frag_max_size;
}

unsigned int nfsl_queue_note(const struct sk_buff *skb,
			     const struct nf_hook_state *state,
			     unsigned int verdict)
{
	if ((verdict & NF_VERDICT_MASK) != NF_QUEUE)
		skb = NULL;
	this_cpu_write(nfsl_queued.skb, skb);
	this_cpu_write(nfsl_queued.state, state);
	return verdict;
}

static unsigned int hook_inet(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_view view = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 :
						    ETHERTYPE_IP6,
		.stage = NFSL_STAGE_INET,
		.again = !was_fragments(skb, state->pf),
	};
	unsigned int verdict = NF_ACCEPT;
	struct nfsl_device *device;

	local_bh_disable();
	device = hooked_below(priv, state->in);
	if (device && !(view.again && nfsl_plain(priv, skb, view.type)))
		verdict = nfsl_queue_note(skb, state,
					  nfsl_judge(device, skb, view));
	else
		this_cpu_write(nfsl_queued.skb, NULL);
	local_bh_enable();
	return verdict;
}

/*
 * Netfilter comes by here at once when no program listens, with the very state
 * that the hook before had; later, and with another, when a program agrees.
 */
static unsigned int hook_unheard(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct nfsl_policy *policy;
	struct nfsl_net *nn = priv;

	if (this_cpu_read(nfsl_queued.skb) != skb ||
	    this_cpu_read(nfsl_queued.state) != state)
		return NF_ACCEPT;
	this_cpu_write(nfsl_queued.skb, NULL);
	nfsl_inet_unheard_add(nn);
	policy = rcu_dereference(nn->policy);
	return policy && policy->queue.open ? NF_ACCEPT : NF_DROP;
}

static void hooks_fill(struct nfsl_net *nn, struct nfsl_inet *inet)
{
	static const struct nf_hook_ops hooks[INET_HOOKS / 2] = {
		{ .hook = hook_inet, .hooknum = NF_INET_PRE_ROUTING,
		  .priority = NF_IP_PRI_CONNTRACK_DEFRAG + 1 },
		{ .hook = hook_unheard, .hooknum = NF_INET_PRE_ROUTING,
		  .priority = NF_IP_PRI_CONNTRACK_DEFRAG + 2 },
		{ .hook = hook_unheard, .hooknum = NF_INET_LOCAL_OUT,
		  .priority = INT_MIN + 1 },
	};
	u32 i;

	for (i = 0; i < INET_HOOKS; i++) {
		inet->ops[i] = hooks[i / 2];
		inet->ops[i].priv = nn;
		inet->ops[i].pf = i % 2 ? NFPROTO_IPV6 : NFPROTO_IPV4;
	}
}

static int defrag_begin(struct nfsl_net *nn)
{
	int err;

	if (nn->inet->defrag)
		return 0;
	if (!defrag4.enable || !defrag6.enable)
		return -ENOENT;
	err = defrag4.enable(nn->net);
	if (err)
		return err;
	err = defrag6.enable(nn->net);
	if (err)
		defrag4.disable(nn->net);
	else
		nn->inet->defrag = true;
	return err;
}

static void defrag_end(struct nfsl_net *nn)
{
	if (!nn->inet->defrag)
		return;
	defrag4.disable(nn->net);
	defrag6.disable(nn->net);
	nn->inet->defrag = false;
}

int nfsl_inet_adopt(struct nfsl_net *nn, const struct nfsl_policy *policy)
{
	struct nfsl_inet *inet = nn->inet;
	int err = 0;

	if (!nfsl_policy_inet(policy))
		return 0;
	if (policy->flags & NFSL_FLAG_DEFRAG)
		err = defrag_begin(nn);
	if (err || inet->hooked)
		return err;
	hooks_fill(nn, inet);
	err = nf_register_net_hooks(nn->net, inet->ops, INET_HOOKS);
	if (!err)
		WRITE_ONCE(inet->hooked, true);
	return err;
}

void nfsl_inet_release(struct nfsl_net *nn, const struct nfsl_policy *policy)
{
	struct nfsl_inet *inet = nn->inet;

	if (!policy || !(policy->flags & NFSL_FLAG_DEFRAG))
		defrag_end(nn);
	if (!inet->hooked || (policy && nfsl_policy_inet(policy)))
		return;
	WRITE_ONCE(inet->hooked, false);
	nf_unregister_net_hooks(nn->net, inet->ops, INET_HOOKS);
}

#define DEFRAG_REQUEST(defrag, name)					\
do {									\
	if (!(defrag).enable)						\
		(defrag).enable = symbol_request(name##_enable);	\
	if (!(defrag).disable)						\
		(defrag).disable = symbol_request(name##_disable);	\
} while (0)

#define DEFRAG_PUT(defrag, name)					\
do {									\
	if ((defrag).enable)						\
		symbol_put(name##_enable);				\
	if ((defrag).disable)						\
		symbol_put(name##_disable);				\
} while (0)

/* Called one at a time, under the family's mutex. */
void nfsl_inet_request(const struct nfsl_policy *policy)
{
	if (!(policy->flags & NFSL_FLAG_DEFRAG))
		return;
	DEFRAG_REQUEST(defrag4, nf_defrag_ipv4);
	DEFRAG_REQUEST(defrag6, nf_defrag_ipv6);
}

void nfsl_inet_exit(void)
{
	DEFRAG_PUT(defrag4, nf_defrag_ipv4);
	DEFRAG_PUT(defrag6, nf_defrag_ipv6);
}

int nfsl_inet_alloc(struct nfsl_net *nn)
{
	nn->inet = kzalloc(sizeof(*nn->inet), GFP_KERNEL_ACCOUNT);
	if (nn->inet)
		nn->inet->unheard = alloc_percpu_gfp(u64, GFP_KERNEL_ACCOUNT);
	return nn->inet && nn->inet->unheard ? 0 : -ENOMEM;
}

void nfsl_inet_free(struct nfsl_net *nn)
{
	if (!nn->inet)
		return;
	free_percpu(nn->inet->unheard);
	kfree(nn->inet);
	nn->inet = NULL;
}
