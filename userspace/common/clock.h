/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - times and durations as people write and read them
 *
 * The one grammar of every program and option (--since, --last, --from, --until).
 * One time zone for the program, set once before anything is read or shown: the
 * same facts give the same bytes on every machine, whatever its own zone is.
 */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/error.h"

#define CLOCK_ISO_MAX	40

/* "Asia/Tokyo", "JST-9" (POSIX), "UTC"; 0, or -1 with a sentence in @error. */
int clock_zone(const char *zone, struct error *error);

/* "2026-01-27T09:00:00+09:00"; returns @buf. */
const char *clock_iso(int64_t t, char buf[CLOCK_ISO_MAX]);
/* "2026-01-27T00:00:00Z", whatever the zone; for machines. Returns @buf. */
const char *clock_utc(int64_t t, char buf[CLOCK_ISO_MAX]);
/* The zone at that time: "JST" and "+09:00". */
void clock_zone_at(int64_t t, char name[16], char offset[8]);

/* Begin of the local day that is @days after the day of @t; days have 23 to 25 h. */
int64_t clock_day(int64_t t, int days);

/**
 * clock_parse - a point of time
 * @text: "2026-01-27", "2026-01-27 09:00[:00]", the same with T and followed by Z
 *        or +09:00, "@1769472000", "now", "today", "yesterday" (their midnight)
 * @now:  seconds since 1970
 *
 * A day that the calendar lacks (31 February) is none. Returns 0 or -1.
 */
int clock_parse(const char *text, int64_t now, int64_t *t);

/* "90s", "15m", "15min", "24h", "7d", "2w"; 0 or -1. */
int clock_duration(const char *text, int64_t *seconds);

/* Either: a point of time, or how long before @now it was. 0 or -1. */
int clock_since(const char *text, int64_t now, int64_t *t);

/* For messages about all three: "a time (...) or a duration (...)". */
#define CLOCK_TIME_EXAMPLES	"2026-11-30, 2026-11-30T12:00Z, yesterday"
#define CLOCK_DURATION_EXAMPLES	"15min, 24h, 7d, 2w"

/* "2026-01-27", a day that exists; 0 or -1. */
int clock_date(const char *text, struct tm *day);

#endif /* COMMON_CLOCK_H */
