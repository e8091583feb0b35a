/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mailbox.h - what the event loop and the recorder's thread have in common
 *
 * Commands go down, in order and in bounded number; what the status says of the
 * statistics comes up, as a copy. Nothing here takes longer than copying a small object,
 * so neither thread waits for the other's work.
 */
#ifndef SLAMMERD_MAILBOX_H
#define SLAMMERD_MAILBOX_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/model.h"
#include "slammerd/stats/flush.h"
#include "store/store.h"

#define MAILBOX_COMMANDS	64

enum command_kind { COMMAND_POLICY, COMMAND_FLUSH, COMMAND_FINISH };

/* @policy: a share; @flush: a reference. Both are of whoever takes the command. */
struct command {
	enum command_kind kind;
	struct policy *policy;
	struct flush *flush;
};

/**
 * struct recorder_state - what the loop may know
 * @store_ok:	the last write succeeded
 * @last_window: start of the last window written, seconds since 1970, or -1
 * @windows:	how many have ended
 * @upgrades:	how often an older database was brought up to date, or that was given up
 */
struct recorder_state {
	bool store_ok;
	int64_t last_window;
	uint64_t windows;
	uint64_t upgrades;
};

/**
 * struct mailbox - all with @lock
 * @mail:	an eventfd, of the caller: readable while there are commands
 * @commands:	the oldest first; there is always room for COMMAND_FINISH
 * @closing:	that was posted: no other command is taken
 * @report, @state: published last; the report is not changed afterwards
 * @searched:	the store that may be interrupted, NULL: none
 * @ended:	the thread is about to return; @changed is signalled
 */
struct mailbox {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int mail;
	struct command commands[MAILBOX_COMMANDS + 1];
	size_t n_commands;
	bool closing;
	json_t *report;
	struct recorder_state state;
	struct store *searched;
	bool ended;
};

void mailbox_open(struct mailbox *box, int mail);
/* What was not taken is freed, flushes are refused. */
void mailbox_close(struct mailbox *box);

/*
 * For the loop. Whatever is posted ends a search for damage.
 */

/*
 * Takes the share over. With so many commands that the thread has not got to, the last
 * policy among them makes way: nothing was counted by it yet.
 */
void mailbox_post_policy(struct mailbox *box, struct policy *policy);
/*
 * Takes @flush over. Returns the one that will be done, as two in a row are one, with a
 * reference of the caller's; NULL: none will be.
 */
struct flush *mailbox_post_flush(struct mailbox *box, struct flush *flush);
/* The last command. */
void mailbox_post_finish(struct mailbox *box);
/* End a search for damage. */
void mailbox_interrupt(struct mailbox *box);
/* True if the thread ends within a second. */
bool mailbox_wait(struct mailbox *box);
struct recorder_state mailbox_state(struct mailbox *box);
/* A copy; NULL: out of memory. */
json_t *mailbox_report(struct mailbox *box);

/*
 * For the thread
 */

/* False: there is no command. */
bool mailbox_take(struct mailbox *box, struct command *command);
bool mailbox_closing(struct mailbox *box);
/* Takes @report over. */
void mailbox_publish(struct mailbox *box, json_t *report,
		     const struct recorder_state *state);
/* A search for damage begins in @store, or ends (NULL). */
void mailbox_searching(struct mailbox *box, struct store *store);
void mailbox_ended(struct mailbox *box);

#endif /* SLAMMERD_MAILBOX_H */
