// SPDX-License-Identifier: GPL-2.0-or-later
/* clock.c - times, dates, durations and the zone */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"

#define ZONE_FOLDER	"/usr/share/zoneinfo"
#define TIME_MAX	253402300799	/* the end of the year 9999 */

/* POSIX: letters (or <...>), then a sign or a digit. Needs no file. */
static bool zone_is_rule(const char *zone)
{
	size_t n = strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

	if (*zone == '<')
		return strchr(zone, '>') != NULL;
	return n >= 3 && zone[n] && strchr("+-0123456789", zone[n]) &&
	       strcspn(zone, "0123456789") < strlen(zone);
}

int clock_zone(const char *zone, struct error *error)
{
	char path[256];

	if (strcmp(zone, "UTC") && !zone_is_rule(zone)) {
		snprintf(path, sizeof(path), ZONE_FOLDER "/%s", zone);
		/* The C library takes an unknown zone for UTC, silently. */
		if (!*zone || *zone == '/' || *zone == '.' ||
		    strstr(zone, "..") || access(path, R_OK)) {
			return error_set(error, "unknown time zone \"%.64s\" (such as Asia/Tokyo, JST-9, UTC)",
				 zone);
		}
	}
	setenv("TZ", strcmp(zone, "UTC") ? zone : "UTC0", 1);
	tzset();
	return 0;
}

static void local(int64_t t, struct tm *tm)
{
	time_t when = (time_t)t;

	if (!localtime_r(&when, tm)) {
		when = 0;
		localtime_r(&when, tm);
	}
}

static void offset_text(const struct tm *tm, char offset[8])
{
	long minutes = labs(tm->tm_gmtoff) / 60;

	snprintf(offset, 8, "%c%02ld:%02ld", tm->tm_gmtoff < 0 ? '-' : '+',
		 minutes / 60 % 100, minutes % 60);
}

const char *clock_iso(int64_t t, char buf[CLOCK_ISO_MAX])
{
	char offset[8];
	struct tm tm;
	size_t n;

	local(t, &tm);
	offset_text(&tm, offset);
	n = strftime(buf, CLOCK_ISO_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, CLOCK_ISO_MAX - n, "%s", offset);
	return buf;
}

