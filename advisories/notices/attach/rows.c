// SPDX-License-Identifier: GPL-2.0-or-later
/* rows.c - texts as JSON strings */
#include <jansson.h>
#include <stdlib.h>

#include "render/text/clean.h"
#include "rows.h"

char *rows_quoted(const char *text)
{
	char *clean = clean_text(text), *quoted = NULL;
	json_t *string = clean ? json_string(clean) : NULL;

	if (string)
		quoted = json_dumps(string, JSON_ENCODE_ANY);
	json_decref(string);
	free(clean);
	return quoted;
}
