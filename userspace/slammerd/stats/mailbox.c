// SPDX-License-Identifier: GPL-2.0-or-later
/* mailbox.c - commands, what is published, and the search that may be interrupted */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "slammerd/stats/mailbox.h"

void mailbox_open(struct mailbox *box, int mail)
{
	pthread_condattr_t clock;

	memset(box, 0, sizeof(*box));
	box->mail = mail;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&box->changed, &clock);
	pthread_condattr_destroy(&clock);
	pthread_mutex_init(&box->lock, NULL);
}

void mailbox_close(struct mailbox *box)
{
	struct command *c = box->commands;

	for (; c < box->commands + box->n_commands; c++) {
		policy_free(c->policy);
		if (c->flush)
			flush_refuse(c->flush);
		flush_put(c->flush);
	}
	json_decref(box->report);
	pthread_cond_destroy(&box->changed);
	pthread_mutex_destroy(&box->lock);
}

/* With the lock. */
static void append(struct mailbox *box, struct command command)
{
	box->commands[box->n_commands++] = command;
	if (box->searched)
		store_interrupt(box->searched);
	/* Fails only if there are more than 2^64 - 2 already. */
	eventfd_write(box->mail, 1);
}

/* With the lock, and a full mailbox: one of two commands in a row is a policy. */
static struct command *last_policy(struct mailbox *box)
{
	struct command *c = box->commands + box->n_commands - 1;

	while (c > box->commands && c->kind != COMMAND_POLICY)
		c--;
	return c;
}

void mailbox_post_policy(struct mailbox *box, struct policy *policy)
{
	struct policy *unused = NULL;
	struct command *last;

	pthread_mutex_lock(&box->lock);
	if (box->closing) {
		unused = policy;
	} else if (box->n_commands < MAILBOX_COMMANDS) {
		append(box, (struct command){ COMMAND_POLICY, policy, NULL });
	} else {
		last = last_policy(box);
		unused = last->policy;
		last->policy = policy;
	}
	pthread_mutex_unlock(&box->lock);
	policy_free(unused);
}

struct flush *mailbox_post_flush(struct mailbox *box, struct flush *flush)
{
	struct command *last;
	struct flush *posted = NULL;

	pthread_mutex_lock(&box->lock);
	last = box->n_commands ? &box->commands[box->n_commands - 1] : NULL;
	if (last && last->kind == COMMAND_FLUSH) {
		posted = flush_get(last->flush);
	} else if (!box->closing && box->n_commands < MAILBOX_COMMANDS) {
		posted = flush_get(flush);
		append(box, (struct command){ COMMAND_FLUSH, NULL, flush });
		flush = NULL;
	}
	pthread_mutex_unlock(&box->lock);
	flush_put(flush);
	return posted;
}

void mailbox_post_finish(struct mailbox *box)
{
	pthread_mutex_lock(&box->lock);
	box->closing = true;
	append(box, (struct command){ COMMAND_FINISH, NULL, NULL });
	pthread_mutex_unlock(&box->lock);
}

void mailbox_interrupt(struct mailbox *box)
{
	pthread_mutex_lock(&box->lock);
	if (box->searched)
		store_interrupt(box->searched);
	pthread_mutex_unlock(&box->lock);
}

bool mailbox_wait(struct mailbox *box)
{
	struct timespec until;
	bool ended;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&box->lock);
	while (!box->ended)
		if (pthread_cond_timedwait(&box->changed, &box->lock, &until) ==
		    ETIMEDOUT)
			break;
	ended = box->ended;
	pthread_mutex_unlock(&box->lock);
	return ended;
}

struct recorder_state mailbox_state(struct mailbox *box)
{
	struct recorder_state state;

	pthread_mutex_lock(&box->lock);
	state = box->state;
	pthread_mutex_unlock(&box->lock);
	return state;
}

json_t *mailbox_report(struct mailbox *box)
{
	json_t *report;

	pthread_mutex_lock(&box->lock);
	report = json_deep_copy(box->report);
	pthread_mutex_unlock(&box->lock);
	return report;
}

bool mailbox_take(struct mailbox *box, struct command *command)
{
	bool any;

	pthread_mutex_lock(&box->lock);
	any = box->n_commands;
	if (any) {
		*command = box->commands[0];
		box->n_commands--;
		memmove(box->commands, box->commands + 1,
			box->n_commands * sizeof(*command));
	}
	pthread_mutex_unlock(&box->lock);
	return any;
}

bool mailbox_closing(struct mailbox *box)
{
	bool closing;

	pthread_mutex_lock(&box->lock);
	closing = box->closing;
	pthread_mutex_unlock(&box->lock);
	return closing;
}

void mailbox_publish(struct mailbox *box, json_t *report,
		     const struct recorder_state *state)
{
	json_t *old;

	pthread_mutex_lock(&box->lock);
	old = box->report;
	box->report = report;
	box->state = *state;
	pthread_mutex_unlock(&box->lock);
	json_decref(old);
}

void mailbox_searching(struct mailbox *box, struct store *store)
{
	pthread_mutex_lock(&box->lock);
	box->searched = store;
	/* What was posted before could not interrupt it. */
	if (store && box->n_commands)
		store_interrupt(store);
	pthread_mutex_unlock(&box->lock);
}

void mailbox_ended(struct mailbox *box)
{
	pthread_mutex_lock(&box->lock);
	box->ended = true;
	pthread_cond_broadcast(&box->changed);
	pthread_mutex_unlock(&box->lock);
}
