// SPDX-License-Identifier: GPL-2.0-or-later
/* archive.c - open the database, its schema, nested transactions */
#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "internal.h"

#define TIMEOUT_MS	30000	/* to wait for another writer */

/* A released migration is never edited: changes are a new migration. */
static const char *const migrations[] = {
	BULLETIN_TABLES,
	LEDGER_TABLES,
	SIGNATURE_TABLES,
	LEDGER_EVIDENCE,
};

static const struct db_schema schema = {
	.application = 0x6e66736b,	/* "nfsk" */
	.content = "bulletins",
	.update = "have a command write to it once",
	.migrations = migrations,
	.version = sizeof(migrations) / sizeof(migrations[0]),
};

struct archive *archive_open(const char *path, enum db_mode mode,
			     struct error *error)
{
	struct archive *archive = calloc(1, sizeof(*archive));
	enum db_fault fault;

	if (!archive) {
		error_no_memory(error);
		return NULL;
	}
	archive->db = db_open(path, mode, &schema, TIMEOUT_MS, &fault, error);
	if (archive->db)
		return archive;
	free(archive);
	return NULL;
}

void archive_close(struct archive *archive)
{
	if (!archive)
		return;
	db_close(archive->db);
	free(archive);
}

const char *archive_error(const struct archive *archive)
{
	return archive->db->error.text;
}

int archive_begin(struct archive *archive)
{
	/* Lock now: upgrading a read transaction to a write transaction can fail. */
	if (!archive->depth && db_exec(archive->db, "BEGIN IMMEDIATE"))
		return -1;
	if (!archive->depth++)
		archive->failed = false;
	return 0;
}

int archive_end(struct archive *archive, int ret)
{
	archive->failed = archive->failed || ret;
	if (--archive->depth)
		return ret;
	return db_end(archive->db, archive->failed ? -1 : 0);
}

void archive_bind_text(sqlite3_stmt *statement, int i, const char *text)
{
	sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
}

const char *archive_column(sqlite3_stmt *statement, int i)
{
	const char *text = (const char *)sqlite3_column_text(statement, i);

	return text ? text : "";
}
