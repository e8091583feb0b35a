/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * references.h - documents of others that bulletins point to (references.conf)
 *
 * By topic: what it is, how to mend it. A data file beside the templates.
 */
#ifndef BULLETIN_REFERENCES_H
#define BULLETIN_REFERENCES_H

#include <jansson.h>

#include "common/error.h"

/**
 * references_load - the documents, in all languages
 * @path:      references.conf
 * @languages: array of all languages there are templates for
 *
 * Returns the list of content.h in the order of the file; NULL and a sentence with
 * file and line in @error.
 */
json_t *references_load(const char *path, const json_t *languages, struct error *error);

/**
 * references_values - the same, as values of templates
 * @language:  of the bulletin: which name of a publisher, which title
 *
 * Returns { TOPIC: [ { publisher, title, number, url, language, in_LANG } ] }.
 */
json_t *references_values(const json_t *references, const char *language,
			  const json_t *languages);

#endif /* BULLETIN_REFERENCES_H */
