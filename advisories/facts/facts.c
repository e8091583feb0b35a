// SPDX-License-Identifier: GPL-2.0-or-later
/* facts.c - the store is asked here, and nowhere else in advisories */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "series.h"

const char *facts_group_name(enum facts_group group)
{
	switch (group) {
#define X(sym, name) case FACTS_##sym: return name;
	FACTS_GROUPS(X)
#undef X
	case FACTS_GROUP_COUNT:
		break;
	}
	return "?";
}

uint64_t facts_attacks(const uint64_t packets[CLASS_COUNT])
{
	uint64_t sum = 0;
	int i;

	for (i = CLASS_SIGNATURE; i < CLASS_COUNT; i++)
		sum += packets[i];
	return sum;
}

static enum facts_group group_of(unsigned int reason)
{
	switch (reason_class(reason)) {
	case CLASS_SLAMMER:
		return FACTS_WORM;
	case CLASS_OVERFLOW:
		return FACTS_VARIANTS;
	case CLASS_PINGPONG:
		return FACTS_PINGPONG;
	case CLASS_SIGNATURE:
		return FACTS_SIGNATURE;
	case CLASS_REQUEST:
		return FACTS_REQUESTS;
	case CLASS_RESPONSE:
		return reason == REASON_LONG_ANSWER ? FACTS_LONG_ANSWERS :
						      FACTS_RESPONSES;
	default:
		return FACTS_OTHER;
	}
}

static void add_count(struct facts_count *count, const struct store_sum *sum)
{
	count->packets += sum->packets;
	count->bytes += sum->bytes;
}

static void add_figures(struct facts_figures *figures,
			const struct store_sum *sum)
{
	add_count(&figures->total, sum);
	add_count(&figures->direction[sum->direction], sum);
	add_count(&figures->verdict[sum->verdict], sum);
}

/* One collection under way: @full is set when memory ran out. */
struct collect {
	struct facts *facts;
	struct series series;
	bool full;
};

/* The list with room for one more; NULL, and the old list stays. */
static void *room(struct collect *c, void *list, size_t count, size_t size)
{
	void *grown;

	/* Powers of two are where the room ends. */
	if (count & (count - 1))
		return list;
	grown = realloc(list, (count ? 2 * count : 1) * size);
	if (!grown)
		c->full = true;
	return grown;
}

static int add_sum(const struct store_sum *sum, void *arg)
{
	struct collect *c = arg;
	struct facts *f = c->facts;
	struct store_sum *list;

	list = room(c, f->counters.list, f->counters.count, sizeof(*list));
	if (!list)
		return 1;
	f->counters.list = list;
	list[f->counters.count++] = *sum;

	if (reason_is_attack(sum->reason))
		add_figures(&f->attacks, sum);
	if (sum->reason >= REASON_FIRST_RULED)
		add_figures(&f->group[group_of(sum->reason)], sum);
	else if (sum->reason == REASON_NOT_UDP ||
		 sum->reason == REASON_OTHER_PORT)
		add_figures(&f->elsewhere, sum);
	else
		add_figures(&f->uninspected, sum);
	return 0;
}

static int add_talker(const struct store_talker *talker, void *arg)
{
	struct collect *c = arg;
	struct facts_talkers *list;
	struct store_talker *grown;

	/* Most attacks first: from here on there are none. */
	if (!facts_attacks(talker->packets))
		return 1;
	list = talker->inside ? &c->facts->infected : &c->facts->top;
	if (talker->inside ? !talker->packets[CLASS_SLAMMER] :
			     list->count == FACTS_TOP)
		return 0;
	grown = room(c, list->list, list->count, sizeof(*grown));
	if (!grown)
		return 1;
	list->list = grown;
	list->list[list->count++] = *talker;
	return 0;
}

static int add_network(const struct store_network *network, void *arg)
{
	struct collect *c = arg;
	struct facts_networks *list = &c->facts->networks;
	struct store_network *grown;

	c->facts->network_count++;
	if (list->count == FACTS_TOP)
		return 0;
	grown = room(c, list->list, list->count, sizeof(*grown));
	if (!grown)
		return 1;
	list->list = grown;
	list->list[list->count++] = *network;
	return 0;
}

static bool add_sensor(struct collect *c, const char *sensor)
{
	struct facts_names *names = &c->facts->sensors;
	char (*grown)[STORE_SENSOR_MAX];
	size_t i;

	for (i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], sensor))
			return true;
	grown = room(c, names->list, names->count, sizeof(*grown));
	if (!grown)
		return false;
	names->list = grown;
	snprintf(names->list[names->count++], STORE_SENSOR_MAX, "%s", sensor);
	return true;
}

/* From when to when did the window's sensor watch, within it? */
static void watched(const struct store_window *w, int64_t *first, int64_t *last)
{
	int64_t end = w->start + w->seconds;

	*first = w->since > w->start && w->since < end ? w->since : w->start;
	*last = w->taken > w->start && w->taken < end ? w->taken : end;
}

static int add_window(const struct store_window *window, void *arg)
{
	struct collect *c = arg;
	struct facts *f = c->facts;
	int64_t first, last;

	if (!add_sensor(c, window->sensor))
		return 1;
	if (series_add(&c->series, window)) {
		c->full = true;
		return 1;
	}
	watched(window, &first, &last);
	if (!f->windows++) {
		f->first = first;
		f->last = last;
		f->seconds = window->seconds;
	}
	if (f->seconds != window->seconds)
		f->seconds = 0;
	if (first < f->first)
		f->first = first;
	if (last > f->last)
		f->last = last;
	f->untracked += window->untracked;
	f->evicted += window->evicted;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int ask(struct collect *c, struct store *store,
	       const struct store_range *range)
{
	if (store_sums(store, range, add_sum, c) ||
	    store_talkers(store, range, add_talker, c) ||
	    store_networks(store, range, false, add_network, c) ||
	    store_windows(store, range, add_window, c) ||
	    store_distinct(store, range, false, &c->facts->outside) ||
	    store_distinct(store, range, true, &c->facts->inside))
		return -1;
	return 0;
}

int facts_collect(struct facts *facts, struct store *store,
		  const struct store_range *range, char *error, size_t size)
{
	struct collect c = { .facts = facts };
	int ret;

	memset(facts, 0, sizeof(*facts));
	facts->from = range->from;
	facts->until = range->until;
	ret = store_hold(store);
	if (!ret) {
		ret = ask(&c, store, range);
		store_release(store);
	}
	if (ret)
		snprintf(error, size, "%s", store_error(store));
	else if (c.full ||
		 series_trend(&c.series, facts->sensors.count, facts->from,
			      &facts->trend)) {
		snprintf(error, size, "out of memory");
		ret = -1;
	}
	series_free(&c.series);
	if (ret) {
		facts_free(facts);
		return -1;
	}
	if (facts->sensors.count)
		qsort(facts->sensors.list, facts->sensors.count,
		      sizeof(*facts->sensors.list), compare_names);
	facts->at_least = facts->untracked || facts->evicted;
	return 0;
}

void facts_free(struct facts *facts)
{
	free(facts->sensors.list);
	free(facts->counters.list);
	free(facts->infected.list);
	free(facts->top.list);
	free(facts->networks.list);
	memset(facts, 0, sizeof(*facts));
}
