/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletin.h - a bulletin in one language, ready to be rendered
 *
 * Made by edition_bulletin(). The order of its sections and every word are the
 * template's; numbers, dates and names were filled in.
 */
#ifndef BULLETIN_BULLETIN_H
#define BULLETIN_BULLETIN_H

#include "document.h"

#define BULLETIN_LANGUAGE_MAX	16	/* with the NUL */

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

void bulletin_free(struct bulletin *bulletin);

#endif /* BULLETIN_BULLETIN_H */
