// SPDX-License-Identifier: GPL-2.0-only
/*
 * flows.c - solicited flows: memory, lookup, opening, answers that NAT has changed
 */
#include <linux/if_vlan.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack_tuple.h>

#include "flows.h"
#include "nfslammer/memory.h"

/* Memory */

static struct nfsl_flows *flows_alloc(u32 count)
{
	u32 sets = count / FLOW_WAYS;
	struct nfsl_pages memory;
	struct nfsl_flows *new;

	BUILD_BUG_ON(sizeof(struct nfsl_flow) != 64);
	BUILD_BUG_ON(FLOW_SIDES * (sizeof(struct nfsl_flow_set) / FLOW_WAYS +
				   sizeof(u32)) != MEMORY_FLOW);
	BUILD_BUG_ON(sizeof(*new) > MEMORY_FLOWS);	/* less with short pointers */
	if (nfsl_pages_alloc(&memory, memory_flows_bytes(count), NUMA_NO_NODE))
		return NULL;
	new = memory.at;
	new->memory = memory;
	new->unasked = (u32 *)&new->set[FLOW_SIDES * sets];
	new->count = count;
	new->sets = sets;
	new->shift = 64 - ilog2(sets);
	get_random_bytes(new->secret, sizeof(new->secret));
	return new;
}

static void flows_free(struct nfsl_flows *old)
{
	struct nfsl_pages memory;

	if (!old)
		return;
	memory = old->memory;
	nfsl_pages_free(&memory);
}

/* Only who publishes policies, and the end of the namespace, change it. */
static struct nfsl_flows *flows_of(const struct nfsl_net *nn)
{
	return rcu_dereference_protected(nn->flows, true);
}

static bool fits(const struct nfsl_net *nn, u32 count)
{
	return (flows_of(nn) ? flows_of(nn)->count : 0) == count;
}

int nfsl_flows_prepare(struct nfsl_net *nn, u32 count)
{
	if (!count || fits(nn, count))
		return 0;
	nn->flows_next = flows_alloc(count);
	return nn->flows_next ? 0 : -ENOMEM;
}

void nfsl_flows_publish(struct nfsl_net *nn, u32 count)
{
	struct nfsl_flows *old = flows_of(nn);

	ASSERT_RTNL();
	if (fits(nn, count))
		return;
	rcu_assign_pointer(nn->flows, nn->flows_next);
	nn->flows_next = old;
}

void nfsl_flows_settle(struct nfsl_net *nn)
{
	if (!nn->flows_next)
		return;
	synchronize_rcu();
	flows_free(nn->flows_next);
	nn->flows_next = NULL;
}

void nfsl_flows_free(struct nfsl_net *nn)
{
	flows_free(nn->flows_next);
	nn->flows_next = NULL;
	flows_free(flows_of(nn));
	RCU_INIT_POINTER(nn->flows, NULL);
}

struct nfsl_flow_usage nfsl_flows_usage(const struct nfsl_net *nn,
					enum flow_side side)
{
	const struct nfsl_flows *own = flows_of(nn);
	struct nfsl_flow_usage usage = {};
	const struct nfsl_flow_set *set;
	u32 i, way, now = nfsl_flows_clock();

	if (!own)
		return usage;
	usage.size = own->count;
	usage.bytes = memory_flows_bytes(own->count) / FLOW_SIDES;
	for (i = 0; i < own->sets; i++) {
		set = &own->set[side * own->sets + i];
		for (way = 0; way < FLOW_WAYS; way++)
			usage.used += flow_open(READ_ONCE(set->stamp[way]),
						now);
		cond_resched();
	}
	for (i = 0; i < NFSL_FLOW_COUNTS; i++)
		usage.n[i] = nfsl_stats_flows_read(nn, side, i);
	return usage;
}

/* Lookup */

/* An interface on top of another, or below a bond. */
#define STACKED	(IFF_802_1Q_VLAN | IFF_BONDING | IFF_TEAM_PORT)

static noinline struct flow_place place_stacked(struct flow_place place,
						struct net_device *dev)
{
	/* the same whichever of the interfaces on top of each other is hooked */
	for (; is_vlan_dev(dev); dev = vlan_dev_priv(dev)->real_dev)
		place.vlan = flow_vlan(vlan_dev_priv(dev)->vlan_id);
	/* the links of a bond are one: its other end chooses among them */
	if (netif_is_lag_port(dev))
		dev = netdev_master_upper_dev_get_rcu(dev) ?: dev;
	place.ifindex = dev->ifindex;
	return place;
}

