/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.h - labels, numbers and times as pages and charts show them
 */
#ifndef RENDER_FORMAT_H
#define RENDER_FORMAT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define FORMAT_NUMBER_MAX	64
#define FORMAT_TIME_MAX		128

/* The label of that name; the name itself if there is none. */
const char *format_label(const json_t *labels, const char *key);

/**
 * format_fill - a label with values for its {names}
 *
 * Pairs of name and value follow, then NULL. What no pair has stays as it is.
 * Returns a malloced text, NULL if out of memory.
 */
__attribute__((sentinel))
char *format_fill(const json_t *labels, const char *key, ...);

/* In groups of three, with the label "separator"; returns @buf. */
const char *format_number(const json_t *labels, int64_t n,
			 char buf[FORMAT_NUMBER_MAX]);

/* "2026-01-27T09:00:00+09:00" or "2026-01-27", read as its own clock shows it. */
bool format_clock(const char *iso, struct tm *tm);
/* The same as seconds since 1970. */
bool format_epoch(const char *iso, int64_t *seconds);

/**
 * format_time - a time as a label of the time's pattern has it
 * @key: label with a pattern of strftime(3), such as "date"
 *
 * Returns @buf; it has @iso itself if that is no time.
 */
const char *format_time(const json_t *labels, const char *key, const char *iso,
		       char buf[FORMAT_TIME_MAX]);

/* Text, number or boolean at a path such as "period.from"; NULL, 0, false if none. */
const char *path_text(const json_t *object, const char *path);
int64_t path_integer(const json_t *object, const char *path);
bool path_true(const json_t *object, const char *path);
/* What is at a path; NULL if there is nothing. */
const json_t *path_at(const json_t *object, const char *path);

#endif /* RENDER_FORMAT_H */
