/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inspector.h - what becomes of a packet that was queued
 *
 * The whole of it goes through the filter's own matcher, and what the built-in
 * policy would do is done: attacks and what cannot be judged are dropped, all else
 * may go on. Each is kept as a sample.
 */
#ifndef INSPECT_INSPECTOR_H
#define INSPECT_INSPECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/queue.h"
#include "inspect/samples.h"
#include "policy/model.h"

/* Packets since the daemon was started. seen = accepted + dropped. */
struct inspector_counts {
	uint64_t seen;
	uint64_t accepted;
	uint64_t dropped;
	uint64_t class[CLASS_COUNT];
};

struct inspector {
	struct signatures signatures;
	struct samples samples;
	struct inspector_counts counts;
	uint64_t now;			/* ns since 1970; of the current packets */
};

void inspector_init(struct inspector *inspector);
/* Writes the samples that wait. */
void inspector_close(struct inspector *inspector);
/* From now on with the signatures, and the folder of samples, of @policy. */
void inspector_follow(struct inspector *inspector, const struct policy *policy);

/* What a packet is, all of it being at hand. */
enum slammer_reason inspector_judge(const struct signatures *signatures,
				    const uint8_t *bytes, uint32_t avail,
				    uint32_t wire);

/* A queue_fn; @arg is the struct inspector, whose @now was set. */
bool inspector_take(void *arg, const struct queue_packet *packet);

#endif /* INSPECT_INSPECTOR_H */
