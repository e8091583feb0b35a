// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - times and texts as all reports have them */
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#include "render/text/clean.h"
#include "report.h"

const char *report_utc(int64_t t, char buf[REPORT_TIME_MAX])
{
	return clock_utc(t, buf);
}

char *report_quoted(const char *text)
{
	char *clean = clean_text(text), *quoted = NULL;
	json_t *string = clean ? json_string(clean) : NULL;

	if (string)
		quoted = json_dumps(string, JSON_ENCODE_ANY);
	json_decref(string);
	free(clean);
	return quoted;
}
