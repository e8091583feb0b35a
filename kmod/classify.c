// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify.c - full classification: from the bytes of a packet to its verdict
 */
#include <linux/atomic.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>

#include "device.h"
#include "flows.h"
#include "hook.h"
#include "offload.h"
#include "policy.h"
#include "queue.h"
#include "source_record.h"
#include "stats.h"

/* Scattered packets are copied here, to be contiguous; bottom halves off. */
struct nfsl_window {
	u8 bytes[PACKET_FRAME];
};

static DEFINE_PER_CPU(struct nfsl_window, nfsl_window);

/*
 * One packet as netfilter hands it over; it may hold several datagrams. @queued: how
 * many of them have verdict queue, and are not deferred.
 */
struct nfsl_input {
	struct nfsl_device *device;
	const struct nfsl_policy *policy;
	const struct sk_buff *skb;
	enum slammer_zone zone;
	u32 queued;
	struct nfsl_context context;
};

/* Copy @avail bytes at @offset into the window; NULL if they are not there. */
static const u8 *linearize(const struct sk_buff *skb, u32 offset, u32 avail)
{
	u8 *window = this_cpu_ptr(&nfsl_window)->bytes;

	return skb_copy_bits(skb, offset, window, avail) ? NULL : window;
}

/* Does one more packet conform to its limit? The bucket is written only if so. */
static bool limit_conforms(const struct nfsl_policy *policy, u32 number)
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

static enum nfsl_side side_of(enum slammer_zone zone)
{
	if (zone == ZONE_UNNAMED)
		return NFSL_SIDE_NONE;
	return zone == ZONE_EXTERNAL ? NFSL_SIDE_OUTSIDE : NFSL_SIDE_INSIDE;
}

/*
 * Is the packet one of those that are counted by source? What the policy permits is
 * neither a scan nor a reflection.
 */
static bool counts_by_source(const struct decision *d,
			     enum slammer_reason reason)
{
	switch (reason_class(reason)) {
	case CLASS_OTHER:
		return false;
	case CLASS_REQUEST:
	case CLASS_RESPONSE:
		return d->verdict != VERDICT_ACCEPT;
	default:
		return true;
	}
}

static bool at_egress(const struct nfsl_input *c)
{
	return unlikely(c->context.stage == NFSL_STAGE_EGRESS);
}

static void record(const struct nfsl_input *c, const struct decision *d,
		   enum slammer_reason reason, const struct packet *pkt)
{
	struct nfsl_net *nn = c->device->nn;

	nfsl_stats_count(nn, d->direction, reason, d->verdict, pkt->bytes);
	if (at_egress(c))
		nfsl_stats_late(nn);
	if (counts_by_source(d, reason))
		nfsl_sources_record(nn, side_of(c->zone), pkt->src, pkt->dst,
				    (struct nfsl_observation) {
					.ifindex = c->device->ifindex,
					.bytes = pkt->bytes,
					.reason = reason,
				    });
}

/* What happens to packets to be queued if no program listens. */
static unsigned int unattended(const struct nfsl_input *c)
{
	return c->policy->queue.open ? NF_ACCEPT : NF_DROP;
}

/* Can it be deferred to the inet hook? Then it is not counted yet. */
static bool deferrable(const struct nfsl_input *c)
{
	return c->context.stage == NFSL_STAGE_INGRESS &&
	       nfsl_device_reaches_inet(c->device, c->skb, c->context.type);
}

/* A decision at egress: the worm, and what no other hook has judged, is dropped. */
static noinline struct decision decide_late(const struct nfsl_input *c,
					    struct decision d,
					    enum slammer_reason reason,
					    const struct packet *pkt)
{
	const struct nfsl_before *before = c->context.before;
	struct packet came = *pkt;

	if (c->context.recheck && reason_class(reason) != CLASS_SLAMMER)
		d.verdict = VERDICT_ACCEPT;
	if (before && d.verdict != VERDICT_ACCEPT) {
		came.dst = before->dst;
		if (ruleset_allows(&c->policy->ruleset, reason, &came))
			d.verdict = VERDICT_ACCEPT;
	}
	if (d.verdict == VERDICT_QUEUE)
		d.verdict = c->context.recheck || c->policy->queue.open ?
				VERDICT_ACCEPT : VERDICT_DROP;
	return d;
}

