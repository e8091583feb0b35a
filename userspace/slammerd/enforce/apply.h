/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * apply.h - make the kernel run a policy, and believe only what it reads back
 */
#ifndef SLAMMERD_APPLY_H
#define SLAMMERD_APPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"

/* What the kernel runs, by its own word and by the policy that it gave back. */
struct confirmed {
	uint64_t epoch;
	uint32_t generation;
	uint64_t digest;
};

/**
 * apply_policy - push @policy, unless the kernel runs the very same already
 * @pushed: false if it did: then nothing in the kernel was touched
 *
 * Returns 0, or -1 with a sentence in @error; @confirmed is then as it was.
 */
int apply_policy(struct client *client, const struct policy *policy,
		 struct confirmed *confirmed, bool *pushed, struct error *error);

#endif /* SLAMMERD_APPLY_H */
