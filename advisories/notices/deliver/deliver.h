/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deliver.h - delivers a notice exactly once, even if the process is killed
 *
 * The ledger says "sending" before anything that others can see is done, and each
 * transport leaves a trace that shows afterwards whether the mail was delivered:
 *
 *   maildir:DIR  the file is complete in tmp/, then renamed into new/: while it is in
 *		  tmp/ it is not delivered
 *   mbox:FILE	  under a lock; the ledger has the offset where the message begins, and
 *		  half a message at the end is cut off
 *   sendmail[:PROGRAM]  a helper process runs it with the message as a file and keeps
 *		  a record, even if this process is killed; the record is locked until
 *		  the helper has ended
 *
 * What no trace can show (the machine crashed) is "uncertain": a person decides.
 */
#ifndef NOTICES_DELIVER_H
#define NOTICES_DELIVER_H

#include "archive/ledger.h"
#include "common/error.h"

#define DELIVER_TARGET_MAX	400

enum deliver_transport { DELIVER_SENDMAIL, DELIVER_MAILDIR, DELIVER_MBOX };

struct deliver_via {
	enum deliver_transport transport;
	char target[DELIVER_TARGET_MAX];	/* folder, file, program */
	char text[512];				/* as it is written */
};

/* "maildir:/FOLDER" and so on; 0, or -1 with a sentence in @error. */
int deliver_via(struct deliver_via *via, const char *text, struct error *error);

/**
 * struct deliver - how a run delivers its notices
 * @spool:  folder for sendmail's messages and its helpers' records
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
 * deliver_notice - deliver a notice, or find out why not
 * @notice: PREPARED or FAILED, with its mail
 * @now:    seconds since 1970
 *
 * Afterwards its state is in the ledger and in @notice: SENT, FAILED (with when to
 * try again) or UNCERTAIN. -1 only if the ledger cannot be written.
 */
int deliver_notice(const struct deliver *deliver, struct ledger_notice *notice,
		   int64_t now);

/**
 * deliver_recover - what became of a notice that was being sent in a killed run
 * @notice: SENDING, with its mail
 *
 * SENT, FAILED, UNCERTAIN, or PREPARED: it was not sent. As deliver_notice().
 */
int deliver_recover(const struct deliver *deliver, struct ledger_notice *notice,
		    int64_t now);

/* Removes what sent notices left in the spool. */
void deliver_clean_spool(const struct deliver *deliver);

#endif /* NOTICES_DELIVER_H */
