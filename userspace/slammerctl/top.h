/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * top.h - the parts of slammerctl top: rates, screen, terminal
 *
 * Status and sources as JSON -> a sample: lists of rows with counters -> with the
 * sample before, rates -> lines of text -> the terminal.
 */
#ifndef SLAMMERCTL_TOP_H
#define SLAMMERCTL_TOP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/evidence.h"
#include "common/names.h"

/* Rates: top_rates.c */

enum top_list_kind {
	TOP_CLASSES,
	TOP_DIRECTIONS,
	TOP_INTERFACES,
	TOP_SOURCES,
	TOP_ALL,		/* one row: the sum */
	TOP_LISTS
};

/* Counters. An interface has TOP_PACKETS alone: its unruled packets. */
enum top_count { TOP_PACKETS, TOP_BYTES, TOP_DROPPED, TOP_WOULD, TOP_COUNTS };

/**
 * struct top_row - a class, direction, interface or source
 * @side:      of a source; the zone of an interface
 * @interface, @target: of a source
 * @class:     of most packets of a source
 * @evidence:  against a source
 * @sources:   at this interface, among those that are listed
 * @sick:      how many of @sources are infected
 * @rate:      of @count, per second
 * @rated:     @rate is known: the row was in the previous sample too
 */
struct top_row {
	char name[ADDRESS_TEXT_MAX];
	char side[16];
	char interface[64];
	char target[ADDRESS_TEXT_MAX];
	char class[16];
	enum evidence evidence;
	bool infected;
	unsigned int sources;
	unsigned int sick;
	long long count[TOP_COUNTS];
	double rate[TOP_COUNTS];
	bool rated;
};

struct top_list {
	struct top_row *rows;
	size_t count;
};

/**
 * struct top_sample - the counters of a moment
 * @clock:   seconds since boot
 * @seconds: since the previous sample; 0: there is none
 */
struct top_sample {
	json_t *status;
	double clock;
	double seconds;
	struct top_list list[TOP_LISTS];
};

/**
 * top_sample_new - lists of rows from two answers
 * @status, @sources: consumed; @sources may be NULL
 *
 * Returns NULL if out of memory.
 */
struct top_sample *top_sample_new(json_t *status, json_t *sources);
void top_sample_free(struct top_sample *sample);

/*
 * Sets the rates of @now. None are known if @previous is NULL or from before the
 * module was loaded again.
 */
void top_sample_rate(struct top_sample *now, const struct top_sample *previous);

enum top_sort { TOP_BY_RATE, TOP_BY_BITS, TOP_BY_DROPPED, TOP_BY_TOTAL, TOP_BY_NAME };

/* Largest first, names in ascending order; infected sources before all others. */
void top_sort(struct top_list *list, enum top_sort by);

/* {clock, seconds, all, classes, directions, interfaces, sources} */
json_t *top_sample_json(const struct top_sample *sample);

/* Screen: top_screen.c */

/**
 * struct top_view - what is shown
 * @list:     TOP_SOURCES: sources alone
 * @interval: seconds between refreshes
 * @lines:    of the screen; 0: no limit, and no keys
 */
struct top_view {
	enum top_list_kind list;
	enum top_sort sort;
	bool paused;
	double interval;
	int columns;
	int lines;
};

/* A line may begin with one of these. */
#define TOP_REVERSE	'\1'
#define TOP_BOLD	'\2'

/**
 * top_screen - lay out the screen
 * @problem: why the sample could not be refreshed, or ""
 *
 * Returns lines of at most @view->columns printable ASCII characters, malloced;
 * with @view->lines the last ones list the keys. NULL: out of memory.
 */
char *top_screen(struct top_sample *sample, const struct top_view *view,
		 const char *problem);

/* "7", "0.4", "12.3k", "1.20M"; at most 6 characters. Returns @buf. */
#define TOP_NUMBER_MAX	16
const char *top_number(double value, char buf[TOP_NUMBER_MAX]);

/*
 * Terminal: terminal.c. Control sequences of ECMA-48, which every terminal knows,
 * and the alternate screen of xterm, which others ignore.
 */

/* Are standard input and output a terminal that can position its cursor? */
bool terminal_usable(void);

/*
 * Switches to the alternate screen, with unbuffered keys. terminal_leave(), and any
 * signal that ends or stops the program, restores the terminal. 0, or -1 with errno.
 */
int terminal_enter(void);
void terminal_leave(void);

void terminal_size(int *columns, int *lines);

/* Draws the lines of top_screen() over the old ones. 0, or -1 with errno. */
int terminal_draw(const char *text);

/* A key; 0 after the timeout or a change of size; -1 at end of input. */
int terminal_key(int milliseconds);

#endif /* SLAMMERCTL_TOP_H */
