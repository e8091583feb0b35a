// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge.c - from the bytes of a packet to what is done with it
 */
#include <linux/atomic.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>

#include "devices.h"
#include "inet.h"
#include "judge.h"
#include "policy.h"
#include "sources.h"
#include "stats.h"

/* Where the bytes of a scattered packet are gathered; bottom halves off. */
struct nfsl_window {
	u8 bytes[PACKET_WINDOW];
};

static DEFINE_PER_CPU(struct nfsl_window, nfsl_window);

/* What is the same for all datagrams in one packet. */
struct nfsl_case {
	struct nfsl_device *device;
	const struct nfsl_policy *policy;
	const struct sk_buff *skb;
	enum slammer_zone zone;
	struct nfsl_view view;
};

/* @avail bytes at @offset, in one piece; NULL if the packet lied. */
static const u8 *gather(const struct sk_buff *skb, u32 offset, u32 avail)
{
	u8 *window = this_cpu_ptr(&nfsl_window)->bytes;

	return skb_copy_bits(skb, offset, window, avail) ? NULL : window;
}

/* May one more packet pass? The bucket is written only if so. */
static bool limit_keeps(const struct nfsl_policy *policy, u32 number)
{
	const struct limit *limit = &policy->ruleset.limits[number - 1];
	atomic64_t *full = (atomic64_t *)&policy->bucket[number - 1].full;
	u64 now = ktime_get_mono_fast_ns();
	s64 old = atomic64_read(full);
	u64 next;

	do {
		next = limit_next(limit, old, now);
		if (!next)
			return false;
	} while (!atomic64_try_cmpxchg(full, &old, next));
	return true;
}

static void note(const struct nfsl_case *c, const struct decision *d,
		 enum slammer_reason reason, const struct packet *pkt)
{
	struct nfsl_net *nn = c->device->nn;

	nfsl_stats_count(nn, d->direction, reason, d->verdict, pkt->bytes);
	if (reason_class(reason) != CLASS_OTHER)
		nfsl_sources_note(nn, c->zone == ZONE_EXTERNAL ?
				  NFSL_SIDE_OUTSIDE : NFSL_SIDE_INSIDE,
				  pkt->src, pkt->dst, (struct nfsl_sight) {
					.ifindex = c->device->ifindex,
					.bytes = pkt->bytes,
					.reason = reason,
				  });
}

static unsigned int queue(const struct nfsl_case *c)
{
	const struct nfsl_queue *q = &c->policy->queue;

	/* where nobody listens it comes by the next hook, which counts it */
	if (c->view.stage != NFSL_STAGE_INGRESS)
		return NF_QUEUE_NR(q->number) | NF_VERDICT_FLAG_QUEUE_BYPASS;
	nfsl_inet_unheard_add(c->device->nn);
	return q->open ? NF_ACCEPT : NF_DROP;
}

/* What is to wait for STAGE_INET: nothing is counted yet. */
static bool waits(const struct nfsl_case *c)
{
	return c->view.stage == NFSL_STAGE_INGRESS &&
	       nfsl_inet_reaches(c->device, c->skb, c->view.type);
}

/* What is to be done with a datagram; of its limit it takes what it needs. */
static struct decision decide(const struct nfsl_case *c,
			      enum slammer_reason reason,
			      const struct packet *pkt)
{
	const struct ruleset *ruleset = &c->policy->ruleset;
	struct decision d = ruleset_decide(ruleset, c->zone, reason, pkt);

	if (d.verdict == VERDICT_LIMIT && !c->view.again &&
	    !limit_keeps(c->policy, ruleset->limit[d.direction][reason]))
		d.verdict = VERDICT_DROP;
	return d;
}

/* One datagram of which that is known. */
static unsigned int settle(const struct nfsl_case *c, struct decision d,
			   enum slammer_reason reason,
			   const struct packet *pkt)
{
	/* of two policies, one after the other, the stricter one has the say */
	if (c->view.again && d.verdict != VERDICT_QUEUE &&
	    d.verdict != VERDICT_DROP)
		return NF_ACCEPT;
	if (d.verdict == VERDICT_QUEUE && waits(c))
		return NF_ACCEPT;
	note(c, &d, reason, pkt);
	if (d.verdict == VERDICT_QUEUE)
		return queue(c);
	return d.verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
}

