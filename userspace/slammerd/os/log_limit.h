/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log_flood.h - which lines are too many to be told
 *
 * Bounded memory, no timer: time is told to it in seconds that only grow.
 */
#ifndef SLAMMERD_LOG_FLOOD_H
#define SLAMMERD_LOG_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

#define FLOOD_KINDS	32
#define FLOOD_TEXT_MAX	1024

/* Lines of one format. */
struct flood_kind {
	const char *format;
	int64_t begin;		/* of the time that is counted in */
	unsigned int said;
	unsigned int left_out;
	int priority;
	char last[FLOOD_TEXT_MAX];	/* of those */
};

struct flood {
	struct flood_kind kinds[FLOOD_KINDS];
	char last[FLOOD_TEXT_MAX];
	int last_priority;
	unsigned int repeated;	/* so often since the last line went out */
	int64_t since;		/* when it first was held back */
};

/* Where lines that may pass go. */
typedef void (*flood_fn)(int priority, const char *text);

/**
 * flood_line - pass @text on to @fn, or hold it back
 * @format: what makes it a kind; only the pointer counts
 */
void flood_line(struct flood *flood, int64_t now, int priority,
		const char *format, const char *text, flood_fn fn);

/* Pass on how many were held back so far. */
void flood_settle(struct flood *flood, flood_fn fn);

#endif /* SLAMMERD_LOG_FLOOD_H */
