/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - the small files that outlive the daemon, and how they are written
 *
 * A file exists as a whole or not at all, also after a power failure: it is
 * written under another name, synced and renamed. The first line has a checksum of
 * the rest, the second one is JSON in a comment, and then comes the text of a
 * policy, readable by an operator and by policy_load().
 */
#ifndef SLAMMERD_STATE_H
#define SLAMMERD_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"

#define STATE_DIRECTORY	"/var/lib/nf-slammer"
#define STATE_VERSION	1
#define STATE_BOOT_MAX	40	/* a boot id and its NUL */
#define STATE_PATH_MAX	4096

/* The files. */
#define STATE_LAST_GOOD	"last-good.conf"	/* the policy confirmed last */
#define STATE_PENDING	"pending.conf"		/* one that is not confirmed yet */
#define STATE_REJECTED	"rolled-back"		/* digest of the one rolled back last */
#define STATE_IDENTITY	"identity"		/* of this sensor in the statistics */

/**
 * struct state - the directory, locked while it is open
 * @directory:	NULL while it cannot be used; @error has the reason
 * @boot:	the boot id of the machine, "" if unknown
 */
struct state {
	const char *directory;
	int lock;
	char boot[STATE_BOOT_MAX];
	struct error error;
};

/**
 * state_open - create and lock the directory
 * @directory: must stay valid; NULL is an error as well
 *
 * 0, or -1 with a sentence in state->error; the other functions fail then.
 */
int state_open(struct state *state, const char *directory);
void state_close(struct state *state);
bool state_usable(const struct state *state);

/* "directory/name", whether the file exists or not; returns @path. */
const char *state_path(const struct state *state, const char *name,
		       char path[STATE_PATH_MAX]);

/**
 * state_write - replace a file, or leave it unchanged
 * @head: a JSON object; stays the caller's
 * @text: of a policy, or ""
 *
 * 0, or -1 with a sentence in @error.
 */
int state_write(const struct state *state, const char *name,
		const json_t *head, const char *text, struct error *error);

/**
 * state_read - read and verify the head of a file
 * @head: the caller's; NULL unless 1 is returned
 *
 * 1, 0 if there is no such file, or -1 with a sentence in @error: unreadable,
 * damaged, or of another version.
 */
int state_read(const struct state *state, const char *name, json_t **head,
	       struct error *error);

/**
 * state_read_digest - the same, and the digest of the text after the head
 * @digest: as policy_text_digest() of the policy that was written
 */
int state_read_digest(const struct state *state, const char *name, json_t **head,
		      uint64_t *digest, struct error *error);

/* 0, also if it does not exist; -1 with a sentence in @error. */
int state_remove(const struct state *state, const char *name, struct error *error);

/* A policy as text, malloced; NULL if it has no text form or memory is short. */
char *policy_text(const struct policy *policy);
/* Digest of that text: equal for policies that mean the same. 0: no text. */
uint64_t policy_text_digest(const struct policy *policy);
/*
 * The same as version 0.1 computed it, with the former names of renamed keys: a
 * policy that it rolled back is not loaded after an upgrade. This goes with the
 * former names, at SCHEMA_RENAMED_UNTIL.
 */
uint64_t policy_former_digest(const struct policy *policy);

#endif /* SLAMMERD_STATE_H */
