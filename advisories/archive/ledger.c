// SPDX-License-Identifier: GPL-2.0-or-later
/* ledger.c - open the ledger; addressees, items, the end of the last run */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ITEM_COLUMNS	"address, kind, inside, classes, occurrence, notice," \
			" first, last, packets, bytes, upto, seen, evidence," \
			" targets"

static const char *const texts[LEDGER_STATEMENT_COUNT] = {
	[LEDGER_FIND_ADDRESSEE] = "SELECT id FROM addressee WHERE name = ?1",
	[LEDGER_ADD_ADDRESSEE] = "INSERT INTO addressee (name) VALUES (?1)",
	[LEDGER_READ_ITEMS] = "SELECT " ITEM_COLUMNS " FROM item"
		" WHERE addressee = ?1 ORDER BY address, kind",
	[LEDGER_PUT_ITEM] = "INSERT OR REPLACE INTO item (" ITEM_COLUMNS
		", addressee) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		" ?11, ?12, ?13, ?14, ?15)",
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

/* A rollback may remove the cached addressee. */
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

static void read_item(sqlite3_stmt *s, struct ledger_item *item)
{
	*item = (struct ledger_item){
		.address = db_column_address(s, 0),
		.kind = (uint8_t)sqlite3_column_int(s, 1),
		.inside = (uint8_t)sqlite3_column_int(s, 2),
		.classes = (uint32_t)sqlite3_column_int64(s, 3),
		.occurrence = (unsigned int)sqlite3_column_int(s, 4),
		.notice = sqlite3_column_int64(s, 5),
		.first = sqlite3_column_int64(s, 6),
		.last = sqlite3_column_int64(s, 7),
		.packets = (uint64_t)sqlite3_column_int64(s, 8),
		.bytes = (uint64_t)sqlite3_column_int64(s, 9),
		.upto = sqlite3_column_int64(s, 10),
		.seen = sqlite3_column_int64(s, 11),
		.evidence = (uint8_t)sqlite3_column_int(s, 12),
		.targets = (uint32_t)sqlite3_column_int64(s, 13),
	};
}

int ledger_items(struct ledger *ledger, const char *constituent,
		 ledger_item_fn fn, void *arg)
{
	int64_t id = ledger_addressee(ledger, constituent, false);
	struct ledger_item item;
	sqlite3_stmt *s;
	int ret;

	if (id <= 0)
		return id < 0 ? -1 : 0;
	s = ledger_statement(ledger, LEDGER_READ_ITEMS);
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, id);
	while ((ret = db_step(ledger->archive->db, s)) > 0) {
		read_item(s, &item);
		ret = fn(&item, arg);
		if (ret)
			break;
	}
	sqlite3_reset(s);
	return ret;
}

int ledger_put(struct ledger *ledger, const char *constituent,
	       const struct ledger_item *item)
{
	int64_t id = ledger_addressee(ledger, constituent, true);
	sqlite3_stmt *s;

	s = id > 0 ? ledger_statement(ledger, LEDGER_PUT_ITEM) : NULL;
	if (!s)
		return -1;
	db_bind_address(s, 1, item->address);
	sqlite3_bind_int64(s, 2, item->kind);
	sqlite3_bind_int64(s, 3, item->inside);
	sqlite3_bind_int64(s, 4, item->classes);
	sqlite3_bind_int64(s, 5, item->occurrence);
	if (item->notice)
		sqlite3_bind_int64(s, 6, item->notice);
	else
		sqlite3_bind_null(s, 6);
	sqlite3_bind_int64(s, 7, item->first);
	sqlite3_bind_int64(s, 8, item->last);
	sqlite3_bind_int64(s, 9, (sqlite3_int64)item->packets);
	sqlite3_bind_int64(s, 10, (sqlite3_int64)item->bytes);
	sqlite3_bind_int64(s, 11, item->upto);
	sqlite3_bind_int64(s, 12, item->seen);
	sqlite3_bind_int64(s, 13, item->evidence);
	sqlite3_bind_int64(s, 14, item->targets);
	sqlite3_bind_int64(s, 15, id);
	return ledger_run(ledger, s);
}

int ledger_waiting(struct ledger *ledger,
		   int (*fn)(const char *constituent, void *arg), void *arg)
{
	struct db *db = ledger->archive->db;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(db, "SELECT name FROM addressee WHERE EXISTS (SELECT 1"
			" FROM item WHERE addressee = addressee.id AND"
			" notice IS NULL) ORDER BY name");
	if (!s)
		return -1;
	while ((ret = db_step(db, s)) > 0) {
		ret = fn(archive_column(s, 0), arg);
		if (ret)
			break;
	}
	sqlite3_finalize(s);
	return ret;
}