/* Where a packet comes in. */
static __always_inline struct flow_place
place_of(const struct sk_buff *skb, const struct nfsl_flow_look *look)
{
	struct flow_place place = { .zone = look->zone };
	struct net_device *dev = skb->dev;

	if (look->zone == ZONE_LOCAL || !dev)
		return place;
	if (skb_vlan_tag_present(skb))
		place.vlan = flow_vlan(skb_vlan_tag_get_id(skb));
	if (unlikely(dev->priv_flags & STACKED))
		return place_stacked(place, dev);
	place.ifindex = dev->ifindex;
	return place;
}

/* Copy slot @i if it is the live flow of @pkt, wholly written. */
static __always_inline bool
slot_read(const struct nfsl_flow_set *set, u32 i, const struct packet *pkt,
	  enum flow_way way, u32 *stamp, struct flow_place *opener)
{
	const struct nfsl_flow *flow = &set->flow[i];
	struct flow_key key;
	u32 seq;

	seq = smp_load_acquire(&set->seq[i]);
	*stamp = READ_ONCE(set->stamp[i]);
	if (seq & 1 || !flow_alive(*stamp, nfsl_flows_clock()))
		return false;
	key = flow_key(pkt, way);
	if (!flow_key_equal(&flow->key, &key))
		return false;
	*opener = flow->opener;
	smp_rmb();
	return READ_ONCE(set->seq[i]) == seq;
}

/*
 * Does the flow in slot @way permit this answer? Then it is marked as answered. A
 * pending entry permits none, and sets @look->pending.
 */
static __always_inline bool slot_permits(struct nfsl_flow_set *set, u32 way,
					 const struct sk_buff *skb,
					 const struct packet *pkt,
					 struct nfsl_flow_look *look)
{
	struct flow_place opener;
	u32 stamp;

	if (!slot_read(set, way, pkt, FLOW_ANSWERS, &stamp, &opener) ||
	    !flow_permits(opener, place_of(skb, look)))
		return false;
	if (flow_pending(stamp)) {
		look->pending = true;
		return false;
	}
	if (stamp != flow_answered_stamp(stamp))
		cmpxchg(&set->stamp[way], stamp, flow_answered_stamp(stamp));
	return true;
}

bool nfsl_flows_answer(struct nfsl_flow_set *set, const struct sk_buff *skb,
		       const struct packet *pkt, struct nfsl_flow_look *look)
{
	u32 way;

	for (way = 0; way < FLOW_WAYS; way++)
		if (READ_ONCE(set->tag[way]) == (u32)look->hash &&
		    slot_permits(set, way, skb, pkt, look))
			return true;
	return false;
}

/* NAT */

#if IS_ENABLED(CONFIG_NF_CONNTRACK)
static u16 port_of(const struct nf_conntrack_man *man)
{
	return ntohs(man->u.udp.port);
}

/* Is it what @pkt answers, but for NAT? @original: the first packet's tuple */
static bool changed(const struct nf_conntrack_tuple *original,
		    const struct packet *pkt)
{
	return !address_equal(address_ip4(ntohl(original->src.u3.ip)), pkt->dst) ||
	       !address_equal(address_ip4(ntohl(original->dst.u3.ip)), pkt->src) ||
	       port_of(&original->src) != pkt->dport ||
	       ntohs(original->dst.u.udp.port) != pkt->sport;
}

/*
 * Netfilter has the tuple of the packet that began the connection. With another
 * source port than 1434 this one will not be delivered to port 1434. Otherwise the
 * first packet came by here, under the addresses that it had then.
 */
bool nfsl_flows_untranslated(const struct sk_buff *skb, const struct packet *pkt,
			     struct nfsl_flow_look *look)
{
	struct nfsl_flow_look before = *look;
	struct nf_conntrack_tuple original;
	struct packet question;
	struct flow_key key;

	if (skb->protocol != htons(ETH_P_IP) || skb_nfct(skb) ||
	    !nf_ct_get_tuple_skb(&original, skb))
		return false;
	if (original.dst.dir != IP_CT_DIR_ORIGINAL ||
	    original.src.l3num != NFPROTO_IPV4 ||
	    original.dst.protonum != IPPROTO_UDP || !changed(&original, pkt))
		return false;
	/* as it would answer there */
	question = (struct packet) {
		.src = address_ip4(ntohl(original.dst.u3.ip)),
		.dst = address_ip4(ntohl(original.src.u3.ip)),
		.sport = ntohs(original.dst.u.udp.port),
		.dport = SSRP_PORT,
	};
	key = flow_key(&question, FLOW_ANSWERS);
	before.hash = flow_hash(look->flows->secret, &key);
	look->found = port_of(&original.src) != SSRP_PORT ||
		      nfsl_flows_find(skb, &question, &before);
	return look->found;
}
#else
bool nfsl_flows_untranslated(const struct sk_buff *skb, const struct packet *pkt,
			     struct nfsl_flow_look *look)
{
	return false;
}
#endif

