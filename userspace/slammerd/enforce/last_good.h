/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lastgood.h - the policy that was confirmed last, kept as a file of its own
 *
 * It needs no other file, so it can be used when the policy file is broken, and
 * when a policy that nobody confirmed is to be rolled back.
 */
#ifndef SLAMMERD_LASTGOOD_H
#define SLAMMERD_LASTGOOD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"
#include "slammerd/os/log.h"

struct daemon;

/**
 * struct good - what is known of the file
 * @saved:	digest of the text in it, 0 where it does not hold ours
 * @confirmed:	when that was confirmed, seconds since 1970
 * @used:	it runs instead of the policy file; @why says what is wrong there
 */
struct good {
	uint64_t saved;
	int64_t confirmed;
	bool used;
	struct error why;
	struct trouble trouble;
};

/* A policy as text, malloced; NULL where it cannot be said or memory is short. */
char *good_text(const struct policy *policy);
/* Of that text: what a policy means, wherever it was written. 0: no text. */
uint64_t good_digest(const struct policy *policy);

/**
 * good_save - the daemon's policy was confirmed: keep it
 *
 * Writes nothing if the file holds it already. 0, or -1: said, and the file holds
 * what it held before.
 */
int good_save(struct daemon *daemon);

/**
 * good_load - the policy confirmed last, of this daemon's policy file
 *
 * NULL with a sentence in @error: there is none, it is damaged, or it was made
 * from another policy file.
 */
struct policy *good_load(struct daemon *daemon, struct error *error);

/* Does a state file with this @head speak of our policy file? */
bool good_is_ours(const struct daemon *daemon, const json_t *head);
/* Path of our policy file, absolute; returns @path. */
const char *good_config(const struct daemon *daemon, char *path, size_t size);

/**
 * good_choose - which policy is to run at the start?
 *
 * That of the file, which is in daemon->policy; where that is NULL, or was rolled
 * back before, the one confirmed last. 0, or -1 with all said: there is none.
 */
int good_choose(struct daemon *daemon);

/* The policy file rules again. */
void good_unused(struct daemon *daemon);

#endif /* SLAMMERD_LASTGOOD_H */
