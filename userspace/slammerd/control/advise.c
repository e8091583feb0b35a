// SPDX-License-Identifier: GPL-2.0-or-later
/* advise.c - who would be stopped: from the table of sources to pairs */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slammerd/daemon.h"

/* The classes that an allow entry lets by, as they lie in advise_stay. */
static const enum slammer_class classes[] = { CLASS_REQUEST, CLASS_RESPONSE };

#define CLASSES	(sizeof(classes) / sizeof(*classes))

/* Passes now, and would not if it were not for monitoring? */
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
	free(advise->stays);
	memset(advise, 0, sizeof(*advise));
}

static int compare_stays(const void *pa, const void *pb)
{
	const struct advise_stay *a = pa, *b = pb;

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

/* The zone it was last seen in; an interface that is gone had that of its side. */
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
	return source->side == NFSL_SIDE_INSIDE ? ZONE_INTERNAL : ZONE_EXTERNAL;
}

static struct prefix host(struct address a)
{
	return (struct prefix){ .addr = a, .len = 128 };
}

/* The slot of a pair: its own, or the free one where it would be. */
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

static void book(struct advise *advise, const struct pair *pair,
		 uint64_t packets, const struct client_source *source)
{
	struct advise_pair *p = slot_of(advise, pair);

	if (!p->packets && advise->n_pairs == ADVISE_MAX) {
		advise->unkept += packets;
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

/* An answer goes from the server to the client, and an entry from client to server. */
static void judge(struct advise *advise, const struct policy *policy,
		  const struct client_source *source, enum slammer_zone zone,
		  enum slammer_class class, uint64_t packets)
{
	struct pair pair = { host(source->address), host(source->target) };
	enum slammer_direction direction =
		ruleset_direction(advise->rules, zone, source->target);

	if (class == CLASS_RESPONSE)
		pair = (struct pair){ pair.to, pair.from };
	if (class_monitored(policy, direction, class) &&
	    pairs_lookup(&advise->rules->allow, pair.from.addr,
			 pair.to.addr) < 0)
		book(advise, &pair, packets, source);
}

static int begin(struct advise *advise, const struct policy *policy)
{
	if (advise->rules)
		return 0;
	advise->rules = policy_compile(policy);
	advise->slots = calloc(ADVISE_SLOTS, sizeof(*advise->slots));
	advise->since = time(NULL);
	return advise->rules && advise->slots ? 0 : -1;
}

/* What @source has sent since it was looked at last. */
static void take_one(struct advise *advise, const struct policy *policy,
		     const struct client_source *source, enum slammer_zone zone,
		     struct advise_stay *now)
{
	const struct advise_stay *was;
	uint64_t before;
	size_t c;

	*now = (struct advise_stay){
		.address = source->address, .side = source->side,
		.instance = source->instance,
	};
	was = advise->stays ? bsearch(now, advise->stays, advise->n_stays,
				      sizeof(*now), compare_stays) : NULL;
	for (c = 0; c < CLASSES; c++) {
		now->packets[c] = source->packets[classes[c]];
		before = was ? was->packets[c] : 0;
		if (now->packets[c] > before)
			judge(advise, policy, source, zone, classes[c],
			      now->packets[c] - before);
	}
}

int advise_take(struct advise *advise, const struct policy *policy,
		const struct client_source *stays, size_t n_stays,
		const struct client_device *devices, size_t n_devices)
{
	struct advise_stay *now = calloc(n_stays + 1, sizeof(*now));
	size_t i, n = 0;

	if (!now || begin(advise, policy) < 0) {
		free(now);
		return -1;
	}
	for (i = 0; i < n_stays; i++)
		if (stays[i].packets[CLASS_REQUEST] ||
		    stays[i].packets[CLASS_RESPONSE])
			take_one(advise, policy, &stays[i],
				 zone_of(&stays[i], devices, n_devices),
				 &now[n++]);
	qsort(now, n, sizeof(*now), compare_stays);
	free(advise->stays);
	advise->stays = now;
	advise->n_stays = n;
	advise->samples++;
	return 0;
}

void advise_sample(struct daemon *daemon)
{
	struct advise *advise = &daemon->advise;
	struct client_device *devices = NULL;
	struct client_source *stays = NULL;
	size_t n_stays = 0, n_devices = 0;

	if (advise->of != daemon->text || !advise_wanted(daemon->policy)) {
		advise_free(advise);
		advise->of = daemon->text;
	}
	if (!daemon->client || !advise_wanted(daemon->policy))
		return;
	if (!client_devices(daemon->client, &devices, &n_devices) &&
	    !client_sources(daemon->client, &stays, &n_stays) &&
	    advise_take(advise, daemon->policy, stays, n_stays, devices,
			n_devices) < 0)
		log_say(LOG_WARNING, "nothing can be advised: out of memory");
	free(stays);
	free(devices);
}
