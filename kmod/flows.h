/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flows.h - solicited flows: tables of fixed size, shared by all CPUs
 *
 * Question and answer come in on different CPUs, so unlike the source tables these
 * are shared. Nothing is allocated or locked on the packet path, nothing spins: a
 * writer claims a slot by its sequence number, and a slot that another CPU is
 * writing is no flow. A question writes one slot; an answer writes only when it is
 * the first, and what belongs to no flow writes a time, once in a second.
 *
 * There is no timer: an entry that is too old is a free one. What a flow is, and what
 * it lets through, is in nfslammer/flow.h.
 */
#ifndef NF_SLAMMER_FLOWS_H
#define NF_SLAMMER_FLOWS_H

#include <linux/cache.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "netns.h"
#include "nfslammer/flow.h"
#include "pages.h"
#include "stats.h"

struct sk_buff;

/* An entry: a cache line. */
struct nfsl_flow {
	struct flow_key key;
	struct flow_place opener;
} __aligned(64);

/**
 * struct nfsl_flow_set - slots that compete with each other
 * @tag:   from the key's hash
 * @stamp: see flow_alive(); 0: the slot is free
 * @seq:   odd while the slot is written
 */
struct nfsl_flow_set {
	u32 tag[FLOW_WAYS];
	u32 stamp[FLOW_WAYS];
	u32 seq[FLOW_WAYS];
	struct nfsl_flow flow[FLOW_WAYS];
} __aligned(64);

/**
 * struct nfsl_flows - both tables of a namespace
 * @secret:  of the hash
 * @shift:   64 - log2 of the sets of a table
 * @count:   entries of a table
 * @sets:    of a table
 * @unasked: by hash, twice as many as @count, stored after the sets: when a
 *	     datagram to port 1434 came that is in no flow
 * @memory:  where all this is
 * @set:     one table after the other, by enum flow_side
 */
struct nfsl_flows {
	u64 secret[4];
	u32 shift;
	u32 count;
	u32 sets;
	u32 *unasked;
	struct nfsl_pages memory;
	struct nfsl_flow_set set[];
};

/* Memory. Under nn->transaction, and not under RTNL. */

/**
 * nfsl_flows_prepare - allocate tables of another size, for nfsl_flows_publish()
 * @count: entries of each, as nfslammer/memory.h says; 0: no tables
 *
 * 0 or -ENOMEM. nfsl_flows_settle() follows in any case.
 */
int nfsl_flows_prepare(struct nfsl_net *nn, u32 count);

/*
 * Use what was prepared, under RTNL; flows stay if the size does not change, else
 * all of them are dropped.
 */
void nfsl_flows_publish(struct nfsl_net *nn, u32 count);

/* Free what was replaced, after a grace period, or what was prepared and not used. */
void nfsl_flows_settle(struct nfsl_net *nn);

/* When no packet comes any more. */
void nfsl_flows_free(struct nfsl_net *nn);

/* NFSL_FLOWS_*; all 0 if flows are not tracked. @n: by enum nfsl_flow_count */
struct nfsl_flow_usage {
	u64 bytes;
	u32 size;
	u32 used;
	u64 n[NFSL_FLOW_COUNTS];
};

struct nfsl_flow_usage nfsl_flows_usage(const struct nfsl_net *nn,
					enum flow_side side);

/* On the packet path: bottom halves are off, under RCU */

/**
 * struct nfsl_flow_look - what is known of a datagram between lookup and verdict
 * @flows: NULL: it is no packet of a flow, and can be none
 * @hash:  of its key
 * @zone:  where it came in, enum slammer_zone
 * @way:   enum flow_way
 * @found: a flow lets it through
 * @pending: none does yet, see flow_pends()
 */
struct nfsl_flow_look {
	struct nfsl_flows *flows;
	u64 hash;
	u8 zone;
	u8 way;
	bool found;
	bool pending;
};

/* Slow paths, in flows.c. */

/* Is there a flow in @set that permits this answer? Or else sets @look->pending. */
bool nfsl_flows_answer(struct nfsl_flow_set *set, const struct sk_buff *skb,
		       const struct packet *pkt, struct nfsl_flow_look *look);

/* The same for the flow before NAT; sets @look->found. See nfsl_flows_translated(). */
bool nfsl_flows_untranslated(const struct sk_buff *skb, const struct packet *pkt,
			     struct nfsl_flow_look *look);

/* A datagram from port 1434 is not dropped. */
void nfsl_flows_asked(struct nfsl_net *nn, const struct ruleset *ruleset,
		      const struct sk_buff *skb, const u8 *p,
		      enum slammer_reason reason, const struct packet *pkt,
		      const struct nfsl_flow_look *look);

