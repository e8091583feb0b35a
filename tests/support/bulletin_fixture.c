// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletin_fixture.c - see bulletin_fixture.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin_fixture.h"
#include "bulletin/content.h"
#include "bulletin/values.h"
#include "columns.h"
#include "common/error.h"
#include "common/clock.h"
#include "render/text/text.h"

json_t *bulletin_content(const struct facts *facts,
			 const struct publisher *publisher,
			 const char *templates, const char *language,
			 enum edition_type type, struct error *error)
{
	json_t *values = values_facts(facts, VALUES_PUBLIC);
	json_t *languages = language ? json_pack("[s]", language) : NULL;
	json_t *content;
	struct content_order order = {
		.type = type, .facts = values, .publisher = publisher,
		.templates = templates, .languages = languages,
	};

	content = content_make(&order, error);
	json_decref(values);
	json_decref(languages);
	return content;
}

char *bulletin_of_content(json_t *content, const char *language,
			  unsigned int number, struct error *error)
{
	struct edition edition;
	struct bulletin bulletin;
	char *text = NULL;
	size_t length;
	int64_t day;
	FILE *out;

	clock_parse(FIXTURE_DAY, 0, &day);
	edition_alone(&edition, EDITION_ALERT, number, day, content);
	json_decref(content);
	if (!edition_bulletin(&bulletin, &edition, language, error)) {
		out = open_memstream(&text, &length);
		render_text(out, &bulletin);
		fclose(out);
		bulletin_free(&bulletin);
	}
	edition_free(&edition);
	return text;
}

char *bulletin_text(const struct facts *facts, const char *publisher,
		    const char *language, unsigned int number,
		    struct error *error)
{
	struct publisher *p = publisher_load(publisher, error);
	json_t *content = NULL;
	char *text = NULL;

	if (!p)
		return NULL;
	if (!clock_zone(publisher_timezone(p), error))
		content = bulletin_content(facts, p, "advisories/templates",
					   NULL, EDITION_ALERT, error);
	if (content)
		text = bulletin_of_content(content, language, number, error);
	publisher_free(p);
	return text;
}

const char *grouped(uint64_t n)
{
	static char bufs[4][32];
	static unsigned int turn;
	char *at = bufs[turn++ % 4] + 31;
	int digits = 0;

	*at = 0;
	do {
		if (digits && digits % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + n % 10);
		digits++;
	} while (n /= 10);
	return at;
}
