// SPDX-License-Identifier: GPL-2.0-or-later
/* format.c - labels, numbers and times as pages and charts show them */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

#define NAME_MAX_LENGTH	32	/* between { and } */

const char *format_label(const json_t *labels, const char *key)
{
	const char *text = json_string_value(json_object_get(labels, key));

	return text ? text : key;
}

/* The value of the name at @name; NULL if it is not among the pairs. */
static const char *value_of(const char *name, size_t length, va_list pairs)
{
	const char *key, *value = NULL;
	va_list copy;

	va_copy(copy, pairs);
	while ((key = va_arg(copy, const char *)) != NULL) {
		value = va_arg(copy, const char *);
		if (strlen(key) == length && !strncmp(key, name, length))
			break;
	}
	va_end(copy);
	return key ? value : NULL;
}

static void fill(FILE *out, const char *text, va_list pairs)
{
	const char *end, *value;

	for (; *text; text++) {
		end = *text == '{' ? strchr(text, '}') : NULL;
		value = end && end - text < NAME_MAX_LENGTH ?
			value_of(text + 1, (size_t)(end - text - 1), pairs) : NULL;
		if (value) {
			fputs(value, out);
			text = end;
		} else {
			fputc(*text, out);
		}
	}
}

char *format_fill(const json_t *labels, const char *key, ...)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	va_list pairs;

	if (!out)
		return NULL;
	va_start(pairs, key);
	fill(out, format_label(labels, key), pairs);
	va_end(pairs);
	fclose(out);
	return text;
}

const char *format_number(const json_t *labels, int64_t n,
			 char buf[FORMAT_NUMBER_MAX])
{
	const char *separator = format_label(labels, "separator");
	char digits[24];
	size_t i, count, at = 0;

	count = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n);
	for (i = 0; i < count; i++) {
		if (i && digits[i - 1] != '-' && (count - i) % 3 == 0)
			at += (size_t)snprintf(buf + at, 5, "%.4s", separator);
		buf[at++] = digits[i];
	}
	buf[at] = 0;
	return buf;
}

bool format_clock(const char *iso, struct tm *tm)
{
	int n = 0;

	memset(tm, 0, sizeof(*tm));
	if (!iso || sscanf(iso, "%4d-%2d-%2d%n", &tm->tm_year, &tm->tm_mon,
			   &tm->tm_mday, &n) != 3 || n != 10)
		return false;
	if (iso[n] && sscanf(iso + n, "T%2d:%2d:%2d", &tm->tm_hour, &tm->tm_min,
			     &tm->tm_sec) < 2)
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	/* Fills in the day of the week. */
	return timegm(tm) != -1 || tm->tm_year == 69;
}

bool format_epoch(const char *iso, int64_t *seconds)
{
	int hours = 0, minutes = 0;
	struct tm tm;
	char sign;

	if (!format_clock(iso, &tm))
		return false;
	*seconds = timegm(&tm);
	if (strlen(iso) >= 25 &&
	    sscanf(iso + 19, "%c%2d:%2d", &sign, &hours, &minutes) == 3)
		*seconds -= (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

/* The pattern is from labels.conf: no strftime() pattern can do harm. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static size_t apply_pattern(char *buf, const char *pattern, const struct tm *tm)
{
	return strftime(buf, FORMAT_TIME_MAX, pattern, tm);
}
#pragma GCC diagnostic pop

const char *format_time(const json_t *labels, const char *key, const char *iso,
		       char buf[FORMAT_TIME_MAX])
{
	struct tm tm;

	if (!format_clock(iso, &tm) ||
	    !apply_pattern(buf, format_label(labels, key), &tm))
		snprintf(buf, FORMAT_TIME_MAX, "%s", iso ? iso : "");
	return buf;
}

const json_t *path_at(const json_t *object, const char *path)
{
	char name[64];
	const char *end;

	for (; object && *path; path = *end ? end + 1 : end) {
		end = strchrnul(path, '.');
		snprintf(name, sizeof(name), "%.*s", (int)(end - path), path);
		object = json_object_get(object, name);
	}
	return object;
}

const char *path_text(const json_t *object, const char *path)
{
	return json_string_value(path_at(object, path));
}

int64_t path_integer(const json_t *object, const char *path)
{
	return json_integer_value(path_at(object, path));
}

bool path_true(const json_t *object, const char *path)
{
	return json_is_true(path_at(object, path));
}
