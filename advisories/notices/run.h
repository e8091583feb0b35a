/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - one run over all constituents: what is due becomes mails, and they go out
 *
 * Constituents are done one after the other, so one mail at a time is in memory.
 */
#ifndef NOTICES_RUN_H
#define NOTICES_RUN_H

#include "common/error.h"
#include "deliver.h"
#include "notice.h"

/**
 * struct notices_told - what is said about a constituent
 * @notice: its mail is gone; NULL: nothing is due now
 * @later:  what is due waits until then
 * @state:  of its mail, if it was to be sent
 * @why:    no mail could be made, or it did not go; or NULL
 */
struct notices_told {
	const struct constituent *constituent;
	const struct notice *notice;
	size_t waiting;
	int64_t later;
	enum ledger_state state;
	const char *why;
};

/**
 * struct notices_run
 * @archive, @ledger: may be NULL if nothing is sent: then nobody was ever told
 * @deliver: NULL: a dry run, which writes nothing
 * @only:    one constituent of that name, NULL: all
 * @told:    about each one for whom something is due; may be NULL
 * @mail:    gets each mail before it goes; may be NULL
 * @step:    progress: what is done, how much of how much (0: nobody knows)
 *
 * Filled in: sources read and nobody's, constituents for whom something was seen,
 * those without contacts, notices and items in them, their bytes, constituents
 * that wait, mails sent, failed, uncertain, and errors that are neither.
 */
struct notices_run {
	const struct constituents *constituents;
	struct store *store;
	struct archive *archive;
	struct ledger *ledger;
	const struct deliver *deliver;
	struct notice_archive common;
	const char *only;
	void (*told)(const struct notices_told *told, void *arg);
	void (*mail)(const struct notice *notice, void *arg);
	void (*step)(const char *what, uint64_t done, uint64_t total, void *arg);
	void *arg;

	uint64_t sources;
	uint64_t nobodys;
	uint64_t concerned;
	uint64_t unreachable;
	uint64_t notices;
	uint64_t items;
	uint64_t bytes;
	uint64_t waiting;
	uint64_t sent;
	uint64_t failed;
	uint64_t uncertain;
	uint64_t errors;
};

/* The period is in @common. 0, or -1 with a sentence in @error: nothing goes on. */
int notices_run(struct notices_run *run, struct error *error);

/**
 * notices_resume - first of all: what a run before this one left behind
 * @all: failed ones at once, not only when their time has come
 *
 * What was killed while sending is looked up; what is prepared goes out. Counts
 * sent, failed and uncertain.
 */
int notices_resume(struct notices_run *run, bool all, struct error *error);

#endif /* NOTICES_RUN_H */