/* The verdict for one datagram. Takes a token if its rule is a limit. */
static struct decision decide(const struct nfsl_input *c,
			      enum slammer_reason reason,
			      const struct packet *pkt)
{
	const struct ruleset *ruleset = &c->policy->ruleset;
	struct decision d = ruleset_decide(ruleset, c->zone, reason, pkt);

	if (at_egress(c))
		d = decide_late(c, d, reason, pkt);
	if (d.verdict == VERDICT_LIMIT && !c->context.recheck &&
	    !limit_conforms(c->policy, ruleset->limit[d.direction][reason]))
		d.verdict = VERDICT_DROP;
	return d;
}

/*
 * Count one datagram with its decision. Returns NF_ACCEPT, NF_DROP or NF_QUEUE, with
 * which nfsl_classify() deals when all of them are decided.
 */
static unsigned int apply_verdict(struct nfsl_input *c,
				  struct decision d,
				  enum slammer_reason reason,
				  const struct packet *pkt)
{
	if (at_egress(c) && d.verdict != VERDICT_DROP)
		return NF_ACCEPT;
	/* if the policy changed since ingress, the stricter verdict holds */
	if (c->context.recheck && d.verdict != VERDICT_QUEUE &&
	    d.verdict != VERDICT_DROP)
		return NF_ACCEPT;
	if (d.verdict == VERDICT_QUEUE && deferrable(c) &&
	    !nfsl_offloaded(c->device->nn->net, pkt))
		return NF_ACCEPT;
	/* counted at ingress; the flowtable has not taken it nevertheless */
	if (c->context.recheck && d.verdict == VERDICT_QUEUE &&
	    nfsl_offloaded(c->device->nn->net, pkt))
		return unattended(c);
	record(c, &d, reason, pkt);
	if (d.verdict == VERDICT_QUEUE) {
		c->queued++;
		return NF_QUEUE;
	}
	return d.verdict == VERDICT_DROP ? NF_DROP : NF_ACCEPT;
}

/* What the datagram is if its receiver asked for it. */
static enum slammer_reason relaxed(const struct nfsl_flow_look *look,
				   enum slammer_reason reason,
				   const struct packet *pkt)
{
	return look->found && flow_relaxes(reason, pkt) ? REASON_SOLICITED :
							  reason;
}

/*
 * What was not dropped opens a flow, or belongs to none. At ingress also what is
 * deferred, so that it need not be done again.
 */
static __always_inline void passed(const struct nfsl_input *c, const u8 *p,
				   enum slammer_reason reason,
				   const struct packet *pkt,
				   const struct nfsl_flow_look *look)
{
	if (look->flows && !c->context.recheck)
		nfsl_flows_passed(c->device->nn, &c->policy->ruleset, c->skb,
				  p, reason, pkt, look);
}

/* decide(), knowing the flow: @reason may become REASON_SOLICITED. */
static __always_inline struct decision
decide_flow(const struct nfsl_input *c, enum slammer_reason *reason,
	    const struct packet *pkt, struct nfsl_flow_look *look)
{
	struct decision d;

	*reason = relaxed(look, *reason, pkt);
	d = decide(c, *reason, pkt);
	/* did its receiver ask for it from behind NAT? */
	if (d.verdict != VERDICT_DROP ||
	    !nfsl_flows_translated(c->skb, pkt, *reason, look))
		return d;
	*reason = REASON_SOLICITED;
	return decide(c, *reason, pkt);
}

