// SPDX-License-Identifier: GPL-2.0-or-later
/* signatures.c - the table of signatures */
#include <string.h>

#include "internal.h"
#include "signatures.h"

static void bind(sqlite3_stmt *s, const struct archive_signed *what)
{
	archive_bind_text(s, 1, what->kind);
	archive_bind_text(s, 2, what->key);
	archive_bind_text(s, 3, what->hash);
}

int archive_signature_find(struct archive *archive,
			   const struct archive_signed *what, char **text)
{
	sqlite3_stmt *s;
	int ret;

	*text = NULL;
	s = db_prepare(archive->db, "SELECT text FROM signature"
			" WHERE kind = ?1 AND key = ?2 AND hash = ?3");
	if (!s)
		return -1;
	bind(s, what);
	ret = db_step(archive->db, s);
	if (ret > 0) {
		*text = strdup(archive_column(s, 0));
		if (!*text)
			ret = db_fail(archive->db, "out of memory");
	}
	sqlite3_finalize(s);
	return ret;
}

int archive_signature_keep(struct archive *archive,
			   const struct archive_signed *what, const char *text,
			   int64_t now)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "INSERT INTO signature"
			" (kind, key, hash, text, made)"
			" VALUES (?1, ?2, ?3, ?4, ?5)"
			" ON CONFLICT DO NOTHING");
	if (!s)
		return -1;
	bind(s, what);
	archive_bind_text(s, 4, text);
	sqlite3_bind_int64(s, 5, now);
	ret = db_run(archive->db, s);
	sqlite3_finalize(s);
	return ret;
}
