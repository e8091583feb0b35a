/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shown.h - an edition as --json of list, show and all that make drafts tells it
 */
#ifndef ADVISORY_SHOWN_H
#define ADVISORY_SHOWN_H

#include <jansson.h>

#include "bulletin/edition.h"

/*
 * { id, name, number|null, year, revision, type, state, first|null, current, hash,
 *   languages, title, summary, history }
 */
json_t *shown_edition(const struct edition *edition);

/* Its title in the publisher's own language, for people. */
const char *shown_title(const struct edition *edition);

#endif /* ADVISORY_SHOWN_H */