/* Opening */

/* What opens a flow, or renews it. @held: slot of its pending entry, or FLOW_WAYS */
struct question {
	struct flow_key key;
	struct flow_place place;
	u32 tag;
	u32 now;
	u32 stamp;
	u32 held;
};

/*
 * Is there a live flow with this key? Then it is renewed, if this may renew it. A
 * pending entry that this may renew can become one.
 */
static bool renew(struct nfsl_flow_set *set, const struct packet *pkt,
		  struct question *q)
{
	struct flow_place opener;
	u32 way, stamp, next;

	for (way = 0; way < FLOW_WAYS; way++) {
		if (READ_ONCE(set->tag[way]) != q->tag ||
		    !slot_read(set, way, pkt, FLOW_ASKS, &stamp, &opener))
			continue;
		if (!flow_renews(opener, q->place))
			return true;
		if (flow_pending(stamp)) {
			q->held = way;
			continue;
		}
		next = flow_renewed_stamp(stamp, q->now);
		if (next != stamp)
			cmpxchg(&set->stamp[way], stamp, next);
		return true;
	}
	return false;
}

static void slot_write(struct nfsl_flow_set *set, u32 way, u32 seq,
		       const struct question *q)
{
	struct nfsl_flow *flow = &set->flow[way];

	flow->key = q->key;
	flow->opener = q->place;
	WRITE_ONCE(set->tag[way], q->tag);
	WRITE_ONCE(set->stamp[way], q->stamp);
	smp_store_release(&set->seq[way], seq + 2);
}

/* Returns what became of it. @evicted: a flow lost its slot */
static enum nfsl_flow_count insert(struct nfsl_flow_set *set,
				   const struct question *q, bool *evicted)
{
	u32 stamp[FLOW_WAYS], way, seq;

	for (way = 0; way < FLOW_WAYS; way++)
		stamp[way] = READ_ONCE(set->stamp[way]);
	way = flow_slot(stamp, flow_pending(q->stamp), q->now);
	if (q->held < FLOW_WAYS && flow_pending(stamp[q->held]))
		way = q->held;
	/* a pending entry is written once in a second */
	if (way == FLOW_WAYS ||
	    (flow_pending(q->stamp) && stamp[way] == q->stamp))
		return NFSL_FLOW_REFUSED;
	seq = READ_ONCE(set->seq[way]);
	if (seq & 1 || cmpxchg(&set->seq[way], seq, seq + 1) != seq)
		return NFSL_FLOW_REFUSED;
	if (READ_ONCE(set->stamp[way]) != stamp[way]) {
		smp_store_release(&set->seq[way], seq);
		return NFSL_FLOW_REFUSED;
	}
	*evicted = flow_open(stamp[way], q->now);
	slot_write(set, way, seq, q);
	return NFSL_FLOW_OPENED;
}

void nfsl_flows_asked(struct nfsl_net *nn, const struct ruleset *ruleset,
		      const struct sk_buff *skb, const u8 *p,
		      enum slammer_reason reason, const struct packet *pkt,
		      const struct nfsl_flow_look *look)
{
	struct question q = {
		.key = flow_key(pkt, FLOW_ASKS),
		.place = place_of(skb, look),
		.tag = (u32)look->hash,
		.now = nfsl_flows_clock(),
		.held = FLOW_WAYS,
	};
	enum flow_side side = flow_side(look->zone);
	enum nfsl_flow_count count;
	struct nfsl_flow_set *set;
	bool opens, evicted = false;

	set = nfsl_flows_set(look->flows, side, look->hash);
	if (renew(set, pkt, &q))
		return;
	opens = flow_opens(p, reason, pkt);
	if ((!opens && !flow_pends(p, reason, pkt)) ||
	    !flow_credible(ruleset, look->zone, pkt))
		return;
	count = NFSL_FLOW_ANSWERS;
	if (!flow_unasked(READ_ONCE(*nfsl_flows_unasked(look->flows,
							look->hash)), q.now)) {
		q.stamp = opens ? flow_new_stamp(q.now) :
				  flow_pending_stamp(q.now);
		nfsl_own_begin();
		count = insert(set, &q, &evicted);
		nfsl_own_end();
	}
	if (opens)
		nfsl_stats_flow(nn, side, count);
	if (evicted)
		nfsl_stats_flow(nn, side, NFSL_FLOW_EVICTED);
}
