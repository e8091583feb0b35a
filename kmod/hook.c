// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - the first look at every packet
 *
 * Nearly all of them are plainly none of ours, and in a bad hour nearly all of
 * the rest are the worm in the one shape that it has: these two are decided here,
 * with the least work. Everything else goes the whole way, in judge.c.
 */
#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>

#include "devices.h"
#include "hook.h"
#include "inet.h"
#include "judge.h"
#include "policy.h"
#include "sources.h"
#include "stats.h"

DEFINE_STATIC_KEY_FALSE(nfsl_signatures_in_use);

/* A signature may be about any port. Where there is none, nobody looks. */
static __always_inline bool signed_port(const struct nfsl_net *nn,
					const u8 *dport)
{
	return static_branch_unlikely(&nfsl_signatures_in_use) &&
	       test_bit(load_u16(dport), rcu_dereference(nn->ports));
}

/* Is it plainly none of ours? Then says in @reason which kind of none. */
static bool plain(const struct nfsl_net *nn, const struct sk_buff *skb,
		  u16 type, enum slammer_reason *reason)
{
	const u8 *dport;

	*reason = packet_plain(skb->data, skb_headlen(skb), type, &dport);
	return *reason < REASON_FIRST_RULED &&
	       !(*reason == REASON_OTHER_PORT && signed_port(nn, dport));
}

bool nfsl_plain(const struct nfsl_net *nn, const struct sk_buff *skb, u16 type)
{
	enum slammer_reason reason;

	return plain(nn, skb, type, &reason);
}

/*
 * A PPPoE session that ends on this router comes again on its PPP interface. If
 * such interfaces carry the hook, that is where it counts.
 */
static bool ppp_takes(const struct nfsl_device *device,
		      const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_PPP_SES) &&
	       skb->pkt_type == PACKET_HOST && READ_ONCE(device->nn->n_ppp);
}

static noinline unsigned int ingress_special(struct nfsl_device *device,
					     const struct sk_buff *skb)
{
	struct nfsl_view view = { .type = ntohs(skb->protocol) };

	if (skb_vlan_tag_present(skb)) {
		if (nfsl_devices_upper_takes(device, skb))
			return NF_ACCEPT;
		view.tags = 1;
	}
	if (ppp_takes(device, skb))
		return NF_ACCEPT;
	return nfsl_judge(device, skb, view);
}

/*
 * The worm in the shape in which it comes: all there is to do is to count. What
 * takes more than that goes the whole way.
 */
static __always_inline unsigned int
worm(struct nfsl_device *device, const struct sk_buff *skb,
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
	nfsl_sources_note(device->nn, side, address_ip4(load_be32(p + 12)),
			  address_ip4(load_be32(p + 16)), (struct nfsl_sight) {
				.ifindex = device->ifindex,
				.bytes = PACKET_WORM_BYTES,
				.reason = REASON_WORM,
			  });
	return verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
}

static noinline unsigned int worm_inside(struct nfsl_device *device,
					 const struct sk_buff *skb,
					 const struct nfsl_policy *policy)
{
	const u8 *p = skb->data;

	return worm(device, skb, policy,
		    ruleset_direction(&policy->ruleset, ZONE_INTERNAL,
				      address_ip4(load_be32(p + 16))),
		    NFSL_SIDE_INSIDE);
}

static noinline unsigned int ingress_worm(struct nfsl_device *device,
					  const struct sk_buff *skb)
{
	const struct nfsl_policy *policy = rcu_dereference(device->nn->policy);
	enum slammer_zone zone;

	zone = policy ? READ_ONCE(policy->zone[device->slot]) : ZONE_NONE;
	if (zone == ZONE_EXTERNAL)
		return worm(device, skb, policy, DIRECTION_INGRESS,
			    NFSL_SIDE_OUTSIDE);
	return zone == ZONE_INTERNAL ? worm_inside(device, skb, policy) :
				       NF_ACCEPT;
}

/*
 * Bottom halves are off: packets are received in softirq context. All that is not
 * done here is done at the very end, so that a plain packet needs no stack.
 */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	struct nfsl_device *device = priv;
	enum slammer_reason reason;
	const u8 *dport;

	if (unlikely(skb_vlan_tag_present(skb)))
		return ingress_special(device, skb);
	reason = packet_plain(skb->data, skb_headlen(skb),
			      ntohs(skb->protocol), &dport);
	if (likely(reason == REASON_NOT_UDP)) {
		this_cpu_inc(device->passed->n[REASON_NOT_UDP]);
		return NF_ACCEPT;
	}
	if (reason == REASON_OTHER_PORT) {
		if (signed_port(device->nn, dport))
			return ingress_special(device, skb);
		this_cpu_inc(device->passed->n[REASON_OTHER_PORT]);
		return NF_ACCEPT;
	}
	if (reason == REASON_WORM)
		return ingress_worm(device, skb);
	return ingress_special(device, skb);
}

unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_view view = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 :
						    ETHERTYPE_IP6,
		.stage = NFSL_STAGE_OUTPUT,
	};
	struct nfsl_device *device = priv;
	enum slammer_reason reason;
	unsigned int verdict;

	if (plain(device->nn, skb, view.type, &reason)) {
		this_cpu_inc(device->passed->n[reason]);
		return NF_ACCEPT;
	}
	local_bh_disable();
	verdict = nfsl_judge(device, skb, view);
	if (unlikely(verdict != NF_ACCEPT && verdict != NF_DROP))
		nfsl_queue_note(skb, state, verdict);
	local_bh_enable();
	return verdict;
}
