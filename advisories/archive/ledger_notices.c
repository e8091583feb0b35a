// SPDX-License-Identifier: GPL-2.0-or-later
/* ledger_notices.c - mails to constituents and their states */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "internal.h"

static const char *const states[] = {
#define X(sym, name) name,
	LEDGER_STATES(X)
#undef X
};

const char *ledger_state_name(enum ledger_state state)
{
	return states[state];
}

int ledger_last(struct ledger *ledger, const char *constituent, int64_t *made)
{
	int64_t id = ledger_addressee(ledger, constituent, false);
	sqlite3_stmt *s;
	int ret;

	*made = 0;
	if (id <= 0)
		return id < 0 ? -1 : 0;
	s = ledger_statement(ledger, LEDGER_READ_LAST);
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, id);
	ret = db_step(ledger->archive->db, s);
	if (ret > 0)
		*made = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return ret < 0 ? -1 : 0;
}

static int name_notice(struct ledger *ledger, struct ledger_notice *notice)
{
	sqlite3_stmt *s = ledger_statement(ledger, LEDGER_NAME_NOTICE);

	if (!s)
		return -1;
	/* The same at every try, and unlike names that other programs choose. */
	snprintf(notice->name, sizeof(notice->name), "%lld.N%lldH%.24s.nf-slammer",
		 (long long)notice->made, (long long)notice->id, notice->hash);
	sqlite3_bind_int64(s, 1, notice->id);
	db_bind_text(s, 2, notice->name);
	return ledger_run(ledger, s);
}

int ledger_prepare(struct ledger *ledger, struct ledger_notice *notice)
{
	int64_t addressee = ledger_addressee(ledger, notice->constituent, true);
	sqlite3_stmt *s;

	s = addressee > 0 ? ledger_statement(ledger, LEDGER_ADD_NOTICE) : NULL;
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, addressee);
	sqlite3_bind_int64(s, 2, notice->made);
	db_bind_text(s, 3, notice->via);
	db_bind_text(s, 4, notice->hash);
	sqlite3_bind_int64(s, 5, (sqlite3_int64)notice->items);
	sqlite3_bind_blob64(s, 6, notice->mail, notice->size, SQLITE_STATIC);
	if (ledger_run(ledger, s))
		return -1;
	notice->id = sqlite3_last_insert_rowid(ledger->archive->db->handle);
	notice->state = LEDGER_PREPARED;
	notice->changed = notice->made;
	notice->place = -1;
	return name_notice(ledger, notice);
}

int ledger_set(struct ledger *ledger, const struct ledger_notice *notice)
{
	sqlite3_stmt *s = ledger_statement(ledger, LEDGER_SET_NOTICE);

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, notice->id);
	db_bind_text(s, 2, states[notice->state]);
	sqlite3_bind_int64(s, 3, notice->changed);
	db_bind_text(s, 4, notice->via);
	sqlite3_bind_int64(s, 5, notice->place);
	sqlite3_bind_int64(s, 6, notice->tries);
	sqlite3_bind_int64(s, 7, notice->next);
	db_bind_text(s, 8, notice->why);
	return ledger_run(ledger, s);
}

static void read_notice(sqlite3_stmt *s, struct ledger_notice *n)
{
	char state[16];
	int i;

	memset(n, 0, sizeof(*n));
	n->id = sqlite3_column_int64(s, 0);
	db_column_text(s, 1, n->constituent, sizeof(n->constituent));
	db_column_text(s, 2, state, sizeof(state));
	for (i = 0; i < LEDGER_STATE_COUNT; i++)
		if (!strcmp(states[i], state))
			n->state = (enum ledger_state)i;
	n->made = sqlite3_column_int64(s, 3);
	n->changed = sqlite3_column_int64(s, 4);
	db_column_text(s, 5, n->via, sizeof(n->via));
	db_column_text(s, 6, n->name, sizeof(n->name));
	db_column_text(s, 7, n->hash, sizeof(n->hash));
	n->place = sqlite3_column_int64(s, 8);
	n->tries = (unsigned int)sqlite3_column_int(s, 9);
	n->next = sqlite3_column_int64(s, 10);
	db_column_text(s, 11, n->why, sizeof(n->why));
	n->items = (size_t)sqlite3_column_int64(s, 12);
	n->mail = sqlite3_column_blob(s, 13);
	n->size = (size_t)sqlite3_column_bytes(s, 13);
}

struct ids {
	int64_t *list;
	size_t count;
	size_t room;
};

/* All numbers first, because the callback may change the ledger. */
static int read_ids(struct ledger *ledger, unsigned int set, struct ids *ids)
{
	struct db *db = ledger->archive->db;
	sqlite3_stmt *s;
	int ret, i;

	s = db_prepare(db, "SELECT id FROM notice WHERE state IN"
			" (?1, ?2, ?3, ?4, ?5) ORDER BY id");
	if (!s)
		return -1;
	for (i = 0; i < LEDGER_STATE_COUNT; i++)
		db_bind_text(s, i + 1, set & 1u << i ? states[i] : "");
	while ((ret = db_step(db, s)) > 0) {
		if (array_grow(&ids->list, &ids->room, ids->count)) {
			ret = db_fail(db, "out of memory");
			break;
		}
		ids->list[ids->count++] = sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

/* The mail is copied, because the callback may reuse the statement. */
static int pass_notice(struct ledger *ledger, int64_t id, bool mails,
		       ledger_notice_fn fn, void *arg)
{
	sqlite3_stmt *s = ledger_statement(ledger, LEDGER_READ_NOTICE);
	struct ledger_notice n;
	char *mail = NULL;
	int ret;

	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, id);
	ret = db_step(ledger->archive->db, s);
	if (ret > 0) {
		read_notice(s, &n);
		if (mails && n.mail) {
			mail = malloc(n.size + 1);
			if (mail)
				memcpy(mail, n.mail, n.size);
		}
		if (mails && n.mail && !mail)
			ret = db_fail(ledger->archive->db, "out of memory");
		n.mail = mail;
	}
	sqlite3_reset(s);
	if (ret > 0)
		ret = fn(&n, arg);
	free(mail);
	return ret;
}

int ledger_notices(struct ledger *ledger, unsigned int set, bool mails,
		   ledger_notice_fn fn, void *arg)
{
	struct ids ids = { 0 };
	int ret = read_ids(ledger, set, &ids);
	size_t i;

	for (i = 0; i < ids.count && !ret; i++)
		ret = pass_notice(ledger, ids.list[i], mails, fn, arg);
	free(ids.list);
	return ret;
}

static int copy(const struct ledger_notice *notice, void *arg)
{
	*(struct ledger_notice *)arg = *notice;
	return 1;
}

int ledger_notice(struct ledger *ledger, int64_t id,
		  struct ledger_notice *notice)
{
	return pass_notice(ledger, id, false, copy, notice);
}
