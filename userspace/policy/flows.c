// SPDX-License-Identifier: GPL-2.0-or-later
/* flows.c - solicited flows in one exact table */
#include <stdlib.h>

#include "flows.h"

#define ROOM_MIN	1024	/* a power of two */

/**
 * struct entry - all about two ends
 * @used:   the slot is taken
 * @asked:  when the peer sent to the client outside a flow; 0: never
 * @stamp:  of the flow in each table, as in flow.h; 0: none
 * @opener: where it was opened
 */
struct entry {
	struct flow_key key;
	bool used;
	uint32_t asked;
	uint32_t stamp[FLOW_SIDES];
	struct flow_place opener[FLOW_SIDES];
};

struct flows {
	struct entry *entries;
	size_t room;		/* a power of two */
	size_t count;
	unsigned long long opened;
};

struct flows *flows_new(void)
{
	struct flows *flows = calloc(1, sizeof(*flows));

	if (!flows)
		return NULL;
	flows->room = ROOM_MIN;
	flows->entries = calloc(flows->room, sizeof(*flows->entries));
	if (flows->entries)
		return flows;
	free(flows);
	return NULL;
}

void flows_free(struct flows *flows)
{
	if (!flows)
		return;
	free(flows->entries);
	free(flows);
}

unsigned long long flows_opened(const struct flows *flows)
{
	return flows->opened;
}

/* The slot of @key, which is not used if the key is new. One is always free. */
static struct entry *slot_of(const struct flows *flows,
			     const struct flow_key *key)
{
	/* a file is not an attacker: any numbers do */
	static const __u64 secret[4] = {
		0x9e3779b97f4a7c15ull, 0xc2b2ae3d27d4eb4full,
		0xd6e8feb86659fd93ull, 0xa0761d6478bd642full
	};
	size_t i = (size_t)flow_hash(secret, key);

	for (;; i++) {
		struct entry *e = &flows->entries[i & (flows->room - 1)];

		if (!e->used || flow_key_equal(&e->key, key))
			return e;
	}
}

/* Can it still make a difference? */
static bool matters(const struct entry *e, uint32_t now)
{
	return e->used && (flow_unasked(e->asked, now) ||
			   flow_alive(e->stamp[FLOW_INSIDE], now) ||
			   flow_alive(e->stamp[FLOW_OTHERS], now));
}

/* A table of what matters, at most a quarter full */
static int rebuild(struct flows *flows, uint32_t now)
{
	struct flows next = { .room = ROOM_MIN, .opened = flows->opened };
	size_t i;

	for (i = 0; i < flows->room; i++)
		next.count += matters(&flows->entries[i], now);
	while (next.room < 4 * next.count)
		next.room *= 2;
	next.entries = calloc(next.room, sizeof(*next.entries));
	if (!next.entries)
		return -1;
	for (i = 0; i < flows->room; i++)
		if (matters(&flows->entries[i], now))
			*slot_of(&next, &flows->entries[i].key) =
				flows->entries[i];
	free(flows->entries);
	*flows = next;
	return 0;
}

/* The entry of @key, made if there is none; NULL: out of memory. */
static struct entry *entry_of(struct flows *flows, const struct flow_key *key,
			      uint32_t now)
{
	struct entry *e = slot_of(flows, key);

	if (e->used)
		return e;
	if (2 * (flows->count + 1) > flows->room) {
		if (rebuild(flows, now))
			return NULL;
		e = slot_of(flows, key);
	}
	*e = (struct entry) { .key = *key, .used = true };
	flows->count++;
	return e;
}

bool flows_solicited(struct flows *flows, const struct packet *pkt,
		     enum slammer_reason reason, struct flow_place place,
		     uint32_t now)
{
	struct flow_key key = flow_key(pkt, FLOW_ANSWERS);
	struct entry *e;
	unsigned int side;

	if (flow_way(pkt) != FLOW_ANSWERS || !flow_relaxes(reason))
		return false;
	e = slot_of(flows, &key);
	for (side = 0; e->used && side < FLOW_SIDES; side++) {
		if (!flow_searched(place.zone, side) ||
		    !flow_open(e->stamp[side], now) ||
		    !flow_permits(e->opener[side], place))
			continue;
		e->stamp[side] = flow_answered_stamp(e->stamp[side]);
		return true;
	}
	return false;
}

/* May its client still show that it is one? See flow_pends(). */
static bool pending(const struct entry *e, struct flow_place place, uint32_t now)
{
	unsigned int side;

	for (side = 0; side < FLOW_SIDES; side++)
		if (flow_searched(place.zone, side) &&
		    flow_pending(e->stamp[side]) &&
		    flow_alive(e->stamp[side], now) &&
		    flow_permits(e->opener[side], place))
			return true;
	return false;
}

/* From port 1434, and not dropped */
static int asks(struct flows *flows, const struct ruleset *rs, const uint8_t *p,
		const struct packet *pkt, enum slammer_reason reason,
		struct flow_place place, uint32_t now)
{
	struct flow_key key = flow_key(pkt, FLOW_ASKS);
	enum flow_side side = flow_side(place.zone);
	struct entry *e = slot_of(flows, &key);
	bool opens;

	if (e->used && flow_alive(e->stamp[side], now)) {
		if (!flow_renews(e->opener[side], place))
			return 0;
		if (!flow_pending(e->stamp[side])) {
			e->stamp[side] = flow_renewed_stamp(e->stamp[side], now);
			return 0;
		}
	}
	opens = flow_opens(p, reason, pkt);
	if ((!opens && !flow_pends(p, reason, pkt)) ||
	    !flow_credible(rs, place.zone, pkt) ||
	    (e->used && flow_unasked(e->asked, now)))
		return 0;
	e = entry_of(flows, &key, now);
	if (!e)
		return -1;
	e->stamp[side] = opens ? flow_new_stamp(now) : flow_pending_stamp(now);
	e->opener[side] = place;
	flows->opened += opens;
	return 0;
}

int flows_passed(struct flows *flows, const struct ruleset *rs, const uint8_t *p,
		 const struct packet *pkt, enum slammer_reason reason,
		 struct flow_place place, uint32_t now)
{
	struct flow_key key;
	struct entry *e;

	switch (flow_way(pkt)) {
	case FLOW_ASKS:
		return asks(flows, rs, p, pkt, reason, place, now);
	case FLOW_ANSWERS:
		if (reason == REASON_SOLICITED)
			return 0;
		key = flow_key(pkt, FLOW_ANSWERS);
		e = entry_of(flows, &key, now);
		if (!e)
			return -1;
		if (!pending(e, place, now))
			e->asked = now;
		return 0;
	case FLOW_NEITHER:
		break;
	}
	return 0;
}
