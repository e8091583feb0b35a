/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletin_fixture.h - a bulletin from facts, as text, with the tree's own words
 */
#ifndef TESTS_BULLETIN_FIXTURE_H
#define TESTS_BULLETIN_FIXTURE_H

#include "bulletin/bulletin.h"
#include "columns.h"
#include "facts/clock.h"
#include "render/text.h"

/* The number is 1, the day 2026-01-27; NULL and @error if it cannot be made. */
static inline char *bulletin_text(const struct facts *facts,
				  const char *publisher, const char *language,
				  unsigned int number, char *error, size_t size)
{
	struct bulletin_order order = {
		.facts = facts, .templates = "advisories/templates",
		.language = language, .number = number,
	};
	struct publisher *p = publisher_load(publisher, error, size);
	struct bulletin bulletin;
	char *text = NULL;
	size_t length;
	FILE *out;

	if (!p)
		return NULL;
	order.publisher = p;
	clock_date("2026-01-27", &order.date);
	if (!clock_zone(publisher_timezone(p), error, size) &&
	    !bulletin_make(&bulletin, &order, error, size)) {
		out = open_memstream(&text, &length);
		render_text(out, &bulletin);
		fclose(out);
		bulletin_free(&bulletin);
	}
	publisher_free(p);
	return text;
}

/* 5043552 -> "5,043,552"; four buffers in turn. */
static inline const char *grouped(uint64_t n)
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

#endif /* TESTS_BULLETIN_FIXTURE_H */
