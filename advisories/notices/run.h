/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - one run over all constituents: pending items become mails and are sent
 *
 * Constituents are processed one after the other, so one mail at a time is in memory.
 */
#ifndef NOTICES_RUN_H
#define NOTICES_RUN_H

#include "common/error.h"
#include "notice.h"
#include "notices/deliver/deliver.h"

/**
 * struct notice_result - what came of one constituent
 * @notice:  its mail; NULL: none was made
 * @waiting: how many items wait until @not_before
 * @state:   of its mail, if it was to be sent
 * @why:     no mail could be made, or it was not sent; or NULL
 */
struct notice_result {
	const struct constituent *constituent;
	const struct notice *notice;
	size_t waiting;
	int64_t not_before;
	enum ledger_state state;
	const char *why;
};

/**
 * struct notices_run
 * @archive, @ledger: may be NULL in a dry run: then nothing was ever reported
 * @deliver: NULL: a dry run, which writes nothing
 * @only:    the one constituent of that name, NULL: all
 * @result:  called for each constituent with pending items; may be NULL
 * @mail:    called with each mail before it is sent; may be NULL
 * @step:    progress: what is done, how much of how much (0: unknown); may be NULL
 * @arg:     of the three callbacks
 *
 * Filled in: sources read, of them unassigned; constituents @concerned by one,
 * of them @unreachable (no contacts); notices, their items and bytes; constituents
 * @waiting; items @held back, which wait but have weak evidence by the limits of
 * today; mails sent, failed, uncertain; errors that are neither.
 */
struct notices_run {
	const struct constituents *constituents;
	struct store *store;
	struct archive *archive;
	struct ledger *ledger;
	const struct deliver *deliver;
	struct notice_context common;
	const char *only;
	void (*result)(const struct notice_result *result, void *arg);
	void (*mail)(const struct notice *notice, void *arg);
	void (*step)(const char *what, uint64_t done, uint64_t total, void *arg);
	void *arg;

	uint64_t sources;
	uint64_t unassigned;
	uint64_t concerned;
	uint64_t unreachable;
	uint64_t notices;
	uint64_t items;
	uint64_t bytes;
	uint64_t waiting;
	uint64_t held;
	uint64_t sent;
	uint64_t failed;
	uint64_t uncertain;
	uint64_t errors;
};

/* The period is in @common. 0, or -1 with a sentence in @error: the run stopped. */
int notices_run(struct notices_run *run, struct error *error);

/**
 * notices_resume - finish what an earlier run left in the ledger
 * @all: retry failed ones at once, not only when their time has come
 *
 * Determines what became of mails that were being sent when the run was killed, and
 * sends prepared ones. Counts sent, failed and uncertain. 0, or -1 with a sentence.
 */
int notices_resume(struct notices_run *run, bool all, struct error *error);

#endif /* NOTICES_RUN_H */
