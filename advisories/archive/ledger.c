// SPDX-License-Identifier: GPL-2.0-or-later
/* ledger.c - the ledger opened, its statements, whom it is about */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger_parts.h"

#define ITEM_COLUMNS	"address, kind, inside, classes, occurrence, notice," \
			" first, last, packets, bytes, upto, seen"

static const char *const texts[LEDGER_STATEMENT_COUNT] = {
	[LEDGER_FIND_ADDRESSEE] = "SELECT id FROM addressee WHERE name = ?1",
	[LEDGER_ADD_ADDRESSEE] = "INSERT INTO addressee (name) VALUES (?1)",
	[LEDGER_READ_ITEMS] = "SELECT " ITEM_COLUMNS " FROM item"
		" WHERE addressee = ?1 ORDER BY address, kind",
	[LEDGER_PUT_ITEM] = "INSERT OR REPLACE INTO item (" ITEM_COLUMNS
		", addressee) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		" ?11, ?12, ?13)",
	[LEDGER_READ_LAST] = "SELECT max(made) FROM notice WHERE addressee = ?1",
	[LEDGER_ADD_NOTICE] = "INSERT INTO notice (addressee, state, made,"
		" changed, via, name, hash, place, tries, next, why, items, mail)"
		" VALUES (?1, 'prepared', ?2, ?2, ?3, '', ?4, -1, 0, 0, '', ?5,"
		" ?6)",
	[LEDGER_NAME_NOTICE] = "UPDATE notice SET name = ?2 WHERE id = ?1",
	[LEDGER_SET_NOTICE] = "UPDATE notice SET state = ?2, changed = ?3,"
		" via = ?4, place = ?5, tries = ?6, next = ?7, why = ?8,"
		" mail = iif(?2 = 'sent', NULL, mail) WHERE id = ?1",
	[LEDGER_READ_NOTICE] = "SELECT n.id, a.name, state, made, changed, via,"
		" n.name, hash, place, tries, next, why, items, mail"
		" FROM notice AS n JOIN addressee AS a ON a.id = n.addressee"
		" WHERE n.id = ?1",
};

/* An addressee that was added may be gone now. */
static void forget(void *arg)
{
	((struct ledger *)arg)->id = 0;
}

struct ledger *ledger_open(struct archive *archive)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (!ledger) {
		db_fail(archive->db, "out of memory");
		return NULL;
	}
	ledger->archive = archive;
	sqlite3_rollback_hook(archive->db->handle, forget, ledger);
	return ledger;
}

void ledger_close(struct ledger *ledger)
{
	int i;

	if (!ledger)
		return;
	sqlite3_rollback_hook(ledger->archive->db->handle, NULL, NULL);
	for (i = 0; i < LEDGER_STATEMENT_COUNT; i++)
		sqlite3_finalize(ledger->statements[i]);
	free(ledger);
}

sqlite3_stmt *ledger_statement(struct ledger *ledger,
			       enum ledger_statement which)
{
	sqlite3_stmt **s = &ledger->statements[which];

	if (*s)
		sqlite3_reset(*s);
	else
		*s = db_prepare(ledger->archive->db, texts[which]);
	return *s;
}

int ledger_run(struct ledger *ledger, sqlite3_stmt *statement)
{
	return db_run(ledger->archive->db, statement);
}

int64_t ledger_addressee(struct ledger *ledger, const char *name, bool add)
{
	sqlite3_stmt *s;
	int64_t id = 0;
	int ret;

	if (ledger->id && !strcmp(ledger->name, name))
		return ledger->id;
	s = ledger_statement(ledger, LEDGER_FIND_ADDRESSEE);
	if (!s)
		return -1;
	db_bind_text(s, 1, name);
	ret = db_step(ledger->archive->db, s);
	if (ret > 0)
		id = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	if (!ret && add) {
		s = ledger_statement(ledger, LEDGER_ADD_ADDRESSEE);
		if (!s)
			return -1;
		db_bind_text(s, 1, name);
		ret = ledger_run(ledger, s);
		id = sqlite3_last_insert_rowid(ledger->archive->db->handle);
	}
	if (ret < 0)
		return -1;
	if (id) {
		snprintf(ledger->name, sizeof(ledger->name), "%s", name);
		ledger->id = id;
	}
	return id;
}

int ledger_done(struct ledger *ledger, int64_t *until)
{
	struct db *db = ledger->archive->db;
	sqlite3_stmt *s = db_prepare(db, "SELECT until FROM ended");
	int ret = s ? db_step(db, s) : -1;

	*until = ret > 0 ? sqlite3_column_int64(s, 0) : 0;
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

int ledger_set_done(struct ledger *ledger, int64_t until)
{
	struct db *db = ledger->archive->db;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(db, "INSERT INTO ended (one, until) VALUES (1, ?1) ON CONFLICT DO UPDATE SET until = max(until, ?1)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, until);
	ret = db_run(db, s);
	sqlite3_finalize(s);
	return ret;
}
