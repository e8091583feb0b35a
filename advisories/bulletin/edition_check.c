// SPDX-License-Identifier: GPL-2.0-or-later
/* edition_check.c - editions that nobody keeps, and whether a content gives any */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "edition.h"
#include "common/clock.h"
#include "common/text.h"

int edition_alone(struct edition *edition, enum edition_type type,
		  unsigned int number, int64_t now, json_t *content)
{
	time_t when = (time_t)now;
	char iso[CLOCK_ISO_MAX];
	struct tm tm = { 0 };

	localtime_r(&when, &tm);
	clock_iso(now, iso);
	*edition = (struct edition){
		.id = 1, .year = number ? (unsigned int)tm.tm_year + 1900 : 0,
		.number = number, .revision = 1, .type = type,
		.state = number ? EDITION_PUBLISHED : EDITION_DRAFT,
		.first = number ? now : 0, .current = now,
		.content = json_incref(content),
	};
	edition->history = json_pack("[{s:i, s:s, s:s, s:O}]", "revision", 1,
				     "date", iso, "type",
				     edition_type_name(type), "summary",
				     json_object_get(content, "summary"));
	return edition->history ? 0 : -1;
}

static int check_one(const json_t *content, unsigned int number,
		     const char *language, struct error *error)
{
	struct edition edition;
	struct bulletin bulletin;
	int ret = -1;

	if (edition_alone(&edition, EDITION_ALERT, number, 0, (json_t *)content))
		error_no_memory(error);
	else
		ret = edition_bulletin(&bulletin, &edition, language, error);
	if (!ret)
		bulletin_free(&bulletin);
	edition_free(&edition);
	return ret;
}

/* Nothing in a line that is not seen, and a row or chart that is whole. */
static const char *check_line(const char *line, struct error *why)
{
	size_t safe_size = 4 * strlen(line) + 8;
	char *safe = malloc(safe_size);
	bool clean = safe && !strcmp(line, text_escape(line, safe, safe_size));
	struct document document;

	free(safe);
	if (!clean)
		return "a control character, or a mark that turns the direction of text";
	if (document_parse(&document, line, why))
		return why->text;
	document_free(&document);
	return NULL;
}

/* Line by line: what is expanded has other numbers of lines. */
static int check_markup(const char *text, const char *language, struct error *error)
{
	char *copy = strdup(text), *rest = copy, *line;
	struct error why;
	const char *wrong = NULL;
	unsigned int n = 0;

	if (!copy)
		return error_no_memory(error);
	while (!wrong && (line = strsep(&rest, "\n"))) {
		n++;
		wrong = check_line(line, &why);
	}
	if (wrong)
		error_set(error, "text.%s:%u: %s", language, n, wrong);
	free(copy);
	return wrong ? -1 : 0;
}

int edition_check(const json_t *content, struct error *error)
{
	const json_t *texts = json_object_get(content, "text");
	const char *language, *text;
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(content, "languages"), i, value) {
		language = json_string_value(value);
		text = json_string_value(json_object_get(texts, language));
		if (text && check_markup(text, language, error))
			return -1;
		if (check_one(content, 0, language, error) ||
		    check_one(content, 1, language, error))
			return -1;
	}
	return 0;
}
