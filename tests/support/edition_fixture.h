/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * edition_fixture.h - editions made by hand, of every type and state
 */
#ifndef TESTS_EDITION_FIXTURE_H
#define TESTS_EDITION_FIXTURE_H

#include "bulletin/edition.h"

#define FIXTURE_FIRST	1769472000ll	/* 2026-01-27T00:00:00Z */
#define FIXTURE_LATER	1769558400ll	/* a day behind it */

/* @first: the publisher's own language, "ja" or "en"; @attacks: packets seen */
json_t *fixture_content(enum edition_type type, const char *first,
			int64_t attacks);

/* An update or a withdrawal is the second revision of an alert. */
void fixture_edition(struct edition *e, enum edition_type type,
		     enum edition_state state, const char *first,
		     int64_t attacks);

void fixture_free(struct edition *e);

#endif /* TESTS_EDITION_FIXTURE_H */
