/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labels.h - short texts of pages, charts, feeds and mails (templates/LANG/labels.conf)
 *
 * The texts around bulletins, which are templates of their own. All keys are
 * required, and unknown ones are errors. Renderers replace {name} in a text.
 */
#ifndef PUBLISHER_LABELS_H
#define PUBLISHER_LABELS_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

/**
 * labels_load - the labels of a language
 * @templates: folder that holds the folders of languages
 *
 * A new reference to { KEY: text }; NULL with a sentence with file and line in @error.
 */
json_t *labels_load(const char *templates, const char *language,
		    struct error *error);

#endif /* PUBLISHER_LABELS_H */
