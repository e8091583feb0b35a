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
 * Pairs of name and value follow, then NULL. Other names stay as they are.
 * Returns a malloced text, NULL if out of memory.
 */
__attribute__((sentinel))
char *format_fill(const json_t *labels, const char *key, ...);

/* Digits in groups of three, parted by the label "separator"; returns @buf. */
const char *format_number(const json_t *labels, int64_t n,
			 char buf[FORMAT_NUMBER_MAX]);

/* "2026-01-27T09:00:00+09:00" or "2026-01-27" as local time; false: neither. */
bool format_clock(const char *iso, struct tm *tm);
/* The same in seconds since 1970. */
bool format_epoch(const char *iso, int64_t *seconds);

/**
 * format_time - a time in the pattern of a label
 * @key: label with a pattern for strftime(3), such as "date"
 *
 * Returns @buf; if @iso is not a time, @buf has it unchanged.
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
