/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletin.h - figures + publisher + words -> a bulletin, ready to be rendered
 *
 * The order of its sections and every word are the template's; numbers, dates and
 * names are filled in here. The same input gives the same bulletin.
 */
#ifndef BULLETIN_BULLETIN_H
#define BULLETIN_BULLETIN_H

#include <time.h>

#include "document.h"
#include "facts/facts.h"
#include "publisher.h"

#define BULLETIN_NUMBER_MAX	9999
#define BULLETIN_LANGUAGE_MAX	16	/* with the NUL */

/**
 * struct bulletin_order - what is to be written
 * @templates: folder with LANGUAGE/alert.txt, alert-title.txt, references.conf
 * @language:  such as "ja"
 * @number:    1..9999, 0: a draft that has none yet
 * @date:      of publication
 */
struct bulletin_order {
	const struct facts *facts;
	const struct publisher *publisher;
	const char *templates;
	const char *language;
	unsigned int number;
	struct tm date;
};

/**
 * struct bulletin - one bulletin in one language
 * @number: "EXAMPLE-AT-2026-0001", "" for a draft
 * @title:  in its language
 */
struct bulletin {
	char language[BULLETIN_LANGUAGE_MAX];
	char number[64];
	char *title;
	struct document document;
};

/* 0, or -1 with a sentence in @error; freed by bulletin_free(). */
int bulletin_make(struct bulletin *bulletin, const struct bulletin_order *order,
		  char *error, size_t size);
void bulletin_free(struct bulletin *bulletin);

#endif /* BULLETIN_BULLETIN_H */
