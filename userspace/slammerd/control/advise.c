// SPDX-License-Identifier: GPL-2.0-or-later
/* advise.c - sources -> pairs that would be dropped -> allow entries */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slammerd/control/advise.h"
#include "slammerd/os/log.h"

/* The classes that an allow entry lets through; indexes of advise_source.packets. */
static const enum slammer_class classes[] = { CLASS_REQUEST, CLASS_RESPONSE };

#define CLASSES	(sizeof(classes) / sizeof(*classes))

/* Does it pass only because of the verdict "monitor"? */
static bool monitored(const struct policy *policy, unsigned int direction,
		      unsigned int reason)
{
	return policy->verdict[direction][reason] == VERDICT_MONITOR &&
	       !reason_is_attack(reason);
}

static bool class_monitored(const struct policy *policy, unsigned int direction,
			    enum slammer_class class)
{
	unsigned int reason;

	for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++)
		if (reason_known(reason) && reason_class(reason) == class &&
		    monitored(policy, direction, reason))
			return true;
	return false;
}

bool advise_wanted(const struct policy *policy)
{
	unsigned int direction;
	size_t c;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (c = 0; c < CLASSES; c++)
			if (class_monitored(policy, direction, classes[c]))
				return true;
	return false;
}

void advise_free(struct advise *advise)
{
	if (advise->rules)
		ruleset_free(advise->rules);
	free(advise->slots);
	free(advise->sources);
	memset(advise, 0, sizeof(*advise));
}

static int compare_sources(const void *pa, const void *pb)
{
	const struct advise_source *a = pa, *b = pb;

	if (a->address.hi != b->address.hi)
		return a->address.hi < b->address.hi ? -1 : 1;
	if (a->address.lo != b->address.lo)
		return a->address.lo < b->address.lo ? -1 : 1;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (a->instance != b->instance)
		return a->instance < b->instance ? -1 : 1;
	return 0;
}

/* The zone where it was seen last; by its side if the interface is gone. */
static enum slammer_zone zone_of(const struct client_source *source,
				 const struct client_device *devices,
				 size_t n_devices)
{
	size_t i;

	if (!source->ifindex)
		return ZONE_LOCAL;
	for (i = 0; i < n_devices; i++)
		if (devices[i].ifindex == source->ifindex)
			return devices[i].zone;
	if (source->side == NFSL_SIDE_NONE)
		return ZONE_UNNAMED;
	return source->side == NFSL_SIDE_INSIDE ? ZONE_INTERNAL : ZONE_EXTERNAL;
}

static struct prefix host(struct address a)
{
	return (struct prefix){ .addr = a, .len = 128 };
}

/* The slot of a pair, or the free slot for it. */
static struct advise_pair *slot_of(struct advise *advise, const struct pair *pair)
{
	uint64_t at = digest_allow(pair);
	struct advise_pair *p;

	for (;; at++) {
		p = &advise->slots[at % ADVISE_SLOTS];
		if (!p->packets ||
		    (address_equal(p->pair.from.addr, pair->from.addr) &&
		     address_equal(p->pair.to.addr, pair->to.addr)))
			return p;
	}
}

static void add_packets(struct advise *advise, const struct pair *pair,
		 uint64_t packets, const struct client_source *source)
{
	struct advise_pair *p = slot_of(advise, pair);

	if (!p->packets && advise->n_pairs == ADVISE_MAX) {
		advise->untracked += packets;
		return;
	}
	if (!p->packets) {
		*p = (struct advise_pair){ .pair = *pair, .first = source->first };
		advise->n_pairs++;
	}
	p->packets += packets;
	if (source->first < p->first)
		p->first = source->first;
	if (source->last > p->last)
		p->last = source->last;
}

/* An allow entry is from client to server, a response from server to client. */
static void check_packets(struct advise *advise, const struct policy *policy,
		  const struct client_source *source, enum slammer_zone zone,
		  enum slammer_class class, uint64_t packets)
{
	struct pair pair = { host(source->address), host(source->target) };
	enum slammer_direction direction =
		ruleset_direction(advise->rules, zone, source->target);

	if (class == CLASS_RESPONSE)
		pair = (struct pair){ pair.to, pair.from };
	if (class_monitored(policy, direction, class) &&
	    !pairs_contain(&advise->rules->allow, pair.from.addr, pair.to.addr))
		add_packets(advise, &pair, packets, source);
}

static int start(struct advise *advise, const struct policy *policy)
{
	if (advise->rules)
		return 0;
	advise->rules = policy_compile(policy);
	advise->slots = calloc(ADVISE_SLOTS, sizeof(*advise->slots));
	advise->since = time(NULL);
	return advise->rules && advise->slots ? 0 : -1;
}

/* The packets of @source since the last sample. */
static void sample_source(struct advise *advise, const struct policy *policy,
		     const struct client_source *source, enum slammer_zone zone,
		     struct advise_source *now)
{
	const struct advise_source *was;
	uint64_t before;
	size_t c;

