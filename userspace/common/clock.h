/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - times and durations as text
 *
 * The one grammar of all programs, options (--since, --last, --from, --until) and
 * configuration files. A program sets its time zone once, before it parses or prints
 * a time, so that output does not depend on the machine's zone.
 */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/error.h"

#define CLOCK_ISO_MAX	40

/* "Asia/Tokyo", "JST-9" (POSIX), "UTC"; 0, or -1 with @error. */
int clock_zone(const char *zone, struct error *error);

/* "2026-01-27T09:00:00+09:00"; returns @buf. */
const char *clock_iso(int64_t t, char buf[CLOCK_ISO_MAX]);
/* The zone at time @t: "JST" and "+09:00". */
void clock_zone_at(int64_t t, char name[16], char offset[8]);

/* Start of the local day @days after the day of @t (days have 23 to 25 hours). */
int64_t clock_day(int64_t t, int days);

/**
 * clock_parse - a point in time
 * @text: "2026-01-27", "2026-01-27 09:00[:00]", the same with T and followed by Z
 *        or +09:00, "@1769472000", "now", "today", "yesterday" (their midnight)
 * @now:  seconds since 1970
 *
 * Returns 0, or -1 if @text is not a time, or not in the calendar (31 February).
 */
int clock_parse(const char *text, int64_t now, int64_t *t);

/* "90s", "15m", "15min", "24h", "7d", "2w", not 0; returns 0 or -1. */
int clock_duration(const char *text, int64_t *seconds);

/* A point in time, or a duration before @now; returns 0 or -1. */
int clock_since(const char *text, int64_t now, int64_t *t);

/* For messages about a time or a duration that is not valid. */
#define CLOCK_TIME_EXAMPLES	"2026-11-30, 2026-11-30T12:00Z, yesterday"
#define CLOCK_DURATION_EXAMPLES	"15min, 24h, 7d, 2w"

/* "2026-01-27", a day of the calendar; returns 0 or -1. */
int clock_date(const char *text, struct tm *day);

#endif /* COMMON_CLOCK_H */
