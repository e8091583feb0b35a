// SPDX-License-Identifier: GPL-2.0-or-later
/* ledger_items.c - sources that were told, or wait */
#include <stdlib.h>
#include <string.h>

#include "ledger_parts.h"

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
	sqlite3_bind_int64(s, 13, id);
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
