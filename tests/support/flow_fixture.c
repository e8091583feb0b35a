// SPDX-License-Identifier: GPL-2.0-or-later
/* flow_fixture.c - a router with flows, as the kernel has them, in one thread */
#include "support/flow_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const __u64 secret[4] = {
	0x243f6a8885a308d3ull, 0x13198a2e03707344ull,
	0xa4093822299f31d0ull, 0x082efa98ec4e6c89ull
};

void flow_router_make(struct flow_router *router, const struct ruleset *ruleset,
		      size_t size)
{
	memset(router, 0, sizeof(*router));
	router->ruleset = ruleset;
	router->now = FLOW_CLOCK_MIN;
	router->size = size;
	router->table[FLOW_INSIDE] = calloc(size, sizeof(struct flow_entry));
	router->table[FLOW_OTHERS] = calloc(size, sizeof(struct flow_entry));
	router->unasked = calloc(2 * size, sizeof(*router->unasked));
	assert_non_null(router->table[FLOW_INSIDE]);
	assert_non_null(router->table[FLOW_OTHERS]);
	assert_non_null(router->unasked);
}

void flow_router_free(struct flow_router *router)
{
	free(router->table[FLOW_INSIDE]);
	free(router->table[FLOW_OTHERS]);
	free(router->unasked);
}

/* The slots where this key may be */
static struct flow_entry *set_of(const struct flow_router *router,
				 enum flow_side side, const struct flow_key *key)
{
	uint64_t sets = router->size / FLOW_WAYS;

	return router->table[side] +
	       (flow_hash(secret, key) >> 32) % sets * FLOW_WAYS;
}

static uint32_t *unasked_of(const struct flow_router *router,
			    const struct flow_key *key)
{
	return router->unasked +
	       (flow_hash(secret, key) >> 32) % (2 * router->size);
}

static struct flow_entry *find(const struct flow_router *router,
			       enum flow_side side, const struct flow_key *key)
{
	struct flow_entry *set = set_of(router, side, key);
	size_t i;

	for (i = 0; i < FLOW_WAYS; i++)
		if (set[i].stamp && flow_alive(set[i].stamp, router->now) &&
		    flow_key_equal(&set[i].key, key))
			return &set[i];
	return NULL;
}

/* Is there a flow? Else there may be an entry that is @pending. */
static bool solicited(const struct flow_router *router, struct flow_place place,
		      const struct flow_key *key, bool *pending)
{
	struct flow_entry *entry;
	int side;

	for (side = 0; side < FLOW_SIDES; side++) {
		if (!flow_searched(place.zone, (enum flow_side)side))
			continue;
		entry = find(router, (enum flow_side)side, key);
		if (!entry || !flow_permits(entry->opener, place))
			continue;
		if (flow_pending(entry->stamp)) {
			*pending = true;
			continue;
		}
		entry->stamp = flow_answered_stamp(entry->stamp);
		return true;
	}
	return false;
}

/* @held: the pending entry of this key, or NULL */
static void insert(struct flow_router *router, struct flow_place place,
		   const struct flow_key *key, struct flow_entry *held,
		   uint32_t fresh)
{
	struct flow_entry *set = set_of(router, flow_side(place.zone), key);
	uint32_t stamp[FLOW_WAYS], slot;
	size_t i;

	for (i = 0; i < FLOW_WAYS; i++)
		stamp[i] = set[i].stamp;
	slot = held ? (uint32_t)(held - set) :
		      flow_slot(stamp, flow_pending(fresh), router->now);
	if (slot == FLOW_WAYS ||
	    (flow_pending(fresh) && stamp[slot] == fresh)) {
		router->refused += !flow_pending(fresh);
		return;
	}
	router->opened += !flow_pending(fresh);
	router->evicted += flow_open(stamp[slot], router->now);
	set[slot] = (struct flow_entry) { *key, place, fresh };
}

/* A datagram from port 1434 that was not dropped */
static void asked(struct flow_router *router, struct flow_place place,
		  const uint8_t *p, enum slammer_reason reason,
		  const struct packet *pkt)
{
	struct flow_key key = flow_key(pkt, FLOW_ASKS);
	struct flow_entry *entry = find(router, flow_side(place.zone), &key);

	bool opens = flow_opens(p, reason, pkt);

	if (entry && !flow_renews(entry->opener, place))
		return;
	if (entry && !flow_pending(entry->stamp)) {
		entry->stamp = flow_renewed_stamp(entry->stamp, router->now);
		return;
	}
	if ((!opens && !flow_pends(p, reason, pkt)) ||
	    !flow_credible(router->ruleset, place.zone, pkt))
		return;
	if (flow_unasked(*unasked_of(router, &key), router->now))
		router->answered += opens;
	else
		insert(router, place, &key, entry,
		       opens ? flow_new_stamp(router->now) :
			       flow_pending_stamp(router->now));
}

static struct flow_result judge(struct flow_router *router,
				struct flow_place place, const uint8_t *p,
				enum slammer_reason reason,
				const struct packet *pkt)
{
	struct flow_result result = { .reason = reason };
	enum flow_way way = reason < REASON_FIRST_RULED ? FLOW_NEITHER :
							  flow_way(pkt);
	struct flow_key key = flow_key(pkt, way);
	bool pending = false;
	bool found = way == FLOW_ANSWERS && flow_relaxes(reason) &&
		     solicited(router, place, &key, &pending);

	if (found)
		result.reason = REASON_SOLICITED;
	result.decision = ruleset_decide(router->ruleset,
					 (enum slammer_zone)place.zone,
					 result.reason, pkt);
	if (!flow_passed(result))
		return result;
	if (way == FLOW_ASKS)
		asked(router, place, p, reason, pkt);
	else if (way == FLOW_ANSWERS && !found && !pending)
		*unasked_of(router, &key) = router->now;
	return result;
}

struct flow_result flow_router_datagram(struct flow_router *router,
					struct flow_place place,
					const struct flow_datagram *d)
{
	uint32_t n = (uint32_t)d->length;
	struct packet pkt = {
		.src = d->src, .dst = d->dst, .sport = d->sport,
		.dport = d->dport, .wire = n,
		.avail = min_u32(n, PACKET_WINDOW - 48),
		.family = address_is_ip4(d->src) ? 4 : 6,
	};
	enum slammer_reason reason;

	if (d->sport != SSRP_PORT && d->dport != SSRP_PORT)
		reason = REASON_OTHER_PORT;
	else
		reason = packet_classify(d->payload,
					 &router->ruleset->signatures, &pkt);
	return judge(router, place, d->payload, reason, &pkt);
}

struct flow_result flow_router_frame(struct flow_router *router,
				     struct flow_place place, const uint8_t *p,
				     size_t n, uint16_t type)
{
	struct packet pkt = { .family = 0 };
	enum slammer_reason reason;

	reason = packet_inspect(p, (uint32_t)n, (uint32_t)n, type, 0,
				&router->ruleset->signatures, &pkt);
	return judge(router, place, p + pkt.payload, reason, &pkt);
}
