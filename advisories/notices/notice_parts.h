/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notice_parts.h - a mail on its way: its rows, values, texts and attachments
 *
 * Private to this room.
 */
#ifndef NOTICES_NOTICE_PARTS_H
#define NOTICES_NOTICE_PARTS_H

#include "common/error.h"
#include "notice.h"
#include "render/mail/mail.h"
#include "notices/attach/report.h"

#define LANGUAGES_MAX	CONSTITUENT_LANGUAGES_MAX

/* A file in memory; its name and bytes are its own. */
struct notice_file {
	const char *type;
	char *name;
	char *data;
	size_t size;
};

/**
 * struct making - a notice on its way
 * @languages: of its text, NULL behind the last
 * @rows:      what is told, as reports have it
 * @files:     attachments
 */
struct making {
	struct notice *notice;
	const struct notice_archive *archive;
	const struct constituent *constituent;
	const struct due *due;
	const char *languages[LANGUAGES_MAX + 1];
	struct report report;
	struct report_row *rows;
	struct notice_file *files;
	size_t n_files;
	struct error *error;
};

/* notice_values.c: what templates name, in no language yet; NULL: no memory. */
json_t *making_values(const struct making *making);
/* notice_files.c: rows as files, one archive if they are large; 0 or -1. */
int making_files(struct making *making);

#endif /* NOTICES_NOTICE_PARTS_H */
