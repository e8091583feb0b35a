// SPDX-License-Identifier: GPL-2.0-only
/*
 * inet.c - the hooks before routing
 *
 * Right after netfilter's defragmentation they classify what was deferred.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kmod.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/rtnetlink.h>
#include <net/ip.h>
#include <net/netfilter/ipv4/nf_defrag_ipv4.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

#include "compat.h"
#include "device.h"
#include "hook.h"
#include "inet.h"
#include "offload.h"
#include "policy.h"

/*
 * Netfilter's defragmentation is in modules of its own. They are loaded when the
 * first policy comes that needs them.
 */
struct nfsl_defrag {
	int (*enable)(struct net *net);
	void (*disable)(struct net *net);
};

static struct nfsl_defrag defrag4, defrag6;

/* Was it reassembled from fragments by netfilter? */
static bool was_reassembled(const struct sk_buff *skb, u8 family)
{
	return family == NFPROTO_IPV4 ? IPCB(skb)->frag_max_size :
					IP6CB(skb)->frag_max_size;
}

static unsigned int hook_inet(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_context context = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 :
						    ETHERTYPE_IP6,
		.stage = NFSL_STAGE_INET,
		.recheck = !nfsl_redirected(skb) &&
			   !was_reassembled(skb, state->pf),
		.state = state,
	};
	unsigned int verdict = NF_ACCEPT;
	struct nfsl_device *device;

	/* again, for the device of its VRF; from here nothing can be queued */
	if (netif_is_l3_master(state->in))
		return NF_ACCEPT;
	nfsl_redirect_over(skb);
	local_bh_disable();
	device = nfsl_device_below(priv, state->in, false);
	if (device && !(context.recheck &&
			nfsl_irrelevant(priv, skb, context.type)))
		verdict = nfsl_classify(device, skb, context);
	local_bh_enable();
	return verdict;
}

static void hooks_fill(struct nfsl_net *nn)
{
	u32 i;

	for (i = 0; i < NFSL_INET_HOOKS; i++)
		nn->inet_ops[i] = (struct nf_hook_ops) {
			.hook = hook_inet,
			.priv = nn,
			.pf = i ? NFPROTO_IPV6 : NFPROTO_IPV4,
			.hooknum = NF_INET_PRE_ROUTING,
			.priority = NF_IP_PRI_CONNTRACK_DEFRAG + 1,
		};
}

static int defrag_enable(struct nfsl_net *nn)
{
	int err;

	if (nn->inet_defrag)
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
		nn->inet_defrag = true;
	return err;
}

static void defrag_disable(struct nfsl_net *nn)
{
	if (!nn->inet_defrag)
		return;
	defrag4.disable(nn->net);
	defrag6.disable(nn->net);
	nn->inet_defrag = false;
}

/* What a bridge takes was redirected past the ingress hook of its port. */
static unsigned int hook_bridge(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nfsl_device *device;

	if (!nfsl_redirected(skb))
		return NF_ACCEPT;
	device = nfsl_device_below(priv, state->in, false);
	return device ? nfsl_hook_ingress(device, skb, state) : NF_ACCEPT;
}

static int bridge_hook(struct nfsl_net *nn)
{
	int err;

	if (!NFSL_BRIDGE || !nn->n_ifb || nn->bridge_hooked)
		return 0;
	nn->bridge_ops = (struct nf_hook_ops) {
		.hook = hook_bridge,
		.priv = nn,
		.pf = NFPROTO_BRIDGE,
		.hooknum = NF_BR_PRE_ROUTING,
		.priority = INT_MIN,
	};
	err = nf_register_net_hook(nn->net, &nn->bridge_ops);
	nn->bridge_hooked = !err;
	return err;
}

static void bridge_unhook(struct nfsl_net *nn)
{
	if (!nn->bridge_hooked)
		return;
	nf_unregister_net_hook(nn->net, &nn->bridge_ops);
	nn->bridge_hooked = false;
}

static bool needs_inet(const struct nfsl_net *nn,
		       const struct nfsl_policy *policy)
{
	return policy && (nn->n_ifb || nfsl_policy_needs_inet(policy));
}

int nfsl_inet_hook(struct nfsl_net *nn, const struct nfsl_policy *policy)
{
	int err = 0;

	if (!needs_inet(nn, policy))
		return 0;
	if (policy->flags & NFSL_FLAG_DEFRAG)
		err = defrag_enable(nn);
	if (!err)
		err = bridge_hook(nn);
	if (err || nn->inet_hooked)
		return err;
	hooks_fill(nn);
	err = nf_register_net_hooks(nn->net, nn->inet_ops, NFSL_INET_HOOKS);
	if (!err)
		WRITE_ONCE(nn->inet_hooked, true);
	return err;
}

void nfsl_inet_unhook(struct nfsl_net *nn, const struct nfsl_policy *policy)
{
	if (!policy || !(policy->flags & NFSL_FLAG_DEFRAG))
		defrag_disable(nn);
	if (!policy || !nn->n_ifb)
		bridge_unhook(nn);
	if (!nn->inet_hooked || needs_inet(nn, policy))
		return;
	WRITE_ONCE(nn->inet_hooked, false);
	nf_unregister_net_hooks(nn->net, nn->inet_ops, NFSL_INET_HOOKS);
}

#define DEFRAG_REQUEST(defrag, name)					\
do {									\
	if (!(defrag).enable)						\
		(defrag).enable = symbol_request(name##_enable);	\
	if (!(defrag).disable)						\
		(defrag).disable = nfsl_defrag_disable_get(name);	\
} while (0)

#define DEFRAG_PUT(defrag, name)					\
do {									\
	if ((defrag).enable)						\
		symbol_put(name##_enable);				\
	if ((defrag).disable)						\
		nfsl_defrag_disable_put(name);				\
} while (0)

void nfsl_inet_load(const struct nfsl_policy *policy)
{
	static DEFINE_MUTEX(one);	/* several namespaces may ask */

	mutex_lock(&one);
	if (policy->has_queue)
		nfsl_offload_use();
	if (policy->flags & NFSL_FLAG_DEFRAG) {
		DEFRAG_REQUEST(defrag4, nf_defrag_ipv4);
		DEFRAG_REQUEST(defrag6, nf_defrag_ipv6);
	}
	mutex_unlock(&one);
}

void nfsl_inet_exit(void)
{
	DEFRAG_PUT(defrag4, nf_defrag_ipv4);
	DEFRAG_PUT(defrag6, nf_defrag_ipv6);
}
