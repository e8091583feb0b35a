/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletin_fixture.h - a bulletin from facts, as text, with the tree's own words
 */
#ifndef TESTS_BULLETIN_FIXTURE_H
#define TESTS_BULLETIN_FIXTURE_H

#include "bulletin/content.h"
#include "bulletin/values.h"
#include "columns.h"
#include "common/error.h"
#include "common/clock.h"
#include "render/text/text.h"

#define FIXTURE_DAY	"2026-01-27"

/*
 * What the templates of a folder make of facts, in one language or (NULL) in the
 * publisher's. NULL and @error if it cannot be made.
 */
json_t *bulletin_content(const struct facts *facts,
			 const struct publisher *publisher,
			 const char *templates, const char *language,
			 enum edition_type type, struct error *error);

/* As text; the content is not needed any more. */
char *bulletin_of_content(json_t *content, const char *language,
			  unsigned int number, struct error *error);

/* The number is 1, the day 2026-01-27; NULL and @error if it cannot be made. */
char *bulletin_text(const struct facts *facts, const char *publisher,
		    const char *language, unsigned int number,
		    struct error *error);

/* 5043552 -> "5,043,552"; four buffers in turn. */
const char *grouped(uint64_t n);

#endif /* TESTS_BULLETIN_FIXTURE_H */