	*now = (struct advise_source){
		.address = source->address, .side = source->side,
		.instance = source->instance,
	};
	was = advise->sources ? bsearch(now, advise->sources, advise->n_sources,
				      sizeof(*now), compare_sources) : NULL;
	for (c = 0; c < CLASSES; c++) {
		now->packets[c] = source->packets[classes[c]];
		before = was ? was->packets[c] : 0;
		if (now->packets[c] > before)
			check_packets(advise, policy, source, zone, classes[c],
			      now->packets[c] - before);
	}
}

int advise_add(struct advise *advise, const struct policy *policy,
		const struct client_source *list, size_t n_sources,
		const struct client_device *devices, size_t n_devices)
{
	struct advise_source *now = calloc(n_sources + 1, sizeof(*now));
	size_t i, n = 0;

	if (!now || start(advise, policy) < 0) {
		free(now);
		return -1;
	}
	for (i = 0; i < n_sources; i++)
		if (list[i].packets[CLASS_REQUEST] ||
		    list[i].packets[CLASS_RESPONSE])
			sample_source(advise, policy, &list[i],
				 zone_of(&list[i], devices, n_devices),
				 &now[n++]);
	qsort(now, n, sizeof(*now), compare_sources);
	free(advise->sources);
	advise->sources = now;
	advise->n_sources = n;
	advise->samples++;
	return 0;
}

void advise_sample(struct advise *advise, const struct policy *policy,
		   uint64_t text, struct client *client)
{
	struct client_device *devices = NULL;
	struct client_source *list = NULL;
	size_t n_sources = 0, n_devices = 0;
	bool wanted = advise_wanted(policy);

	if (advise->text != text || !wanted) {
		advise_free(advise);
		advise->text = text;
	}
	if (!client || !wanted)
		return;
	if (!client_devices(client, &devices, &n_devices) &&
	    !client_sources(client, &list, &n_sources) &&
	    advise_add(advise, policy, list, n_sources, devices, n_devices) < 0)
		log_message(LOG_WARNING, "cannot collect advice: out of memory");
	free(list);
	free(devices);
}

/*
 * Pairs of hosts -> pairs of prefixes that contain exactly the same hosts.
 */

/* The side of a pair that is merged; the other one must be equal. */
enum half { FROM, TO };

static struct prefix *half_of(struct advise_pair *p, enum half half)
{
	return half == FROM ? &p->pair.from : &p->pair.to;
}

static int compare_prefixes(const struct prefix *a, const struct prefix *b)
{
	if (a->addr.hi != b->addr.hi)
		return a->addr.hi < b->addr.hi ? -1 : 1;
	if (a->addr.lo != b->addr.lo)
		return a->addr.lo < b->addr.lo ? -1 : 1;
	return (int)a->len - (int)b->len;
}

/* By "to", then by "from": candidates for merging "from" are neighbours. */
static int by_from(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;
	int order = compare_prefixes(&a->pair.to, &b->pair.to);

	return order ? order : compare_prefixes(&a->pair.from, &b->pair.from);
}

static int by_to(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;
	int order = compare_prefixes(&a->pair.from, &b->pair.from);

	return order ? order : compare_prefixes(&a->pair.to, &b->pair.to);
}

static int by_packets(const void *pa, const void *pb)
{
	const struct advise_pair *a = pa, *b = pb;

	if (a->packets != b->packets)
		return a->packets > b->packets ? -1 : 1;
	return by_from(a, b);
}

/* The two halves of the next shorter prefix? */
static bool siblings(const struct prefix *a, const struct prefix *b)
{
	struct address mask = address_mask(a->len - 1u);

	return a->len == b->len && a->len > 1 &&
	       address_equal(address_and(a->addr, mask),
			     address_and(b->addr, mask)) &&
	       !address_equal(a->addr, b->addr);
}

static bool merge(struct advise_pair *a, const struct advise_pair *b,
		 enum half half)
{
	struct advise_pair copy = *b;
	struct prefix *p = half_of(a, half), *q = half_of(&copy, half);

	if (compare_prefixes(half_of(a, !half), half_of(&copy, !half)) ||
	    !siblings(p, q))
		return false;
	p->len--;
	p->addr = address_and(p->addr, address_mask(p->len));
	a->packets += b->packets;
	if (b->first < a->first)
		a->first = b->first;
	if (b->last > a->last)
		a->last = b->last;
	return true;
}

/* Merge neighbours once; returns how many are left. */
static size_t merge_once(struct advise_pair *list, size_t n, enum half half)
{
	size_t i, kept = 0;

	qsort(list, n, sizeof(*list), half == FROM ? by_from : by_to);
	for (i = 0; i < n; i++)
		if (!kept || !merge(&list[kept - 1], &list[i], half))
			list[kept++] = list[i];
	return kept;
}

int advise_merge(const struct advise_pair *slots, size_t n_slots,
		 struct advise_pair **merged, size_t *count)
{
	struct advise_pair *list = calloc(n_slots + 1, sizeof(*list));
	size_t i, n = 0, before;

	if (!list)
		return -1;
	for (i = 0; i < n_slots; i++)
		if (slots[i].packets)
			list[n++] = slots[i];
	do {
		before = n;
		n = merge_once(list, n, FROM);
		n = merge_once(list, n, TO);
	} while (n < before);
	qsort(list, n, sizeof(*list), by_packets);
	*merged = list;
	*count = n;
	return 0;
}
