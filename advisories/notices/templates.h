/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * templates.h - the templates of notices, each read once: LANG/notice*.txt
 *
 * notice.txt is the mail's text, notice-title.txt its subject, and notice-KIND.txt
 * says in one sentence what a source of that kind did.
 */
#ifndef NOTICES_TEMPLATES_H
#define NOTICES_TEMPLATES_H

#include <jansson.h>

#include "common/error.h"
#include "constituents/constituents.h"

struct notice_templates;

/* @folder: of languages; nothing is read yet. NULL: out of memory. */
struct notice_templates *notice_templates_new(const char *folder);
void notice_templates_free(struct notice_templates *templates);

/*
 * Each returns malloced text, NULL with a sentence in @error. The text is laid out in
 * lines of at most 70 columns; a subject and an evidence are one line.
 */
char *notice_templates_text(struct notice_templates *templates,
			    const char *language, const json_t *values,
			    struct error *error);
char *notice_templates_subject(struct notice_templates *templates,
			       const char *language, const json_t *values,
			       struct error *error);
/* What a source of that kind did; owned by @templates. */
const char *notice_templates_evidence(struct notice_templates *templates,
				      const char *language,
				      enum constituent_kind kind,
				      struct error *error);

#endif /* NOTICES_TEMPLATES_H */
