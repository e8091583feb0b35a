/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trial.h - what a policy would do to the packets of a capture, one by one
 *
 * As the module does it, in the same order: reassembly where the policy asks for it,
 * the matcher, solicited flows, the rule, its limit. The times of the capture are the
 * clock.
 */
#ifndef SLAMMERCTL_TRIAL_H
#define SLAMMERCTL_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/capture.h"
#include "policy/model.h"

/* Words for why, beside the reasons, whose numbers come first */
enum {
	TRIAL_ALLOW_ENTRY = REASON_COUNT,	/* passes against its rule */
	TRIAL_BAD_FRAGMENTS,	/* the router's reassembly discards them */
	TRIAL_WORDS
};

/**
 * struct trial_result - one packet, or a datagram put together from several
 * @number:   of the packet, from 1 on; of the last one of several
 * @packet:   addresses and so on, as packet_inspect() leaves it
 * @word:     a reason, or one of the words above
 * @verdict:  one above a limit is a drop
 */
struct trial_result {
	unsigned long long number;
	struct packet packet;
	enum slammer_class class;
	enum slammer_reason reason;
	unsigned int word;
	enum slammer_direction direction;
	enum slammer_verdict verdict;
};

/**
 * struct trial - one test
 * @ruleset:  the policy
 * @from:     the zone that all packets come from; ZONE_NONE: that of their addresses
 * @result:   called for each result, in order; a failure (not 0) ends the trial
 * @packets:  of the capture so far
 * @fragments: that were taken for reassembly
 * @datagrams: that were put together from them
 * @discarded: datagrams that the router's reassembly discards
 * @incomplete: datagrams of which fragments are missing
 * @neither:  packets of which neither address is inside, where the addresses decide
 * @unknown:  packets with a link type that is not supported
 * @flows:    solicited flows that were opened
 *
 * The caller sets the first ones and @context; trial_begin() does the rest.
 */
struct trial {
	const struct ruleset *ruleset;
	enum slammer_zone from;
	int (*result)(const struct trial_result *result, void *context);
	void *context;

	unsigned long long packets;
	unsigned long long fragments;
	unsigned long long datagrams;
	unsigned long long discarded;
	unsigned long long incomplete;
	unsigned long long neither;
	unsigned long long unknown;
	unsigned long long flows;

	struct trial_state *state;
};

/* @defrag: put fragments together. 0, or -1 if out of memory. */
int trial_begin(struct trial *trial, bool defrag);
/* The next packet; @frame is changed. 0, or what @result returned, or -1: no memory. */
int trial_frame(struct trial *trial, struct frame *frame);
/* The capture has ended: what waits for fragments is given up. As trial_frame(). */
int trial_end(struct trial *trial);
void trial_free(struct trial *trial);

/* Static text */
const char *trial_word(unsigned int word);
/* -1 if there is none of that name */
int trial_word_number(const char *name);

#endif /* SLAMMERCTL_TRIAL_H */
