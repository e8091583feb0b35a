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
static bool signed_port(const struct nfsl_net *nn, const u8 *p, u16 type)
{
	const struct nfsl_policy *policy = rcu_dereference(nn->policy);

	return policy && signatures_port(&policy->ruleset.signatures,
					 packet_plain_dport(p, type));
}

/*
 * Is it none of ours? Says which kind of none in @reason. skb->data is at the IP
 * header.
 */
static __always_inline bool look(const struct nfsl_net *nn,
				 const struct sk_buff *skb, u16 type,
				 enum slammer_reason *reason)
{
	*reason = packet_plain(skb->data, skb_headlen(skb), skb->len, type);
	if (*reason == REASON_COUNT)
		return false;
	return !static_branch_unlikely(&nfsl_signatures_in_use) ||
	       *reason != REASON_OTHER_PORT ||
	       !signed_port(nn, skb->data, type);
}

bool nfsl_plain(const struct nfsl_net *nn, const struct sk_buff *skb, u16 type)
{
	enum slammer_reason reason;

	return look(nn, skb, type, &reason);
}

static __always_inline bool plain(struct nfsl_device *device,
				  const struct sk_buff *skb, u16 type)
{
	enum slammer_reason reason;

	if (!look(device->nn, skb, type, &reason))
		return false;
	this_cpu_inc(device->passed->n[reason]);
	return true;
}

/*
 * The worm in the shape in which it comes. False leaves everything to be done:
 * it is not, or its verdict is one that takes more than counting.
 */
static __always_inline bool worm(struct nfsl_device *device,
				 const struct sk_buff *skb, u16 type,
				 unsigned int *verdict)
{
	const struct nfsl_policy *policy;
	struct nfsl_net *nn = device->nn;
	const u8 *p = skb->data;
	enum slammer_zone zone;
	struct packet pkt;
	struct decision d;

	if (!packet_is_worm(p, skb_headlen(skb), type))
		return false;
	policy = rcu_dereference(nn->policy);
	zone = policy ? READ_ONCE(policy->zone[device->slot]) : ZONE_NONE;
	if (unlikely(zone == ZONE_NONE))
		return false;
	packet_worm_fill(p, &pkt);
	d = ruleset_decide(&policy->ruleset, zone, REASON_WORM, &pkt);
	if (d.verdict > VERDICT_DROP)
		return false;
	nfsl_stats_count(nn, d.direction, REASON_WORM, d.verdict, pkt.bytes);
	nfsl_sources_note(nn, zone == ZONE_EXTERNAL ? NFSL_SIDE_OUTSIDE :
						      NFSL_SIDE_INSIDE,
			  REASON_WORM, device->ifindex, &pkt);
	*verdict = d.verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
	return true;
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

/* Bottom halves are off: packets are received in softirq context. */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	unsigned int verdict;

	if (unlikely(skb_vlan_tag_present(skb)))
		return ingress_special(priv, skb);
	if (plain(priv, skb, ntohs(skb->protocol)))
		return NF_ACCEPT;
	if (worm(priv, skb, ntohs(skb->protocol), &verdict))
		return verdict;
	return ingress_special(priv, skb);
}

unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_view view = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 :
						    ETHERTYPE_IP6,
		.stage = NFSL_STAGE_OUTPUT,
	};
	unsigned int verdict;

	if (plain(priv, skb, view.type))
		return NF_ACCEPT;
	local_bh_disable();
	verdict = nfsl_judge(priv, skb, view);
	if (unlikely(verdict != NF_ACCEPT && verdict != NF_DROP))
		nfsl_queue_note(skb, state, verdict);
	local_bh_enable();
	return verdict;
}
