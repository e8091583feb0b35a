// SPDX-License-Identifier: GPL-2.0-or-later
/* facts.c - collect a period and the previous one in one read transaction */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "internal.h"

int64_t facts_previous_from(const struct facts *facts)
{
	int64_t length = facts->until - facts->from;

	return facts->from > length ? facts->from - length : 0;
}

/*
 * Finds the resolution of the store's answer. Expired data may still be there in part:
 * the range starts where retention does.
 */
static int find_detail(struct facts *f, struct store *store,
		       struct store_range *range, struct error *error)
{
	struct store_detail detail = { 0 };
	int ret = store_detail(store, range->from, &detail);

	f->kept = detail.since;
	if (!ret && detail.since > range->from) {
		range->from = detail.since;
		ret = store_detail(store, range->from, &detail);
	}
	if (ret)
		error_set(error, "%s", store_error(store));
	f->detail = detail.seconds;
	return ret;
}

/* @after: facts of the following period, or NULL. */
static int collect(struct facts *f, struct store *store,
		   const struct store_range *range, struct facts *after,
		   struct error *error)
{
	struct store_range kept = *range;

	f->from = range->from;
	f->until = range->until;
	if (find_detail(f, store, &kept, error) ||
	    facts_windows(f, store, &kept, !after, error))
		return -1;
	if (!f->windows)
		return 0;
	f->at_least = f->untracked || f->evicted;
	if (facts_traffic(f, store, &kept, error))
		return -1;
	return facts_sources(f, store, &kept, after, error);
}

static int collect_previous(struct facts *f, struct store *store,
			    const struct store_range *range,
			    struct error *error)
{
	struct store_range before = {
		facts_previous_from(f), f->from, range->sensor,
	};

	f->previous = calloc(1, sizeof(*f->previous));
	if (!f->previous)
		return error_no_memory(error);
	if (collect(f->previous, store, &before, f, error))
		return -1;
	if (!f->previous->windows) {
		facts_free(f->previous);
		free(f->previous);
		f->previous = NULL;
		return 0;
	}
	/* Clocks are not exact: half a window does not count. */
	f->partial = f->previous->watched + f->longest / 2 < f->watched;
	return 0;
}

int facts_collect(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error)
{
	int ret;

	memset(facts, 0, sizeof(*facts));
	if (store_hold(store))
		return error_set(error, "%s", store_error(store));
	ret = collect(facts, store, range, NULL, error);
	if (!ret)
		ret = collect_previous(facts, store, range, error);
	store_release(store);
	if (ret)
		facts_free(facts);
	return ret;
}

void facts_free(struct facts *facts)
{
	int level;

	if (facts->previous)
		facts_free(facts->previous);
	free(facts->previous);
	free(facts->sensors.list);
	free(facts->counters.list);
	free(facts->infected.list);
	free(facts->top.list);
	free(facts->networks.list);
	free(facts->networks.previous);
	free(facts->constituents.list);
	for (level = 0; level < FACTS_LEVEL_COUNT; level++)
		free(facts->series[level].list);
	memset(facts, 0, sizeof(*facts));
}
