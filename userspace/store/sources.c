// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sources.c - what each source sent since the last snapshot
 *
 * Stays as last recorded and stays of the snapshot are sorted in the same order and
 * compared side by side.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/names.h"
#include "internal.h"

/**
 * struct sources_walk - two sorted lists of stays, and what has changed
 * @was:   as last recorded
 * @now:   of the snapshot
 * @grown: those of @now that grew, and belong to a side
 * @changed: the state is other than the one recorded last
 */
struct sources_walk {
	struct record *record;
	struct store_source *was;
	size_t n_was;
	const struct store_source **now;
	size_t n_now;
	struct grown *grown;
	size_t n_grown;
	size_t room;
	bool changed;
};

static int compare_now(const void *a, const void *b)
{
	return stay_compare(*(const struct store_source *const *)a,
			    *(const struct store_source *const *)b);
}

static int load_now(struct sources_walk *walk)
{
	const struct store_snapshot *snapshot = walk->record->snapshot;
	size_t i;

	walk->n_now = snapshot->n_sources;
	if (!walk->n_now)
		return 0;
	walk->now = calloc(walk->n_now, sizeof(*walk->now));
	if (!walk->now)
		return db_fail(walk->record->store->db, "out of memory");
	for (i = 0; i < walk->n_now; i++)
		walk->now[i] = &snapshot->sources[i];
	qsort(walk->now, walk->n_now, sizeof(*walk->now), compare_now);
	return 0;
}

static int check_source(struct sources_walk *walk, size_t i)
{
	struct store *store = walk->record->store;
	const struct store_source *s = walk->now[i];
	bool large = s->bytes > INT64_MAX || s->first_ns > INT64_MAX ||
		     s->last_ns > INT64_MAX;
	char address[ADDRESS_TEXT_MAX];
	int c;

	for (c = 0; c < CLASS_COUNT; c++)
		large = large || s->packets[c] > INT64_MAX;
	if (large)
		return db_fail(store->db, "%s: a number of source %s is too large to be stored",
			       store->db->path, address_text(s->address, address));
	if (i && !stay_compare(walk->now[i - 1], s))
		return db_fail(store->db, "%s: duplicate source %s, instance %016" PRIx64 ", in the snapshot",
			       store->db->path, address_text(s->address, address),
			       s->instance);
	return 0;
}

static int note_grown(struct sources_walk *walk, const struct store_source *now,
		      const struct store_source *was)
{
	if (array_grow(&walk->grown, &walk->room, walk->n_grown))
		return db_fail(walk->record->store->db, "out of memory");
	walk->grown[walk->n_grown++] = (struct grown){ .now = now, .was = was };
	return 0;
}

/* A stay of the snapshot; @was: the same one as last recorded, or NULL. */
static int record_source(struct sources_walk *walk, const struct store_source *now,
			 const struct store_source *was)
{
	bool grew = now->bytes > (was ? was->bytes : 0);
	uint64_t old;
	int c;

	if (was && now->bytes < was->bytes)
		return record_stale(walk->record, "the bytes of a source");
	for (c = 0; c < CLASS_COUNT; c++) {
		old = was ? was->packets[c] : 0;
		if (now->packets[c] < old)
			return record_stale(walk->record,
					    "the packets of a source");
		grew = grew || now->packets[c] > old;
	}
	walk->changed = walk->changed || grew || !was;
	return grew && !now->forged ? note_grown(walk, now, was) : 0;
}

static int compare_lists(struct sources_walk *walk)
{
	size_t w = 0, n = 0;
	int order, ret = 0;

	while (!ret && (w < walk->n_was || n < walk->n_now)) {
		if (n < walk->n_now && check_source(walk, n))
			return -1;
		if (w == walk->n_was)
			order = 1;
		else if (n == walk->n_now)
			order = -1;
		else
			order = stay_compare(&walk->was[w], walk->now[n]);
		/* A stay is over when the snapshot does not list it. */
		if (order < 0)
			walk->changed = ++w != 0;
		else if (order > 0)
			ret = record_source(walk, walk->now[n++], NULL);
		else
			ret = record_source(walk, walk->now[n++],
					    &walk->was[w++]);
	}
	return ret;
}

int record_sources(struct record *record)
{
	struct sources_walk walk = { .record = record };
	int ret;

	ret = stays_load(record, &walk.was, &walk.n_was);
	if (!ret)
		ret = load_now(&walk);
	if (!ret)
		ret = compare_lists(&walk);
	if (!ret)
		ret = list_grown(record, walk.grown, walk.n_grown);
	if (!ret && walk.changed)
		ret = stays_save(record, walk.now, walk.n_now);
	free(walk.was);
	free(walk.now);
	free(walk.grown);
	return ret;
}
