/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * advise.h - which allow entries are missing, before a policy is enforced
 *
 * While requests or responses are only monitored, the kernel's table of sources is
 * sampled every few seconds: the packets that a source has sent since are counted
 * for the pair of it and its last target, if the policy as written would drop them.
 * Since only the last target is known, it takes a while to see all targets of a
 * busy source.
 */
#ifndef SLAMMERD_ADVISE_H
#define SLAMMERD_ADVISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/client.h"
#include "policy/model.h"

#define ADVISE_MAX	4096	/* pairs; packets of further ones are only counted */
#define ADVISE_SLOTS	8192	/* a power of two, so that a free slot is left */

/*
 * A client and a server whose packets would be dropped; times in ns since 1970. A
 * slot without packets is free.
 */
struct advise_pair {
	struct pair pair;
	uint64_t packets;
	uint64_t first;
	uint64_t last;
};

/* The packets of an entry of the kernel's table at the last sample. */
struct advise_source {
	struct address address;
	uint8_t side;
	uint64_t instance;
	uint64_t packets[2];		/* requests, responses */
};

/**
 * struct advise - all zero before the first sample
 * @text:	policy_text_digest() of the policy; with another one all starts again
 * @rules:	that policy, compiled; owned
 * @slots:	ADVISE_SLOTS, a hash table by addresses; @n_pairs are in use; owned
 * @untracked:	packets of pairs beyond ADVISE_MAX
 * @sources:	sorted; owned
 * @since:	time of the first sample, seconds since 1970; 0: none
 * @samples:	how many were taken
 */
struct advise {
	uint64_t text;
	struct ruleset *rules;
	struct advise_pair *slots;
	size_t n_pairs;
	uint64_t untracked;
	struct advise_source *sources;
	size_t n_sources;
	int64_t since;
	uint64_t samples;
};

/* Does the policy monitor requests or responses that it would drop if enforced? */
bool advise_wanted(const struct policy *policy);

/**
 * advise_sample - sample the kernel's table, if there is anything to find out
 * @text: policy_text_digest() of @policy
 * @client: or NULL
 */
void advise_sample(struct advise *advise, const struct policy *policy,
		   uint64_t text, struct client *client);
void advise_free(struct advise *advise);

/* Add a sample: a @list of sources, seen on interfaces @devices. 0 or -1. */
int advise_add(struct advise *advise, const struct policy *policy,
	       const struct client_source *list, size_t n_sources,
	       const struct client_device *devices, size_t n_devices);

/**
 * advise_merge - pairs as allow entries, those with the most packets first
 * @slots:  free ones are skipped
 * @merged: malloced; the caller frees it
 *
 * Two neighbours are merged only if they are the two halves of a prefix, so no
 * address is allowed that was not seen. 0, or -1 if out of memory.
 */
int advise_merge(const struct advise_pair *slots, size_t n_slots,
		 struct advise_pair **merged, size_t *count);

#endif /* SLAMMERD_ADVISE_H */
