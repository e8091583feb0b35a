/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * advise.h - which allow entries are missing, before a policy is enforced?
 *
 * While questions or answers are only monitored, the kernel's table of sources is
 * looked at every few seconds: what a source has sent since is booked on the pair
 * of it and its last target, if the policy as it is written would stop it. The
 * table is a sample: of a source with many targets it takes a while to see all.
 */
#ifndef SLAMMERD_ADVISE_H
#define SLAMMERD_ADVISE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/client.h"
#include "policy/model.h"

#define ADVISE_MAX	4096	/* pairs; more are counted, and not kept */
#define ADVISE_SLOTS	8192	/* a power of two, so that there is always a gap */

struct daemon;

/*
 * A client and a server whose packets would be stopped; times in ns since 1970. A
 * slot without packets is free.
 */
struct advise_pair {
	struct pair pair;
	uint64_t packets;
	uint64_t first;
	uint64_t last;
};

/* What a stay in the kernel's table had sent when it was looked at last. */
struct advise_stay {
	struct address address;
	uint8_t side;
	uint64_t instance;
	uint64_t packets[2];		/* questions, answers */
};

/**
 * struct advise - what was seen so far
 * @of:		digest of the policy's text that this is about; another one
 *		begins anew
 * @rules:	that policy, compiled; owned
 * @slots:	ADVISE_SLOTS, found by their addresses; @n_pairs are in use; owned
 * @unkept:	packets of pairs that found no place
 * @stays:	in order; owned
 * @since:	when it began, seconds since 1970; 0: nothing is monitored
 * @samples:	how often the table was looked at
 */
struct advise {
	uint64_t of;
	struct ruleset *rules;
	struct advise_pair *slots;
	size_t n_pairs;
	uint64_t unkept;
	struct advise_stay *stays;
	size_t n_stays;
	int64_t since;
	uint64_t samples;
};

/* Does the policy let pass questions or answers that it would stop if enforced? */
bool advise_wanted(const struct policy *policy);

/* Look at the kernel's table, if there is anything to find out. */
void advise_sample(struct daemon *daemon);
void advise_free(struct advise *advise);

/* Half of looking: @stays of sources, seen by interfaces @devices. 0 or -1. */
int advise_take(struct advise *advise, const struct policy *policy,
		const struct client_source *stays, size_t n_stays,
		const struct client_device *devices, size_t n_devices);

/**
 * advise_merge - pairs as allow entries, those with the most packets first
 * @slots:  free ones are skipped
 * @merged: malloced; the caller frees it
 *
 * Two neighbours become one prefix where they are all of it, never where an
 * address that was not seen would be let in. 0, or -1 if out of memory.
 */
int advise_merge(const struct advise_pair *slots, size_t n_slots,
		 struct advise_pair **merged, size_t *count);

#endif /* SLAMMERD_ADVISE_H */
