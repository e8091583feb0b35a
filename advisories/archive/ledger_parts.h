/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ledger_parts.h - what the files of the ledger share: its statements
 *
 * Private to userspace/store/archive. Statements are made once: a run has hundreds of
 * thousands of calls.
 */
#ifndef DESK_LEDGER_PARTS_H
#define DESK_LEDGER_PARTS_H

#include "ledger.h"
#include "internal.h"

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

/* @name, @id: of the addressee that was asked for last */
struct ledger {
	struct archive *archive;
	sqlite3_stmt *statements[LEDGER_STATEMENT_COUNT];
	char name[ARCHIVE_CONSTITUENT_MAX];
	int64_t id;
};

/* Ready to be bound; NULL after an error. */
sqlite3_stmt *ledger_statement(struct ledger *ledger,
			       enum ledger_statement which);
/* Runs one without rows; 0 or -1. */
int ledger_run(struct ledger *ledger, sqlite3_stmt *statement);
/* Id of a constituent; 0: it has none yet and @add is false. -1: an error. */
int64_t ledger_addressee(struct ledger *ledger, const char *name, bool add);

#endif /* DESK_LEDGER_PARTS_H */
