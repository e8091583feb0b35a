// SPDX-License-Identifier: GPL-2.0-or-later
/* shown.c - an edition as JSON */
#include "bulletin/content.h"
#include "common/clock.h"
#include "context.h"
#include "edition_json.h"

static json_t *time_or_null(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return t ? json_string(clock_iso(t, text)) : json_null();
}

const char *shown_title(const struct edition *edition)
{
	const json_t *languages = json_object_get(edition->content, "languages");
	const char *language = json_string_value(json_array_get(languages, 0));
	const json_t *titles = json_object_get(edition->content, "title");
	const char *title = json_string_value(json_object_get(titles, language ?
							      language : ""));

	return title ? title : "";
}

json_t *shown_edition(const struct edition *edition)
{
	const json_t *content = edition->content;
	char name[64], number[64], hash[CONTENT_HASH_MAX];

	edition_number(edition, number);
	return json_pack("{s:I, s:s, s:s?, s:i, s:i, s:s, s:s, s:o, s:o, s:s, s:O?, s:O?, s:O?, s:O?}",
			 "id", (json_int_t)edition->id,
			 "name", office_name(edition, name),
			 "number", *number ? number : NULL,
			 "year", (int)edition->year,
			 "revision", (int)edition->revision,
			 "type", edition_type_name(edition->type),
			 "state", edition_state_name(edition->state),
			 "first", time_or_null(edition->first),
			 "current", time_or_null(edition->current),
			 "hash", content_hash(content, hash),
			 "languages", json_object_get(content, "languages"),
			 "title", json_object_get(content, "title"),
			 "summary", json_object_get(content, "summary"),
			 "history", edition->history);
}
