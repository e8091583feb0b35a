/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inspection.h - serve the NFQUEUE that the policy names
 *
 * When a reload changes the queue, the new one is opened before the kernel gets the
 * policy, and the old one is served for a while longer, so that every queued packet
 * is inspected.
 */
#ifndef SLAMMERD_INSPECTION_H
#define SLAMMERD_INSPECTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "inspect/inspector.h"
#include "policy/model.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define INSPECTION_QUEUES	2
struct inspection;

/* A queue. @until: when to close it, seconds of CLOCK_MONOTONIC, or 0. */
struct listener {
	struct inspection *inspection;
	struct queue *queue;
	struct watch watch;
	int64_t until;
};

/**
 * struct inspection - all zero until inspection_open()
 * @loop:	NULL if inspection is off (--no-inspect)
 * @error:	why the queue cannot be opened, "" if it is open
 * @lost:	packets that did not fit into queues that were closed
 * @batches:	verdict messages to these queues
 * @ticks:	seconds since the start
 * @queues:	the policy has rules with the action "queue"; @wanted is its queue
 */
struct inspection {
	struct loop *loop;
	struct watch tick;
	struct listener listener[INSPECTION_QUEUES];
	struct inspector inspector;
	struct alert alert;
	struct alert samples_alert;
	struct error error;
	uint64_t lost;
	uint64_t batches;
	uint64_t ticks;
	bool queues;
	struct nfsl_queue wanted;
};

/* 0, or -1 with errno. */
int inspection_open(struct inspection *inspection, struct loop *loop);
void inspection_close(struct inspection *inspection);

/*
 * The kernel is about to get @policy: open its queue. Does nothing if inspection is
 * off, like inspection_follow().
 */
void inspection_expect(struct inspection *inspection,
		       const struct policy *policy);
/* @policy is active: serve its queue, and close others after a while. */
void inspection_follow(struct inspection *inspection,
		       const struct policy *policy);

/* For the status. @unattended: counted by the kernel. NULL if out of memory. */
json_t *inspection_report(const struct inspection *inspection,
			  const struct policy *policy, uint64_t unattended);

#endif /* SLAMMERD_INSPECTION_H */
