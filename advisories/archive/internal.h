/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - the handle of the archive, its tables, the statements of the ledger
 *
 * Private to advisories/archive. Statements run on archive->db by db/sqlite.h.
 */
#ifndef ARCHIVE_INTERNAL_H
#define ARCHIVE_INTERNAL_H

#include "archive.h"
#include "db/sql.h"
#include "internal.h"
#include "ledger.h"

/*
 * @depth:  of nested transactions
 * @failed: an inner one failed, so the outermost rolls back
 */
struct archive {
	struct db *db;
	unsigned int depth;
	bool failed;
};

/* @text: may be NULL. */
void archive_bind_text(sqlite3_stmt *statement, int i, const char *text);
/* "" where it is NULL; valid until the next step. */
const char *archive_column(sqlite3_stmt *statement, int i);

/*
 * bulletins.c. numbering.last never decreases, so a number is never reused. All
 * revisions of a bulletin stay; "content" is canonical JSON.
 */
#define BULLETIN_TABLES							\
	"CREATE TABLE bulletin ("					\
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"			\
	" year INTEGER,"						\
	" number INTEGER,"						\
	" UNIQUE (year, number),"					\
	" CHECK ((year IS NULL) = (number IS NULL))"			\
	") STRICT;"							\
	"CREATE TABLE revision ("					\
	" bulletin INTEGER NOT NULL REFERENCES bulletin(id),"		\
	" revision INTEGER NOT NULL,"					\
	" type TEXT NOT NULL,"						\
	" state TEXT NOT NULL"						\
	"  CHECK (state IN ('draft', 'approved', 'published')),"	\
	" made INTEGER NOT NULL,"					\
	" published INTEGER NOT NULL,"					\
	" hash TEXT NOT NULL,"						\
	" content TEXT NOT NULL,"					\
	" PRIMARY KEY (bulletin, revision)"				\
	") STRICT;"							\
	"CREATE TABLE numbering ("					\
	" year INTEGER PRIMARY KEY,"					\
	" last INTEGER NOT NULL"					\
	") STRICT;"							\
	"CREATE TABLE event ("						\
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"			\
	" bulletin INTEGER NOT NULL REFERENCES bulletin(id),"		\
	" revision INTEGER NOT NULL,"					\
	" time INTEGER NOT NULL,"					\
	" who TEXT NOT NULL,"						\
	" what TEXT NOT NULL,"						\
	" hash TEXT NOT NULL"						\
	") STRICT;"

/*
 * ledger*.c. An item has one row, of its last occurrence; "notice" is NULL while it
 * is pending. "ended" has at most one row.
 */
#define LEDGER_TABLES							\
	"CREATE TABLE addressee ("					\
	" id INTEGER PRIMARY KEY,"					\
	" name TEXT NOT NULL UNIQUE"					\
	") STRICT;"							\
	"CREATE TABLE notice ("						\
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"			\
	" addressee INTEGER NOT NULL REFERENCES addressee(id),"		\
	" state TEXT NOT NULL CHECK (state IN ('prepared', 'sending',"	\
	"  'sent', 'failed', 'uncertain')),"				\
	" made INTEGER NOT NULL,"					\
	" changed INTEGER NOT NULL,"					\
	" via TEXT NOT NULL,"						\
	" name TEXT NOT NULL,"						\
	" hash TEXT NOT NULL,"						\
	" place INTEGER NOT NULL,"					\
	" tries INTEGER NOT NULL,"					\
	" next INTEGER NOT NULL,"					\
	" why TEXT NOT NULL,"						\
	" items INTEGER NOT NULL,"					\
	" mail BLOB"							\
	") STRICT;"							\
	"CREATE INDEX notice_open ON notice (state)"			\
	" WHERE state <> 'sent';"					\
	"CREATE INDEX notice_addressee ON notice (addressee, made);"	\
	"CREATE TABLE item ("						\
	" addressee INTEGER NOT NULL REFERENCES addressee(id),"		\
	" address BLOB NOT NULL,"					\
	" kind INTEGER NOT NULL,"					\
	" inside INTEGER NOT NULL,"					\
	" classes INTEGER NOT NULL,"					\
	" occurrence INTEGER NOT NULL,"					\
	" notice INTEGER REFERENCES notice(id),"			\
	" first INTEGER NOT NULL,"					\
	" last INTEGER NOT NULL,"					\
	" packets INTEGER NOT NULL,"					\
	" bytes INTEGER NOT NULL,"					\
	" upto INTEGER NOT NULL,"					\
	" seen INTEGER NOT NULL,"					\
	" PRIMARY KEY (addressee, address, kind)"			\
	") STRICT, WITHOUT ROWID;"					\
	"CREATE INDEX item_waiting ON item (addressee)"			\
	" WHERE notice IS NULL;"					\
	"CREATE TABLE ended ("						\
	" one INTEGER PRIMARY KEY CHECK (one = 1),"			\
	" until INTEGER NOT NULL"					\
	") STRICT;"

/* Items of an older program have weak evidence: 0. */
#define LEDGER_EVIDENCE							\
	"ALTER TABLE item ADD COLUMN evidence INTEGER NOT NULL DEFAULT 0;" \
	"ALTER TABLE item ADD COLUMN targets INTEGER NOT NULL DEFAULT 0;"

/* signatures.c */
#define SIGNATURE_TABLES						\
	"CREATE TABLE signature ("					\
	" kind TEXT NOT NULL,"						\
	" key TEXT NOT NULL,"						\
	" hash TEXT NOT NULL,"						\
	" text TEXT NOT NULL,"						\
	" made INTEGER NOT NULL,"					\
	" PRIMARY KEY (kind, key, hash)"				\
	") STRICT;"

enum ledger_statement {
	LEDGER_FIND_ADDRESSEE,
	LEDGER_ADD_ADDRESSEE,
	LEDGER_READ_ITEMS,
	LEDGER_PUT_ITEM,
	LEDGER_READ_LAST,
	LEDGER_ADD_NOTICE,
	LEDGER_NAME_NOTICE,
	LEDGER_SET_NOTICE,
	LEDGER_READ_NOTICE,
	LEDGER_STATEMENT_COUNT
};

/* @name, @id: the last addressee, cached */
struct ledger {
	struct archive *archive;
	sqlite3_stmt *statements[LEDGER_STATEMENT_COUNT];
	char name[ARCHIVE_CONSTITUENT_MAX];
	int64_t id;
};

/* Reset and ready to bind; prepared once per ledger. NULL after an error. */
sqlite3_stmt *ledger_statement(struct ledger *ledger,
			       enum ledger_statement which);
/* Runs a statement without rows; 0 or -1. */
int ledger_run(struct ledger *ledger, sqlite3_stmt *statement);
/* The id of a constituent; 0 if it has none and @add is false; -1 after an error. */
int64_t ledger_addressee(struct ledger *ledger, const char *name, bool add);

#endif /* ARCHIVE_INTERNAL_H */
