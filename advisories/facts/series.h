/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * series.h - windows as they come -> a series of rates that may be compared
 *
 * Only windows count that hold what they say (the daemon was there from begin to
 * end), and only moments that every sensor saw: a sensor that joins is no trend.
 */
#ifndef FACTS_SERIES_H
#define FACTS_SERIES_H

#include "store/store.h"
#include "trend.h"

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

#endif /* FACTS_SERIES_H */
