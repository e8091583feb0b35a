/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - the parts of a collection of facts
 *
 * Private to advisories/facts. Functions return 0, or -1 with a sentence in
 * @error unless it says otherwise; facts_free() frees what is collected by then.
 */
#ifndef FACTS_INTERNAL_H
#define FACTS_INTERNAL_H

#include "common/error.h"
#include "facts.h"
#include "store/store.h"
#include "trend.h"

/* traffic.c: sums by group, direction, verdict */
int facts_traffic(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error);
/* The group that packets of a reason (enum slammer_reason) belong to. */
enum facts_group facts_group_of(unsigned int reason);

/* windows.c: windows, sensors, gaps; with @whole series and trend as well */
int facts_windows(struct facts *facts, struct store *store,
		  const struct store_range *range, bool whole,
		  struct error *error);

/**
 * facts_fold - sum the points of windows into the series of all levels
 * @points: one for each window, ordered by start
 *
 * 0, or -1 if out of memory.
 */
int facts_fold(struct facts *facts, const struct facts_point *points,
	       size_t count);

/**
 * struct facts_rest - what the store has of sources that it does not list (remainder.c)
 * @list: by network, see store_remainders(); malloced
 * @sources, @accused, @worm: at least so many, outside and inside
 */
struct facts_rest {
	struct store_remainder *list;
	size_t count;
	uint64_t sources[2];
	uint64_t accused[2];
	uint64_t worm[2];
};

/* Constituents of @rest are without a name: the store's are gone. */
int facts_rest_collect(struct facts *facts, struct store *store,
		       const struct store_range *range, struct facts_rest *rest,
		       struct error *error);
/* Figures of distinct sources are not less than those of @rest. */
void facts_raise(struct facts *facts, const struct facts_rest *rest);

/**
 * facts_sources - everything that needs single sources, in one pass (sources.c)
 * @after: facts of the following period: its networks and constituents get their
 *         ranks in this period. NULL: there is none
 */
int facts_sources(struct facts *facts, struct store *store,
		  const struct store_range *range, struct facts *after,
		  struct error *error);

/* A window of the series for the trend test: worm packets from outside. */
struct series_point {
	int64_t start;
	unsigned int seconds;
	uint64_t packets;
};

struct series {
	struct series_point *list;
	size_t count;
	size_t room;
};

/*
 * Adds a window, unless the daemon observed only a part of it: partial counts are no
 * trend. 0, or -1 if out of memory.
 */
int series_add(struct series *series, const struct store_window *window);
void series_free(struct series *series);

/**
 * series_trend - test a series
 * @sensors: number of sensors in the period; only intervals that all of them
 *           observed count, because a new sensor is no trend
 * @from:    start of the period, which intervals are counted from
 *
 * Returns 0, or -1 if out of memory.
 */
int series_trend(const struct series *series, size_t sensors, int64_t from,
		 struct trend *trend);

#endif /* FACTS_INTERNAL_H */
