/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inspector.h - classify a queued packet, give a verdict, keep a sample
 *
 * The whole packet goes through the filter's own matcher, and gets the verdict of the
 * built-in policy: attacks and packets that cannot be classified are dropped, all
 * others are accepted.
 */
#ifndef INSPECT_INSPECTOR_H
#define INSPECT_INSPECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "inspect/queue.h"
#include "inspect/samples.h"
#include "policy/model.h"

/* Packets since the daemon was started. received = accepted + dropped. */
struct inspector_counts {
	uint64_t received;
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
/* Writes the buffered samples. */
void inspector_close(struct inspector *inspector);
/* Use the signatures and the folder of samples of @policy from now on. */
void inspector_configure(struct inspector *inspector, const struct policy *policy);

/* The reason of an IP packet: @avail of its @wire bytes are at @bytes. */
enum slammer_reason inspector_classify(const struct signatures *signatures,
				       const uint8_t *bytes, uint32_t avail,
				       uint32_t wire);

/* A queue_fn; @arg is the struct inspector, whose @now the caller has set. */
bool inspector_handle(void *arg, const struct queue_packet *packet);

#endif /* INSPECT_INSPECTOR_H */