/* Verdict and count of one datagram, whose payload is at @p. */
static unsigned int judge(struct nfsl_input *c, const u8 *p,
			  enum slammer_reason reason, const struct packet *pkt)
{
	struct nfsl_flow_look look;
	unsigned int verdict;
	struct decision d;

	nfsl_flows_look(c->device->nn, c->skb, pkt, c->zone, &look);
	d = decide_flow(c, &reason, pkt, &look);
	verdict = apply_verdict(c, d, reason, pkt);
	if (verdict != NF_DROP)
		passed(c, p, reason, pkt, &look);
	return verdict;
}

/* Segment @i of a super-packet as a datagram of its own, with its payload. */
static enum slammer_reason segment(const struct nfsl_input *c,
				   const struct packet *whole, u32 i,
				   struct packet *pkt, const u8 **bytes)
{
	u32 size = skb_shinfo(c->skb)->gso_size;

	*pkt = *whole;
	pkt->wire = min(size, whole->wire - i * size);
	pkt->avail = min_t(u32, pkt->wire, PACKET_WINDOW);
	pkt->bytes = whole->bytes - whole->wire + pkt->wire;
	*bytes = linearize(c->skb, whole->payload + i * size, pkt->avail);
	if (!*bytes) {
		pkt->avail = 0;
		return REASON_TRUNCATED;
	}
	return packet_classify(*bytes, &c->policy->ruleset.signatures, pkt);
}

/*
 * Several datagrams of one sender in one packet (UDP GSO, GRO). Each is classified
 * and counted; if one is to be dropped, the rest of the batch is dropped as well.
 * They are of one flow, which the first of them may open.
 */
static unsigned int apply_to_segments(struct nfsl_input *c,
				      const struct packet *whole)
{
	u32 i, n = DIV_ROUND_UP(whole->wire, skb_shinfo(c->skb)->gso_size) ?: 1;
	unsigned int verdict = NF_ACCEPT, next;
	struct nfsl_flow_look look;
	enum slammer_reason reason;
	bool drop = false;
	struct packet pkt;
	struct decision d;
	const u8 *bytes;

	nfsl_flows_look(c->device->nn, c->skb, whole, c->zone, &look);
	for (i = 0; i < n && !drop; i++) {
		reason = segment(c, whole, i, &pkt, &bytes);
		d = decide_flow(c, &reason, &pkt, &look);
		drop = d.verdict == VERDICT_DROP;
	}
	for (i = 0; i < n; i++) {
		reason = segment(c, whole, i, &pkt, &bytes);
		if (!i && !drop)
			passed(c, bytes, reason, &pkt, &look);
		if (at_egress(c) && !drop)
			continue;
		reason = relaxed(&look, reason, &pkt);
		if (reason < REASON_FIRST_RULED) {
			if (!c->context.recheck && !at_egress(c))
				nfsl_stats_passed(c->device->passed, reason);
			continue;
		}
		/* tokens were taken in the loop above, for all of them */
		d = ruleset_decide(&c->policy->ruleset, c->zone, reason, &pkt);
		if (drop) {
			d.verdict = VERDICT_DROP;
			record(c, &d, reason, &pkt);
			verdict = NF_DROP;
			continue;
		}
		next = apply_verdict(c, d, reason, &pkt);
		if (verdict == NF_ACCEPT || next == NF_DROP)
			verdict = next;
	}
	return verdict;
}

/* A tunnel's segments repeat its inner headers: the first datagram is judged. */
static bool has_segments(const struct sk_buff *skb)
{
	u32 type = skb_shinfo(skb)->gso_type;

	return skb_is_gso(skb) &&
	       type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST) &&
	       !(type & (SKB_GSO_UDP_TUNNEL | SKB_GSO_UDP_TUNNEL_CSUM));
}