/* Segment @i of a super-packet as a datagram of its own. */
static enum slammer_reason segment(const struct nfsl_case *c,
				   const struct packet *whole, u32 i,
				   struct packet *pkt)
{
	u32 size = skb_shinfo(c->skb)->gso_size;
	const u8 *bytes;

	*pkt = *whole;
	pkt->wire = min(size, whole->wire - i * size);
	pkt->avail = min_t(u32, pkt->wire, PACKET_WINDOW);
	pkt->bytes = whole->bytes - whole->wire + pkt->wire;
	bytes = gather(c->skb, whole->payload + i * size, pkt->avail);
	if (!bytes)
		return REASON_TRUNCATED;
	return packet_judge(bytes, &c->policy->ruleset.signatures, pkt);
}

/*
 * Several datagrams of one sender in one packet (UDP GSO, GRO): each of them is
 * judged and counted, and if one is to be dropped its company goes with it.
 */
static unsigned int settle_segments(const struct nfsl_case *c,
				    const struct packet *whole)
{
	u32 i, n = DIV_ROUND_UP(whole->wire, skb_shinfo(c->skb)->gso_size);
	unsigned int verdict = NF_ACCEPT, next;
	enum slammer_reason reason;
	bool drop = false;
	struct packet pkt;
	struct decision d;

	for (i = 0; i < n && !drop; i++) {
		reason = segment(c, whole, i, &pkt);
		drop = decide(c, reason, &pkt).verdict == VERDICT_DROP;
	}
	for (i = 0; i < n; i++) {
		reason = segment(c, whole, i, &pkt);
		if (reason < REASON_FIRST_RULED) {
			this_cpu_inc(c->device->passed->n[reason]);
			continue;
		}
		/* what its limit lets by is settled above, for all of them */
		d = ruleset_decide(&c->policy->ruleset, c->zone, reason, &pkt);
		if (drop) {
			d.verdict = VERDICT_DROP;
			note(c, &d, reason, &pkt);
			verdict = NF_DROP;
			continue;
		}
		next = settle(c, d, reason, &pkt);
		if (verdict == NF_ACCEPT || next == NF_DROP)
			verdict = next;
	}
	return verdict;
}

static bool has_segments(const struct sk_buff *skb)
{
	return skb_is_gso(skb) &&
	       skb_shinfo(skb)->gso_type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST);
}

/* Is this a fragment that will be judged when its datagram is whole? */
static bool reassembled(const struct nfsl_case *c, enum slammer_reason reason,
			const struct packet *pkt)
{
	return c->policy->flags & NFSL_FLAG_DEFRAG &&
	       (reason == REASON_FRAGMENT || pkt->first_fragment) && waits(c);
}

static unsigned int judge_bytes(const struct nfsl_case *c, const u8 *bytes,
				u32 avail)
{
	const struct signatures *set = &c->policy->ruleset.signatures;
	enum slammer_reason reason;
	struct packet pkt = {};

	reason = packet_parse(bytes, avail, c->skb->len, c->view.type,
			      c->view.tags, set, &pkt);
	if (unlikely(reassembled(c, reason, &pkt)))
		return NF_ACCEPT;
	if (reason == REASON_FOREIGN) {
		if (unlikely(has_segments(c->skb)))
			return settle_segments(c, &pkt);
		reason = packet_judge(bytes + pkt.payload, set, &pkt);
	}
	if (reason >= REASON_FIRST_RULED)
		return settle(c, decide(c, reason, &pkt), reason, &pkt);
	if (!c->view.again)
		this_cpu_inc(c->device->passed->n[reason]);
	return NF_ACCEPT;
}

unsigned int nfsl_judge(struct nfsl_device *device, const struct sk_buff *skb,
			struct nfsl_view view)
{
	struct nfsl_case c = {
		.device = device, .skb = skb, .view = view,
		.policy = rcu_dereference(device->nn->policy),
	};
	u32 avail = min_t(u32, skb_headlen(skb), PACKET_WINDOW);
	const u8 *bytes = skb->data;

	c.zone = c.policy ? READ_ONCE(c.policy->zone[device->slot]) : ZONE_NONE;
	if (unlikely(c.zone == ZONE_NONE))
		return NF_ACCEPT;
	if (unlikely(avail < skb->len && avail < PACKET_WINDOW)) {
		avail = min_t(u32, skb->len, PACKET_WINDOW);
		bytes = gather(skb, 0, avail);
		if (!bytes)
			return NF_ACCEPT;
	}
	return judge_bytes(&c, bytes, avail);
}
