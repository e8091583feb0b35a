/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labels.h - short words of web pages, charts and feeds (templates/LANG/labels.conf)
 *
 * Bulletins are templates of their own; here is what stands around them. All keys
 * must be there, so a page never has a hole, and no others, so a misspelt one is
 * found. {name} in a text is filled in by whoever shows it.
 */
#ifndef BULLETIN_LABELS_H
#define BULLETIN_LABELS_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

/**
 * labels_load - the labels of a language
 * @templates: the folder of languages
 *
 * Returns { KEY: text }; NULL and a sentence with file and line in @error.
 */
json_t *labels_load(const char *templates, const char *language, struct error *error);

#endif /* BULLETIN_LABELS_H */
