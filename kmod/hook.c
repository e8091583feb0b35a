// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - the fast path: first look at every packet
 *
 * Nearly all packets are definitely irrelevant, and during an outbreak nearly all
 * of the rest are the worm in its one known shape. Both are decided here, with the
 * least work. Everything else takes the full classification, in classify.c.
 */
#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <net/ip6_fib.h>
#include <net/route.h>

#include "device.h"
#include "hook.h"
#include "policy.h"
#include "source_record.h"
#include "stats.h"

DEFINE_STATIC_KEY_FALSE(nfsl_signatures_in_use);
DEFINE_STATIC_KEY_FALSE(nfsl_redirects);

/* Is it definitely irrelevant? Then @reason says why. */
static bool irrelevant(const struct nfsl_net *nn, const struct sk_buff *skb,
		       u16 type, enum slammer_reason *reason)
{
	const u8 *dport;

	*reason = packet_fast_path(skb->data, skb_headlen(skb), type, &dport);
	return *reason < REASON_FIRST_RULED &&
	       !(*reason == REASON_OTHER_PORT && nfsl_signature_port(nn, dport));
}

bool nfsl_irrelevant(const struct nfsl_net *nn, const struct sk_buff *skb,
		     u16 type)
{
	enum slammer_reason reason;

	return irrelevant(nn, skb, type, &reason);
}

/*
 * Packets of a PPPoE session that ends on this router appear again on its PPP
 * interface, and are counted there if all of these carry the hook: nothing tells which
 * session is whose. But no interface that policy names leaves its packets to one that
 * it does not name. What it accepts is then counted there again.
 */
static bool ppp_hooked(const struct nfsl_device *device,
		       const struct sk_buff *skb)
{
	const struct nfsl_policy *policy;

	if (skb->protocol != htons(ETH_P_PPP_SES) || skb->pkt_type != PACKET_HOST)
		return false;
	policy = rcu_dereference(device->nn->policy);
	if (!policy)
		return false;
	return READ_ONCE(policy->zone[device->slot]) == ZONE_UNNAMED ?
	       READ_ONCE(policy->ppp_hooked) : READ_ONCE(policy->ppp_named);
}

static noinline unsigned int ingress_special(struct nfsl_device *device,
					     struct sk_buff *skb)
{
	struct nfsl_context context = { .type = ntohs(skb->protocol) };

	if (skb_vlan_tag_present(skb)) {
		if (nfsl_device_vlan_hooked(device, skb))
			return NF_ACCEPT;
		context.tags = 1;
	}
	if (ppp_hooked(device, skb))
		return NF_ACCEPT;
	return nfsl_classify(device, skb, context);
}

/*
 * The worm in its known shape, which only has to be counted. If the verdict needs
 * more than that (a limit, a queue) it takes the full classification.
 */
static __always_inline unsigned int
worm(struct nfsl_device *device, struct sk_buff *skb,
     const struct nfsl_policy *policy, enum slammer_direction direction,
     enum nfsl_side side)
{
	enum slammer_verdict verdict;
	const u8 *p = skb->data;

	verdict = policy->ruleset.verdict[direction][REASON_WORM];
	if (unlikely(verdict > VERDICT_DROP))
		return ingress_special(device, skb);
	nfsl_stats_count(device->nn, direction, REASON_WORM, verdict,
			 PACKET_WORM_BYTES);
	nfsl_sources_record(device->nn, side, address_ip4(load_be32(p + 12)),
			    address_ip4(load_be32(p + 16)),
			    (struct nfsl_observation) {
				.ifindex = device->ifindex,
				.bytes = PACKET_WORM_BYTES,
				.reason = REASON_WORM,
			    });
	return verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
}

static noinline unsigned int worm_inside(struct nfsl_device *device,
					 struct sk_buff *skb,
					 const struct nfsl_policy *policy)
{
	const u8 *p = skb->data;

	return worm(device, skb, policy,
		    ruleset_direction(&policy->ruleset, ZONE_INTERNAL,
				      address_ip4(load_be32(p + 16))),
		    NFSL_SIDE_INSIDE);
}

static noinline unsigned int worm_unnamed(struct nfsl_device *device,
					  struct sk_buff *skb,
					  const struct nfsl_policy *policy)
{
	return worm(device, skb, policy, DIRECTION_UNNAMED, NFSL_SIDE_NONE);
}

static noinline unsigned int ingress_worm(struct nfsl_device *device,
					  struct sk_buff *skb)
{
	const struct nfsl_policy *policy = rcu_dereference(device->nn->policy);
	enum slammer_zone zone;

	zone = policy ? READ_ONCE(policy->zone[device->slot]) : ZONE_NONE;
	if (zone == ZONE_EXTERNAL)
		return worm(device, skb, policy, DIRECTION_INGRESS,
			    NFSL_SIDE_OUTSIDE);
	if (zone == ZONE_INTERNAL)
		return worm_inside(device, skb, policy);
	return zone == ZONE_UNNAMED ? worm_unnamed(device, skb, policy) :
				      NF_ACCEPT;
}

/*
 * Bottom halves are off: packets are received in softirq context. All calls are
 * tail calls, so that an irrelevant packet needs no stack frame.
 */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	struct nfsl_device *device = priv;
	enum slammer_reason reason;
	const u8 *dport;

	nfsl_redirect_over(skb);
	if (unlikely(skb_vlan_tag_present(skb)))
		return ingress_special(device, skb);
	reason = packet_fast_path(skb->data, skb_headlen(skb),
				  ntohs(skb->protocol), &dport);
	if (likely(reason == REASON_NOT_UDP)) {
		nfsl_stats_passed(device->passed, REASON_NOT_UDP);
		return NF_ACCEPT;
	}
	if (reason == REASON_OTHER_PORT) {
		if (nfsl_signature_port(device->nn, dport))
			return ingress_special(device, skb);
		nfsl_stats_passed(device->passed, REASON_OTHER_PORT);
		return NF_ACCEPT;
	}
	if (reason == REASON_WORM)
		return ingress_worm(device, skb);
	return ingress_special(device, skb);
}

/*
 * Output in a VRF passes this hook twice, first towards the device of the VRF. Only
 * what this machine sends to itself goes no further.
 */
static bool comes_again(const struct sk_buff *skb,
			const struct nf_hook_state *state)
{
	if (likely(!netif_is_l3_master(state->out)))
		return false;
	if (state->pf == NFPROTO_IPV4)
		return !(skb_rtable(skb)->rt_flags & RTCF_LOCAL);
	return !(container_of(skb_dst(skb), struct rt6_info, dst)->rt6i_flags &
		 RTF_LOCAL);
}

unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_context context = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 :
						    ETHERTYPE_IP6,
		.stage = NFSL_STAGE_OUTPUT,
		.state = state,
	};
	struct nfsl_device *device = priv;
	enum slammer_reason reason;
	unsigned int verdict;

	if (unlikely(comes_again(skb, state)))
		return NF_ACCEPT;
	if (irrelevant(device->nn, skb, context.type, &reason)) {
		nfsl_stats_passed(device->passed, reason);
		return NF_ACCEPT;
	}
	local_bh_disable();
	verdict = nfsl_classify(device, skb, context);
	local_bh_enable();
	return verdict;
}
