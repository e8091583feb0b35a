/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - the few small files that outlive the daemon, and how they are written
 *
 * A file is there whole or not at all, also when the power fails: it is written
 * beside its place, synced, and renamed. Its first line has a checksum of the
 * rest, its second one is JSON in a comment, and what follows is the text of a
 * policy, so that an operator can read it, and policy_load() too.
 */
#ifndef SLAMMERD_STATE_H
#define SLAMMERD_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define STATE_DIRECTORY	"/var/lib/nf-slammer"
#define STATE_VERSION	1
#define STATE_BOOT_MAX	40	/* a boot id and its NUL */
#define STATE_PATH_MAX	4096

/* The files. */
#define STATE_GOOD	"last-good.conf"	/* the policy confirmed last */
#define STATE_PENDING	"pending.conf"		/* one that waits for its confirmation */
#define STATE_REJECTED	"rolled-back"		/* which one was rolled back, no text */

/**
 * struct state - the folder, ours alone while it is open
 * @directory:	NULL while it cannot be used; then @error says why
 * @boot:	of this run of the machine, "" if it is not known
 */
struct state {
	const char *directory;
	int lock;
	char boot[STATE_BOOT_MAX];
	struct error error;
};

/**
 * state_open - create and lock the folder
 * @directory: must stay valid; NULL is an error like others
 *
 * 0, or -1: then @state is one that cannot be used, and says why in its error.
 */
int state_open(struct state *state, const char *directory);
void state_close(struct state *state);

/* "directory/name", whether the file is there or not; returns @path. */
const char *state_path(const struct state *state, const char *name,
		       char path[STATE_PATH_MAX]);

/**
 * state_write - replace a file, or leave it as it is
 * @head: an object; still the caller's
 * @text: of a policy; "" if there is none
 *
 * 0, or -1 with a sentence in @error.
 */
int state_write(const struct state *state, const char *name,
		const json_t *head, const char *text, struct error *error);

/**
 * state_read - what a file says, if nobody damaged it
 * @head: the caller's; NULL unless 1 is returned
 *
 * 1, 0 if there is no such file, or -1 with a sentence in @error: it cannot be
 * read, is damaged, or of another version.
 */
int state_read(const struct state *state, const char *name, json_t **head,
	       struct error *error);

/* 0, also if it is not there; -1 with a sentence in @error. */
int state_remove(const struct state *state, const char *name, struct error *error);

#endif /* SLAMMERD_STATE_H */
