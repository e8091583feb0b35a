// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook.c - the packet path, from top to bottom like the story
 *
 * Nothing is allocated, locked or written that another CPU writes.
 */
#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>

#include "devices.h"
#include "hook.h"
#include "policy.h"
#include "sources.h"
#include "stats.h"

/* Where the bytes of a scattered packet are gathered; bottom halves off. */
struct nfsl_window {
	u8 bytes[PACKET_WINDOW];
};

static DEFINE_PER_CPU(struct nfsl_window, nfsl_window);

/* How a packet is announced to us. */
struct nfsl_view {
	u16 type;	/* EtherType, host order */
	u32 tags;	/* VLAN tags that were taken off */
};

static void count(struct nfsl_net *nn, const struct decision *d,
		  enum slammer_reason reason, u32 bytes)
{
	struct nfsl_counters *c = this_cpu_ptr(nn->counters);
	struct nfsl_count *n = &c->n[d->direction][reason][d->verdict];

	n->packets++;
	n->bytes += bytes;
}

/*
 * Packets that are not plainly none of ours: the whole story, on bytes that lie
 * in one piece. Bottom halves are off.
 */
static noinline unsigned int judge(struct nfsl_device *device,
				   const struct sk_buff *skb,
				   struct nfsl_view view)
{
	u32 avail = skb_headlen(skb), wire = skb->len;
	struct nfsl_net *nn = device->nn;
	const struct nfsl_policy *policy;
	const u8 *bytes = skb->data;
	enum slammer_reason reason;
	struct packet pkt = {};
	enum slammer_zone zone;
	struct decision d;

	if (unlikely(avail < wire && avail < PACKET_WINDOW)) {
		u8 *window = this_cpu_ptr(&nfsl_window)->bytes;

		avail = min_t(u32, wire, PACKET_WINDOW);
		if (skb_copy_bits(skb, 0, window, avail))
			return NF_ACCEPT;
		bytes = window;
	}
	reason = packet_inspect(bytes, avail, wire, view.type, view.tags, NULL, &pkt);
	if (reason < REASON_FIRST_RULED) {
		this_cpu_inc(device->passed->n[reason]);
		return NF_ACCEPT;
	}

	policy = rcu_dereference(nn->policy);
	zone = policy ? READ_ONCE(policy->zone[device->slot]) : ZONE_NONE;
	if (unlikely(zone == ZONE_NONE))
		return NF_ACCEPT;

	d = ruleset_decide(&policy->ruleset, zone, reason, &pkt);
	count(nn, &d, reason, pkt.bytes);
	if (reason_class(reason) != CLASS_OTHER)
		nfsl_sources_note(nn, zone == ZONE_EXTERNAL ?
				  NFSL_SIDE_OUTSIDE : NFSL_SIDE_INSIDE,
				  reason, device->ifindex, &pkt);
	return d.verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
}

/* Most packets are none of ours: find that out with the least work. */
static __always_inline bool plain(struct nfsl_device *device,
				  const struct sk_buff *skb, u16 type)
{
	enum slammer_reason reason;

	reason = packet_plain(skb->data, skb_headlen(skb), skb->len, type);
	if (reason == REASON_COUNT)
		return false;
	this_cpu_inc(device->passed->n[reason]);
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
	return judge(device, skb, view);
}

/* Bottom halves are off: packets are received in softirq context. */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	if (likely(!skb_vlan_tag_present(skb)) &&
	    plain(priv, skb, ntohs(skb->protocol)))
		return NF_ACCEPT;
	return ingress_special(priv, skb);
}

unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nfsl_view view = {
		.type = state->pf == NFPROTO_IPV4 ? ETHERTYPE_IP4 : ETHERTYPE_IP6
	};
	unsigned int verdict;

	if (plain(priv, skb, view.type))
		return NF_ACCEPT;
	local_bh_disable();
	verdict = judge(priv, skb, view);
	local_bh_enable();
	return verdict;
}
