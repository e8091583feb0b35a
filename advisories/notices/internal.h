/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - a notice while it is composed: rows, template values, attachments
 *
 * Private to this room.
 */
#ifndef NOTICES_INTERNAL_H
#define NOTICES_INTERNAL_H

#include "common/error.h"
#include "notice.h"
#include "notices/attach/rows.h"
#include "render/mail/mail.h"

#define LANGUAGES_MAX	CONSTITUENT_LANGUAGES_MAX

/* An attachment; owns its name and bytes. */
struct notice_file {
	const char *type;
	char *name;
	char *data;
	size_t size;
};

/**
 * struct draft - a notice while it is composed
 * @languages: of its text, NULL after the last
 * @rows:      the reported items; owns its list
 * @files:     attachments
 */
struct draft {
	struct notice *notice;
	const struct notice_context *context;
	const struct constituent *constituent;
	const struct pending *pending;
	const char *languages[LANGUAGES_MAX + 1];
	struct rows rows;
	struct notice_file *files;
	size_t n_files;
	size_t files_room;
	struct error *error;
};

/* values.c: the values of templates, for no language yet; NULL: out of memory. */
json_t *draft_values(const struct draft *draft);
/* attachments.c: the rows as files, in one ZIP if they are large; 0 or -1. */
int draft_attachments(struct draft *draft);
void draft_free_attachments(struct draft *draft, size_t from);

#endif /* NOTICES_INTERNAL_H */