/* Seconds, by the clock that takes no call. */
static __always_inline u32 nfsl_flows_clock(void)
{
	BUILD_BUG_ON(INITIAL_JIFFIES / HZ < FLOW_CLOCK_MIN);
	return (u32)div_u64(get_jiffies_64(), HZ);
}

static __always_inline struct nfsl_flow_set *
nfsl_flows_set(struct nfsl_flows *flows, enum flow_side side, u64 hash)
{
	return &flows->set[side * flows->sets + (hash >> flows->shift)];
}

/* Twice as many as there are entries: three more bits of the hash than for a set. */
static __always_inline u32 *nfsl_flows_unasked(struct nfsl_flows *flows, u64 hash)
{
	BUILD_BUG_ON(2 * FLOW_WAYS != 1 << 3);
	return &flows->unasked[hash >> (flows->shift - 3)];
}

static __always_inline bool nfsl_flow_tagged(const struct nfsl_flow_set *set,
					     u32 tag)
{
	return set->tag[0] == tag || set->tag[1] == tag ||
	       set->tag[2] == tag || set->tag[3] == tag;
}

/* Most have no flow: then their tag is in no slot. */
static __always_inline bool
nfsl_flows_find(const struct sk_buff *skb, const struct packet *pkt,
		struct nfsl_flow_look *look)
{
	struct nfsl_flow_set *set;

	set = nfsl_flows_set(look->flows, FLOW_INSIDE, look->hash);
	if (unlikely(nfsl_flow_tagged(set, (u32)look->hash)) &&
	    nfsl_flows_answer(set, skb, pkt, look))
		return true;
	if (!flow_searched(look->zone, FLOW_OTHERS))
		return false;
	set = nfsl_flows_set(look->flows, FLOW_OTHERS, look->hash);
	return unlikely(nfsl_flow_tagged(set, (u32)look->hash)) &&
	       nfsl_flows_answer(set, skb, pkt, look);
}

/**
 * nfsl_flows_look - look up the flow of a datagram with a port 1434
 *
 * Afterwards @look->found says whether a flow lets it through, if flow_relaxes().
 */
static __always_inline void nfsl_flows_look(struct nfsl_net *nn,
					    const struct sk_buff *skb,
					    const struct packet *pkt, u32 zone,
					    struct nfsl_flow_look *look)
{
	struct flow_key key;

	look->found = false;
	look->pending = false;
	look->zone = zone;
	look->way = flow_way(pkt);
	look->flows = look->way == FLOW_NEITHER ? NULL :
						  rcu_dereference(nn->flows);
	if (!look->flows)
		return;
	if (look->way == FLOW_ASKS) {
		key = flow_key(pkt, FLOW_ASKS);
		look->hash = flow_hash(look->flows->secret, &key);
	} else {
		key = flow_key(pkt, FLOW_ANSWERS);
		look->hash = flow_hash(look->flows->secret, &key);
		look->found = nfsl_flows_find(skb, pkt, look);
	}
}

/* Is conntrack there? Without it nothing has changed addresses. */
static __always_inline bool nfsl_flows_nat(void)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
	return rcu_access_pointer(nf_ct_hook);
#else
	return false;
#endif
}

/**
 * nfsl_flows_translated - does an answer belong to a flow before NAT?
 *
 * For one that is to be dropped. A client behind NAT asked with its own address, and
 * the answer comes to the router's. Sets @look->found.
 */
static __always_inline bool nfsl_flows_translated(const struct sk_buff *skb,
						  const struct packet *pkt,
						  enum slammer_reason reason,
						  struct nfsl_flow_look *look)
{
	return nfsl_flows_nat() && look->flows && look->way == FLOW_ANSWERS &&
	       !look->found && look->zone != ZONE_LOCAL && pkt->family == 4 &&
	       flow_relaxes(reason, pkt) && nfsl_flows_untranslated(skb, pkt, look);
}

/**
 * nfsl_flows_passed - the datagram is not dropped: open or renew its flow, or note
 *		       that it came without one
 * @p: payload
 */
static __always_inline void
nfsl_flows_passed(struct nfsl_net *nn, const struct ruleset *ruleset,
		  const struct sk_buff *skb, const u8 *p,
		  enum slammer_reason reason, const struct packet *pkt,
		  const struct nfsl_flow_look *look)
{
	u32 *last, now;

	if (look->way == FLOW_ASKS) {
		nfsl_flows_asked(nn, ruleset, skb, p, reason, pkt, look);
	} else if (!look->found && !look->pending) {
		last = nfsl_flows_unasked(look->flows, look->hash);
		now = nfsl_flows_clock();
		if (READ_ONCE(*last) != now)
			WRITE_ONCE(*last, now);
	}
}

#endif /* NF_SLAMMER_FLOWS_H */
