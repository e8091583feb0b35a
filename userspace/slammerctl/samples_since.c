// SPDX-License-Identifier: GPL-2.0-or-later
/* samples_since.c - a moment, or how long ago it was */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "samples_scan.h"

static const struct {
	const char *name;
	int64_t seconds;
} units[] = {
	{ "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 },
};

static int ago(const char *text, int64_t now, int64_t *seconds)
{
	char *end;
	long n = strtol(text, &end, 10);
	size_t i;

	if (end == text || *text < '0' || *text > '9' || n > 1000000)
		return -1;
	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].name))
			continue;
		*seconds = now - n * units[i].seconds;
		return 0;
	}
	return -1;
}

static int moment(const char *text, int64_t *seconds)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d" };
	struct tm tm;
	const char *end;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(text, forms[i], &tm);
		if (!end || *end)
			continue;
		*seconds = timegm(&tm);
		return 0;
	}
	return -1;
}

int samples_since(const char *text, int64_t now, uint64_t *since)
{
	int64_t seconds;

	if (moment(text, &seconds) < 0 && ago(text, now, &seconds) < 0)
		return -1;
	*since = seconds < 0 ? 0 : (uint64_t)seconds * 1000000000u;
	return 0;
}
