/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words.h - the templates of notices, each read once: LANG/notice*.txt
 *
 * notice.txt is the mail's text, notice-title.txt its subject, and notice-KIND.txt
 * says in one sentence what a source of that kind did.
 */
#ifndef NOTICES_WORDS_H
#define NOTICES_WORDS_H

#include <jansson.h>

#include "common/error.h"
#include "constituents/constituents.h"

struct notice_words;

/* @templates: the folder of languages; nothing is read yet. NULL: out of memory. */
struct notice_words *notice_words_new(const char *templates);
void notice_words_free(struct notice_words *words);

/*
 * Each returns malloced text, NULL with a sentence in @error. The text is laid out in
 * lines of at most 70 columns; a subject and a sentence are one line.
 */
char *notice_words_text(struct notice_words *words, const char *language,
			const json_t *values, struct error *error);
char *notice_words_title(struct notice_words *words, const char *language,
			 const json_t *values, struct error *error);
/* The words' own, not to be freed. */
const char *notice_words_kind(struct notice_words *words, const char *language,
			      enum constituent_kind kind, struct error *error);

#endif /* NOTICES_WORDS_H */
