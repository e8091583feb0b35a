// SPDX-License-Identifier: GPL-2.0-or-later
/* edition_fixture.c - see edition_fixture.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "edition_fixture.h"
#include "bulletin/edition.h"

json_t *fixture_content(enum edition_type type, const char *first,
			int64_t attacks)
{
	const char *other = strcmp(first, "ja") ? "ja" : "en";
	json_t *content = json_pack(
		"{s:i, s:s, s:[s, s], s:{s:{s:s, s:s}, s:s, s:s, s:s, s:s, s:s, s:n,"
		" s:s, s:s, s:s, s:n, s:n}}",
		"shape", 1, "type", edition_type_name(type),
		"languages", first, other,
		"publisher", "name", "ja", "Example CSIRT (ja)",
		"en", "Example CSIRT (en)", "short", "Example CSIRT",
		"prefix", "EXAMPLE-AT", "site", "https://csirt.example/",
		"alerts", "https://csirt.example/at/",
		"email", "info@csirt.example", "phone", "timezone", "JST-9",
		"tlp", "WHITE", "category", "coordinator", "key", "mail");
	json_t *texts = json_pack(
		"{s:{s:s, s:s}, s:{s:s, s:s}, s:{s:s, s:s}, s:{s:{s:I}},"
		" s:[{s:[s], s:{s:s, s:s}, s:s, s:{s:s, s:s}, s:s, s:s}]}",
		"title", "ja", "Title in ja", "en", "Title in en",
		"summary", "ja", "Summary in ja", "en", "Summary in en",
		"text", "ja", "# Heading\n\nText in ja.\n",
		"en", "# Heading\n\nText in en.\n",
		"facts", "attacks", "packets", (json_int_t)attacks,
		"references", "topics", "remedy", "publisher", "ja", "Vendor (ja)",
		"en", "Vendor (en)", "number", "MS02-039",
		"title", "ja", "Fix (ja)", "en", "Fix (en)",
		"url", "https://vendor.example/ms02-039", "language", "en");

	json_object_update(content, texts);
	json_decref(texts);
	return content;
}

static void fixture_history(struct edition *e, unsigned int revision,
			    const char *date, enum edition_type type)
{
	json_array_append_new(e->history, json_pack(
		"{s:i, s:s, s:s, s:{s:s, s:s}}", "revision", (int)revision,
		"date", date, "type", edition_type_name(type),
		"summary", "ja", "Summary in ja", "en", "Summary in en"));
}

void fixture_edition(struct edition *e, enum edition_type type,
		     enum edition_state state, const char *first,
		     int64_t attacks)
{
	bool second = type == EDITION_UPDATE || type == EDITION_WITHDRAWAL;

	memset(e, 0, sizeof(*e));
	e->id = 3;
	e->type = type;
	e->state = state;
	e->revision = second ? 2 : 1;
	if (second || state != EDITION_DRAFT) {
		e->year = 2026;
		e->number = 1;
	}
	if (second || state == EDITION_PUBLISHED)
		e->first = FIXTURE_FIRST;
	e->current = second ? FIXTURE_LATER : FIXTURE_FIRST;
	e->content = fixture_content(type, first, attacks);
	e->history = json_array();
	fixture_history(e, 1, "2026-01-27T09:00:00+09:00",
			second ? EDITION_ALERT : type);
	if (second)
		fixture_history(e, 2, "2026-01-28T09:00:00+09:00", type);
}

void fixture_free(struct edition *e)
{
	json_decref(e->content);
	json_decref(e->history);
}
