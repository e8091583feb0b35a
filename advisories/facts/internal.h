/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parts.h - what a collection of facts is put together from
 *
 * Private to advisories/facts. Functions return 0, or -1 with a sentence in
 * @error; what they have put into the facts by then facts_free() frees.
 */
#ifndef FACTS_PARTS_H
#define FACTS_PARTS_H

#include "common/error.h"
#include "facts.h"
#include "store/store.h"
#include "trend.h"

/* Sums by group, direction, verdict. */
int facts_traffic(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error);
/* To which group a reason's packets belong. */
enum facts_group facts_group_of(unsigned int reason);

/* Windows, sensors, what was lost; with @whole series and trend as well. */
int facts_windows(struct facts *facts, struct store *store,
		  const struct store_range *range, bool whole, struct error *error);

/* A window as one point: @start and the sums. */
void facts_point_of(const struct store_window *window,
		    struct facts_point *point);

/**
 * facts_fold - points of windows into the series of all levels
 * @points: by start
 *
 * 0, or -1 if out of memory.
 */
int facts_fold(struct facts *facts, const struct facts_point *points,
	       size_t count);

/**
 * facts_sources - everything that needs the single sources, in one walk
 * @after: facts of the period after this one: where its networks and constituents
 *         stood in this one is put there. NULL: there are none
 */
int facts_sources(struct facts *facts, struct store *store,
		  const struct store_range *range, struct facts *after,
		  struct error *error);

int facts_no_memory(struct error *error);

/*
 * A list of the first ones of very many: twice the length is kept, then sorted and
 * cut. Items have to come so that of two that are equal the first wins.
 */
struct ranking {
	char *list;
	size_t size;			/* of an item */
	size_t keep;
	size_t count;
	size_t room;
	uint64_t least;			/* what an item must exceed */
	int (*compare)(const void *, const void *);
};

/* 0, or -1 if out of memory. @value: what @compare looks at first. */
int ranking_add(struct ranking *ranking, const void *item, uint64_t value,
		uint64_t (*value_of)(const void *));
/* In order and cut; the list is the caller's from now on. */
void *ranking_end(struct ranking *ranking, size_t *count);

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

/* Worm packets from outside, of one window; 0, or -1 if out of memory. */
int series_add(struct series *series, const struct store_window *window);
void series_free(struct series *series);

/**
 * series_trend - test a series
 * @sensors: that wrote in the period
 * @from:    its begin; intervals are counted from there
 *
 * Returns 0, or -1 if out of memory.
 */
int series_trend(const struct series *series, size_t sensors, int64_t from,
		 struct trend *trend);

#endif /* FACTS_PARTS_H */
