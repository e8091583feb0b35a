// SPDX-License-Identifier: GPL-2.0-or-later
/* events_since.c - a time as somebody types it */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "events.h"

/* Seconds in one of what the letter stands for, 0 if it stands for nothing. */
static long unit(char letter)
{
	switch (letter) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	}
	return 0;
}

int events_since(const char *text, int64_t now, char since[REPORT_TIME_MAX])
{
	size_t digits = strspn(text, "0123456789");
	struct tm tm = { 0 };
	const char *end;

	if (digits && digits < 9 && unit(text[digits]) && !text[digits + 1]) {
		report_time(now - atol(text) * unit(text[digits]), since);
		return 0;
	}
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!end || *end)
		return -1;
	report_time(timegm(&tm), since);
	return 0;
}
