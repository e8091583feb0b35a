/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deliver.h - a notice on its way out, exactly once although we may be killed
 *
 * The ledger says "sending" before anything that another can see is done, and for
 * each way there is a trace that tells afterwards whether it was:
 *
 *   maildir:DIR  the file is whole in tmp/ before, and renamed into new/: as long as
 *		  it is in tmp/ it did not go
 *   mbox:FILE	  under a lock; where it begins is in the ledger, and half a message
 *		  at the end is cut off
 *   sendmail[:PROGRAM]  a courier of its own runs it with the message as a file and
 *		  keeps a record, whatever becomes of us; who locks the record waits
 *		  for the courier
 *
 * What no trace can tell (the machine went down) is "uncertain": a person decides.
 */
#ifndef NOTICES_DELIVER_H
#define NOTICES_DELIVER_H

#include "archive/ledger.h"
#include "common/error.h"

#define DELIVER_PLACE_MAX	400

enum deliver_way { DELIVER_SENDMAIL, DELIVER_MAILDIR, DELIVER_MBOX };

struct deliver_via {
	enum deliver_way way;
	char place[DELIVER_PLACE_MAX];	/* folder, file, program */
	char text[512];			/* as it is written */
};

/* 0, or -1 with a sentence in @error. */
int deliver_via(struct deliver_via *via, const char *text, struct error *error);

/**
 * struct deliver - how a run brings mails out
 * @spool:  folder for what sendmail gets and its couriers' records
 * @sender: address for the first line of a message in an mbox
 */
struct deliver {
	struct archive *archive;
	struct ledger *ledger;
	struct deliver_via via;
	const char *spool;
	const char *sender;
};

/**
 * deliver_notice - bring a notice out, or find out why not
 * @notice: PREPARED or FAILED, with its mail
 * @now:    seconds since 1970
 *
 * Its state is in the ledger and in @notice afterwards: SENT, FAILED (with when to
 * try again) or UNCERTAIN. -1 only if the ledger cannot be written.
 */
int deliver_notice(const struct deliver *deliver, struct ledger_notice *notice,
		   int64_t now);

/**
 * deliver_recover - what became of a notice whose run was killed
 * @notice: SENDING, with its mail
 *
 * SENT, FAILED, UNCERTAIN, or PREPARED: it never went. As deliver_notice().
 */
int deliver_recover(const struct deliver *deliver, struct ledger_notice *notice,
		    int64_t now);

/* Takes away what sent notices left in the spool. */
void deliver_tidy(const struct deliver *deliver);

#endif /* NOTICES_DELIVER_H */