const char *clock_utc(int64_t t, char buf[CLOCK_ISO_MAX])
{
	time_t when = (time_t)t;
	struct tm tm;

	if (!gmtime_r(&when, &tm) ||
	    !strftime(buf, CLOCK_ISO_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(buf, CLOCK_ISO_MAX, "1970-01-01T00:00:00Z");
	return buf;
}

void clock_zone_at(int64_t t, char name[16], char offset[8])
{
	struct tm tm;

	local(t, &tm);
	snprintf(name, 16, "%.15s", tm.tm_zone);
	offset_text(&tm, offset);
}

int64_t clock_day(int64_t t, int days)
{
	struct tm day, got;
	int64_t begin;

	local(t, &day);
	day.tm_mday += days;
	day.tm_hour = 12;
	day.tm_min = day.tm_sec = 0;
	day.tm_isdst = -1;
	mktime(&day);	/* noon is always there: now the date is normal */
	got = day;
	got.tm_hour = 0;
	got.tm_isdst = -1;
	begin = (int64_t)mktime(&got);
	/* Where clocks are set at midnight the day may begin at one. */
	for (local(begin, &got); got.tm_mday != day.tm_mday; local(begin, &got))
		begin += 1800;
	return begin;
}

/* Seconds since 1970 of a day and time without a zone (proleptic Gregorian). */
static int utc_seconds(const struct tm *tm, int64_t *t)
{
	struct tm copy = *tm;
	time_t when = timegm(&copy);

	/* timegm() turns 31 April into 1 May: then it was no day. */
	if (copy.tm_mday != tm->tm_mday || copy.tm_mon != tm->tm_mon ||
	    copy.tm_hour != tm->tm_hour || copy.tm_min != tm->tm_min ||
	    copy.tm_sec != tm->tm_sec)
		return -1;
	*t = (int64_t)when;
	return 0;
}

/* Exactly @n digits, as a number; NULL if there are none. */
static const char *digits(const char *s, int n, int *value)
{
	for (*value = 0; n--; s++) {
		if (!isdigit((unsigned char)*s))
			return NULL;
		*value = *value * 10 + (*s - '0');
	}
	return s;
}

static const char *parse_day(const char *s, struct tm *tm)
{
	memset(tm, 0, sizeof(*tm));
	s = digits(s, 4, &tm->tm_year);
	s = s && *s == '-' ? digits(s + 1, 2, &tm->tm_mon) : NULL;
	s = s && *s == '-' ? digits(s + 1, 2, &tm->tm_mday) : NULL;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return s;
}

static const char *parse_hours(const char *s, struct tm *tm)
{
	s = digits(s, 2, &tm->tm_hour);
	s = s && *s == ':' ? digits(s + 1, 2, &tm->tm_min) : NULL;
	if (s && *s == ':')
		s = digits(s + 1, 2, &tm->tm_sec);
	return s;
}

/* "Z", "+09:00"; what has none is in the zone that was set. */
static const char *parse_offset(const char *s, bool *given, int64_t *seconds)
{
	int sign, hours, minutes;

	*given = false;
	*seconds = 0;
	if (!s || !*s)
		return s;
	*given = true;
	if (*s == 'Z')
		return s + 1;
	if (*s != '+' && *s != '-')
		return NULL;
	sign = *s == '-' ? -1 : 1;
	s = digits(s + 1, 2, &hours);
	s = s && *s == ':' ? digits(s + 1, 2, &minutes) : NULL;
	if (!s || hours > 14 || minutes > 59)
		return NULL;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return s;
}

static int64_t local_seconds(const struct tm *tm)
{
	struct tm copy = *tm;

	copy.tm_isdst = -1;
	return (int64_t)mktime(&copy);
}

int clock_parse(const char *text, int64_t now, int64_t *t)
{
	const char *s;
	int64_t offset, utc;
	struct tm tm;
	bool given;
	char *end;

	if (!strcmp(text, "now")) {
		*t = now;
		return 0;
	}
	if (!strcmp(text, "today") || !strcmp(text, "yesterday")) {
		*t = clock_day(now, *text == 't' ? 0 : -1);
		return 0;
	}
	if (*text == '@' && isdigit((unsigned char)text[1])) {
		errno = 0;
		*t = strtoll(text + 1, &end, 10);
		return errno || *end || *t > TIME_MAX ? -1 : 0;
	}
	s = parse_day(text, &tm);
	if (s && (*s == ' ' || *s == 'T'))
		s = parse_hours(s + 1, &tm);
	else if (s && *s)
		return -1;
	s = parse_offset(s, &given, &offset);
	if (!s || *s || utc_seconds(&tm, &utc))
		return -1;
	*t = given ? utc - offset : local_seconds(&tm);
	return *t < 0 ? -1 : 0;
}

int clock_duration(const char *text, int64_t *seconds)
{
	static const struct { const char *unit; int64_t seconds; } units[] = {
		{ "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 },
		{ "d", 86400 }, { "w", 604800 },
	};
	long long n;
	char *end;
	size_t i;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || n <= 0 || n > 1000000000)
		return -1;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(end, units[i].unit)) {
			*seconds = n * units[i].seconds;
			return 0;
		}
	}
	return -1;
}

int clock_since(const char *text, int64_t now, int64_t *t)
{
	int64_t seconds;

	if (!clock_parse(text, now, t))
		return 0;
	if (clock_duration(text, &seconds))
		return -1;
	*t = now - seconds;
	return 0;
}

int clock_date(const char *text, struct tm *day)
{
	const char *s = parse_day(text, day);
	int64_t t;

	return s && !*s && !utc_seconds(day, &t) ? 0 : -1;
}
