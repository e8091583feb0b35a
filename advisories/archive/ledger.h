/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ledger.h - which source was reported to which constituent, so that each is reported
 * once
 *
 * An item is something to report: (constituent, kind, address) and its occurrence,
 * counted from 1; a source that comes back after enough quiet days is a new
 * occurrence. An item is pending until a notice takes it. A notice is one mail:
 *
 *   prepared -> sending -> sent
 *                       -> failed     retried later: prepared again
 *                       -> uncertain  a person resolves it as sent or to be resent
 *
 * The mail is stored until it is sent, so that every retry sends the same bytes.
 */
#ifndef ARCHIVE_LEDGER_H
#define ARCHIVE_LEDGER_H

#include "archive.h"

#define LEDGER_STATES(X)		\
	X(PREPARED,  "prepared")	\
	X(SENDING,   "sending")		\
	X(SENT,	     "sent")		\
	X(FAILED,    "failed")		\
	X(UNCERTAIN, "uncertain")

enum ledger_state {
#define X(sym, name) LEDGER_##sym,
	LEDGER_STATES(X)
#undef X
	LEDGER_STATE_COUNT
};

const char *ledger_state_name(enum ledger_state state);

/**
 * struct ledger_item - a source to report
 * @inside:	bits: 1 seen outside, 2 seen inside
 * @classes:	set of observed classes, 1u << class
 * @evidence:	enum evidence; @targets: estimated number of attacked ones, 0: unknown
 * @occurrence:	1 and up
 * @notice:	that reported it; 0: pending
 * @first, @last, @packets, @bytes: of this occurrence
 * @upto:	end of the counted period
 * @seen:	when it was last active; quiet days count from here
 */
struct ledger_item {
	uint8_t kind;
	struct address address;
	uint8_t inside;
	uint32_t classes;
	uint8_t evidence;
	uint32_t targets;
	unsigned int occurrence;
	int64_t notice;
	int64_t first;
	int64_t last;
	uint64_t packets;
	uint64_t bytes;
	int64_t upto;
	int64_t seen;
};

/**
 * struct ledger_notice - a mail to a constituent
 * @via:	delivery method: "sendmail:PROGRAM", "maildir:DIR", "mbox:FILE"
 * @name:	unique, for files
 * @hash:	of @mail, SHA-256 in hex
 * @place:	offset in the mbox, -1: unknown
 * @tries:	failed attempts; @next: time of the next one
 * @why:	a sentence, if it failed or is uncertain; else ""
 * @mail:	the message; NULL if it is sent or was not asked for
 * @items:	number of items in it
 */
struct ledger_notice {
	int64_t id;
	char constituent[ARCHIVE_CONSTITUENT_MAX];
	enum ledger_state state;
	int64_t made;
	int64_t changed;
	char via[512];
	char name[96];
	char hash[65];
	int64_t place;
	unsigned int tries;
	int64_t next;
	char why[256];
	size_t items;
	const char *mail;
	size_t size;
};

/* Callbacks: a value other than 0 stops the list and is returned by it. */
typedef int (*ledger_item_fn)(const struct ledger_item *item, void *arg);
typedef int (*ledger_notice_fn)(const struct ledger_notice *notice, void *arg);

struct ledger;

/* The archive stays the caller's and open. NULL with a sentence in archive_error(). */
struct ledger *ledger_open(struct archive *archive);
void ledger_close(struct ledger *ledger);

/* All items of a constituent, by address and kind. */
int ledger_items(struct ledger *ledger, const char *constituent,
		 ledger_item_fn fn, void *arg);
/* Adds the item, or replaces the one of the same kind and address. */
int ledger_put(struct ledger *ledger, const char *constituent,
	       const struct ledger_item *item);
/* When the last notice was made, in any state; 0: never. */
int ledger_last(struct ledger *ledger, const char *constituent, int64_t *made);
/* Constituents with pending items, by name, which is valid until @fn returns. */
int ledger_waiting(struct ledger *ledger,
		   int (*fn)(const char *constituent, void *arg), void *arg);

/**
 * ledger_prepare - add a notice and its mail, ready to send
 * @notice: constituent, made, via, hash, mail, size and items; receives id and name
 */
int ledger_prepare(struct ledger *ledger, struct ledger_notice *notice);
/* Writes state, via, place, tries, next, why, changed; SENT drops the mail. */
int ledger_set(struct ledger *ledger, const struct ledger_notice *notice);
/*
 * Notices in order whose state is in the set @states (1u << enum ledger_state); with
 * their mails if @mails. The callback may change the ledger.
 */
int ledger_notices(struct ledger *ledger, unsigned int states, bool mails,
		   ledger_notice_fn fn, void *arg);
/* 1 and fills @notice, 0 if there is no such number, or -1. */
int ledger_notice(struct ledger *ledger, int64_t id,
		  struct ledger_notice *notice);

/* End of the period of the last complete run; 0: there was none. */
int ledger_done(struct ledger *ledger, int64_t *until);
int ledger_set_done(struct ledger *ledger, int64_t until);

#endif /* ARCHIVE_LEDGER_H */