/* A super-packet is parsed again, without believing its lengths. */
static enum slammer_reason parse(const struct nfsl_input *c, const u8 *bytes,
				 u32 avail, struct packet *pkt)
{
	const struct signatures *set = &c->policy->ruleset.signatures;
	enum slammer_reason reason;

	reason = packet_parse(bytes, avail, c->skb->len, c->context.type,
			      c->context.tags, set, pkt);
	if ((reason != REASON_FOREIGN && reason != REASON_MALFORMED &&
	     reason != REASON_HEADERS) || likely(!skb_is_gso(c->skb)))
		return reason;
	*pkt = (struct packet) {
		.super = skb_shinfo(c->skb)->gso_type & SKB_GSO_UDP ?
				PACKET_SUPER_IP : PACKET_SUPER_UDP,
	};
	return packet_parse(bytes, avail, c->skb->len, c->context.type,
			    c->context.tags, set, pkt);
}

/* Is this a fragment that will be classified when its datagram is reassembled? */
static bool awaits_reassembly(const struct nfsl_input *c,
			      enum slammer_reason reason,
			      const struct packet *pkt)
{
	return c->policy->flags & NFSL_FLAG_DEFRAG &&
	       (reason == REASON_FRAGMENT || reason == REASON_OVERLAP ||
		pkt->first_fragment) && deferrable(c);
}

static unsigned int classify_bytes(struct nfsl_input *c, const u8 *bytes,
				   u32 avail)
{
	const struct signatures *set = &c->policy->ruleset.signatures;
	enum slammer_reason reason;
	struct packet pkt = {};

	reason = parse(c, bytes, avail, &pkt);
	if (unlikely(awaits_reassembly(c, reason, &pkt)))
		return NF_ACCEPT;
	if (reason == REASON_FOREIGN) {
		if (unlikely(c->context.before))
			pkt.src = c->context.before->src;
		if (unlikely(has_segments(c->skb)))
			return apply_to_segments(c, &pkt);
		reason = packet_classify(bytes + pkt.payload, set, &pkt);
	}
	if (reason >= REASON_FIRST_RULED)
		return judge(c, bytes + pkt.payload, reason, &pkt);
	if (!c->context.recheck && !at_egress(c))
		nfsl_stats_passed(c->device->passed, reason);
	return NF_ACCEPT;
}

/* Queue it. Where that cannot be done, it is as if no program listened. */
static noinline unsigned int queue(const struct nfsl_input *c,
				   struct sk_buff *skb)
{
	const struct nfsl_context *context = &c->context;
	struct nfsl_device *device = c->device;
	const void *priv = context->stage == NFSL_STAGE_OUTPUT ?
				(const void *)device : device->nn;

	if (context->state &&
	    nfsl_queue_packet(skb, context->state, priv,
			      c->policy->queue.number))
		return NF_STOLEN;
	nfsl_stats_unattended(device->nn, c->queued);
	return unattended(c);
}

unsigned int nfsl_classify(struct nfsl_device *device, struct sk_buff *skb,
			   struct nfsl_context context)
{
	struct nfsl_input c = {
		.device = device, .skb = skb, .context = context,
		.policy = rcu_dereference(device->nn->policy),
	};
	u32 avail = min_t(u32, skb_headlen(skb), PACKET_FRAME);
	const u8 *bytes = skb->data;
	unsigned int verdict;

	c.zone = c.policy ? READ_ONCE(c.policy->zone[device->slot]) : ZONE_NONE;
	if (unlikely(c.zone == ZONE_NONE))
		return NF_ACCEPT;
	if (unlikely(avail < skb->len && avail < PACKET_FRAME)) {
		avail = min_t(u32, skb->len, PACKET_FRAME);
		bytes = linearize(skb, 0, avail);
		/* unreadable: as a packet of which the rest is missing */
		if (unlikely(!bytes)) {
			bytes = skb->data;
			avail = skb_headlen(skb);
		}
	}
	verdict = classify_bytes(&c, bytes, avail);
	return unlikely(verdict == NF_QUEUE) ? queue(&c, skb) : verdict;
}
