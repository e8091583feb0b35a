/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ledger.h - which constituent was told of which source, so that nobody is told twice
 *
 * An item is what there is to tell: (constituent, kind, address) and its occurrence,
 * which counts from 1; after enough quiet days the source is news again and has
 * the next one. An item waits until a notice takes it; a notice is one mail:
 *
 *   prepared -> sending -> sent
 *                       -> failed     tried again later: prepared for that time
 *                       -> uncertain  only a person knows: settled as sent or resent
 *
 * The mail itself is kept until it is sent, so that what is tried again is the same.
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
 * struct ledger_item - a source of a kind
 * @inside:	bits: 1 seen outside, 2 seen inside
 * @classes:	set of 1u << class that were seen
 * @occurrence:	1, or how often it has been news; a notice names it
 * @notice:	which told it, 0: it waits
 * @first, @last, @packets, @bytes: of what is to be told
 * @upto:	end of the period that was counted
 * @seen:	when it was last active, told or not: quiet days count from there
 */
struct ledger_item {
	uint8_t kind;
	struct address address;
	uint8_t inside;
	uint32_t classes;
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
 * @via:	how it goes or went: "sendmail", "maildir:DIR", "mbox:FILE"
 * @name:	that no other notice has, for files
 * @hash:	of @mail, SHA-256 in hex
 * @place:	where in an mbox it begins, -1: not known
 * @tries:	so often it failed; @next: not before that
 * @why:	it failed or is uncertain, a sentence; ""
 * @mail:	the message; NULL when it is not needed any more
 * @items:	how many it tells
 */
struct ledger_notice {
	int64_t id;
	char constituent[STORE_CONSTITUENT_MAX];
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

/* Callbacks return 0 to go on; anything else ends the list and is returned. */
typedef int (*ledger_item_fn)(const struct ledger_item *item, void *arg);
typedef int (*ledger_notice_fn)(const struct ledger_notice *notice, void *arg);

struct ledger;

/* The archive stays the caller's. NULL with a sentence in archive_error(). */
struct ledger *ledger_open(struct archive *archive);
void ledger_close(struct ledger *ledger);

/* All items of a constituent, by address and kind. */
int ledger_items(struct ledger *ledger, const char *constituent,
		 ledger_item_fn fn, void *arg);
/* Written as it is, in the place of the one of that kind and address. */
int ledger_put(struct ledger *ledger, const char *constituent,
	       const struct ledger_item *item);
/* When the last notice was made, whatever became of it; 0: never. */
int ledger_last(struct ledger *ledger, const char *constituent, int64_t *made);
/* Constituents with items that wait, by name; the name is gone afterwards. */
int ledger_waiting(struct ledger *ledger,
		   int (*fn)(const char *constituent, void *arg), void *arg);

/**
 * ledger_prepare - a notice with its mail, to be sent
 * @notice: constituent, made, via, hash, mail and size; gets its id and name
 */
int ledger_prepare(struct ledger *ledger, struct ledger_notice *notice);
/* State, via, place, tries, next, why, changed are written; SENT drops the mail. */
int ledger_set(struct ledger *ledger, const struct ledger_notice *notice);
/*
 * Notices in order, of the states in the set 1u << enum ledger_state; with their
 * mails only if @mails. The callback may change the ledger.
 */
int ledger_notices(struct ledger *ledger, unsigned int states, bool mails,
		   ledger_notice_fn fn, void *arg);
/* 1 if there is a notice of that number, 0 if not, or -1. */
int ledger_notice(struct ledger *ledger, int64_t id,
		  struct ledger_notice *notice);

/* Until when all was looked through once, by the last run that came to its end. */
int ledger_done(struct ledger *ledger, int64_t *until);
int ledger_set_done(struct ledger *ledger, int64_t until);

#endif /* ARCHIVE_LEDGER_H */
