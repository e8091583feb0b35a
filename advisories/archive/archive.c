// SPDX-License-Identifier: GPL-2.0-or-later
/* desk.c - the desk's database: opened, its schema, transactions */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

#define PATIENCE_MS	30000

/* A step that was released is never edited: what changes is a new step. */
static const char *const steps[] = {
	BULLETIN_TABLES,
	LEDGER_TABLES,
	SIGNATURE_TABLES,
};

static const struct schema schema = {
	.application = 0x6e66736b,	/* "nfsk" */
	.what = "bulletins",
	.update = "have a command write to it once",
	.steps = steps,
	.version = sizeof(steps) / sizeof(steps[0]),
};

struct desk *desk_open(const char *path, enum store_mode mode, char *error,
		       size_t size)
{
	struct desk *desk = calloc(1, sizeof(*desk));
	enum store_fault fault;

	if (!desk) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	desk->db = sql_open(path, mode, &schema, PATIENCE_MS, &fault, error,
			    size);
	if (desk->db)
		return desk;
	free(desk);
	return NULL;
}

void desk_close(struct desk *desk)
{
	if (!desk)
		return;
	store_close(desk->db);
	free(desk);
}

const char *desk_error(const struct desk *desk)
{
	return store_error(desk->db);
}

int desk_begin(struct desk *desk)
{
	/* At once: who reads first and writes then could be refused in between. */
	if (!desk->depth && sql_exec(desk->db, "BEGIN IMMEDIATE"))
		return -1;
	if (!desk->depth++)
		desk->failed = false;
	return 0;
}

int desk_end(struct desk *desk, int ret)
{
	desk->failed = desk->failed || ret;
	if (--desk->depth)
		return ret;
	return sql_end(desk->db, desk->failed ? -1 : 0);
}

void desk_bind_text(sqlite3_stmt *statement, int i, const char *text)
{
	sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
}

const char *desk_column(sqlite3_stmt *statement, int i)
{
	const char *text = (const char *)sqlite3_column_text(statement, i);

	return text ? text : "";
}
