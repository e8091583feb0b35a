/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * references.h - documents of other publishers that bulletins cite (references.conf)
 *
 * Grouped by topic: background, remedy. A data file beside the templates.
 */
#ifndef PUBLISHER_REFERENCES_H
#define PUBLISHER_REFERENCES_H

#include <jansson.h>

#include "common/error.h"

/**
 * references_load - the documents, in all languages
 * @path:      references.conf
 * @languages: array of all languages that have templates
 *
 * A new reference to "references" of content.h, in the order of the file; NULL with a
 * sentence with file and line in @error.
 */
json_t *references_load(const char *path, const json_t *languages,
			struct error *error);

/**
 * references_values - the documents as values of templates
 * @language:  of the bulletin: selects names and titles
 *
 * A new reference to { TOPIC: [ { publisher, title, number, url, language, in_LANG } ] }.
 */
json_t *references_values(const json_t *references, const char *language,
			  const json_t *languages);

#endif /* PUBLISHER_REFERENCES_H */
