/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * last_good.h - the last known good policy: the one confirmed last, kept as a file
 *
 * The file includes no other, so it can be used when the policy file is broken, and
 * when a policy that was not confirmed is rolled back.
 */
#ifndef SLAMMERD_LAST_GOOD_H
#define SLAMMERD_LAST_GOOD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"
#include "slammerd/enforce/state.h"
#include "slammerd/os/log.h"

/**
 * struct last_good - what is known about the file
 * @config:	path of the policy file
 * @state:	where the file is
 * @saved:	policy_text_digest() of its policy; 0 if it is not ours
 * @confirmed:	when that policy was confirmed, seconds since 1970
 * @used:	it is active instead of the policy file, for @reason
 */
struct last_good {
	const char *config;
	struct state *state;
	uint64_t saved;
	int64_t confirmed;
	bool used;
	struct error reason;
	struct alert alert;
};

/**
 * last_good_save - @policy was confirmed: keep it
 *
 * Writes nothing if the file holds it already, for which it is read: memory does not
 * know what has become of the file. On return 0 the policy is on the disk, and was
 * read back. -1: logged.
 */
int last_good_save(struct last_good *lg, const struct policy *policy);

/**
 * last_good_load - the policy confirmed last, if it came from our policy file
 *
 * The caller's; NULL with a sentence in @error.
 */
struct policy *last_good_load(struct last_good *lg, struct error *error);

/**
 * last_good_choose - the policy to start with
 * @policy: that of the policy file, NULL if it cannot be loaded; taken over
 *
 * @policy; but if that is NULL or was rolled back, the one confirmed last. NULL,
 * logged: there is none.
 */
struct policy *last_good_choose(struct last_good *lg, struct policy *policy);

/* The state directory cannot be used, see its error: raise the alert. */
void last_good_no_state(struct last_good *lg);
/* The last known good policy is active because of @reason, at most 400 bytes. */
void last_good_use(struct last_good *lg, const char *reason);
/* The policy file is active again: forget also what was rolled back. */
void last_good_release(struct last_good *lg);
/* Why it is active instead of the policy file; NULL: it is not. */
const char *last_good_reason(const struct last_good *lg);

/* Was a state file with this @head made for our policy file? */
bool last_good_is_ours(const struct last_good *lg, const json_t *head);
/* Absolute path of our policy file; returns @path. */
const char *last_good_config(const struct last_good *lg, char *path, size_t size);

/* Can the state directory be written, as far as is known? */
bool last_good_writable(const struct last_good *lg);
/* {used, confirmed, reason} for the status; NULL: out of memory. */
json_t *last_good_report(const struct last_good *lg);

#endif /* SLAMMERD_LAST_GOOD_H */
