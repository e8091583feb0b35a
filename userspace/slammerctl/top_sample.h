/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * top_sample.h - what was counted at a moment, and how fast it has grown since
 *
 * Status and sources as JSON -> lists of rows, and from two samples their rates.
 */
#ifndef SLAMMERCTL_TOP_SAMPLE_H
#define SLAMMERCTL_TOP_SAMPLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/names.h"

enum top_list_kind {
	TOP_CLASSES,
	TOP_DIRECTIONS,
	TOP_INTERFACES,
	TOP_SOURCES,
	TOP_ALL,		/* one row: the sum */
	TOP_LISTS
};

/* What grows. Of an interface only packets is known: those not ruled by policy. */
enum top_count { TOP_PACKETS, TOP_BYTES, TOP_DROPPED, TOP_WOULD, TOP_COUNTS };

struct top_row {
	char name[ADDRESS_TEXT_MAX];
	char side[16];		/* of a source; the zone of an interface */
	char interface[64];	/* of a source */
	char target[ADDRESS_TEXT_MAX];
	char class[16];		/* of most packets of a source */
	bool infected;
	unsigned int sources;	/* at this interface, among those that are listed */
	unsigned int sick;	/* infected ones of them */
	long long count[TOP_COUNTS];
	double rate[TOP_COUNTS];	/* a second; TOP_BYTES too */
	bool rated;		/* was there in the sample before */
};

struct top_list {
	struct top_row *rows;
	size_t count;
};

struct top_sample {
	json_t *status;
	double clock;
	double seconds;		/* since the sample before; 0: there is none */
	struct top_list list[TOP_LISTS];
};

/**
 * top_sample_new - take over two answers
 * @status, @sources: owned by the sample from here on; @sources may be NULL
 *
 * Returns NULL if out of memory.
 */
struct top_sample *top_sample_new(json_t *status, json_t *sources);
void top_sample_free(struct top_sample *sample);

/*
 * Rates of @now. There are none where @before is NULL or is of another life of the
 * module; a row that was not there before has none either.
 */
void top_sample_rate(struct top_sample *now, const struct top_sample *before);

enum top_sort { TOP_BY_RATE, TOP_BY_BITS, TOP_BY_DROPPED, TOP_BY_TOTAL, TOP_BY_NAME };

/* Largest first, names from A on; infected sources stand before all others. */
void top_sort(struct top_list *list, enum top_sort by);

/* {clock, seconds, all, classes, directions, interfaces, sources}. */
json_t *top_sample_json(const struct top_sample *sample);

#endif /* SLAMMERCTL_TOP_SAMPLE_H */
