/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inspect.h - the daemon listens to the queue that its policy names
 *
 * When a reload leads to another queue, the new one is listened to before the
 * kernel gets the policy, and the old one for a while behind it: no packet meets a
 * queue that nobody listens to.
 */
#ifndef SLAMMERD_INSPECT_H
#define SLAMMERD_INSPECT_H

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

/* One queue; @until: when it is left, in seconds since boot, or 0. */
struct listener {
	struct inspection *inspection;
	struct queue *queue;
	struct watch watch;
	int64_t until;
};

/**
 * struct inspection - the daemon's member; all zero until inspection_open()
 * @loop:	NULL while nothing is inspected
 * @lost:	packets that did not fit into queues that were left
 * @batches:	answers that went to these
 * @ticks:	seconds that it runs
 */
struct inspection {
	struct loop *loop;
	struct watch tick;
	struct listener listener[INSPECTION_QUEUES];
	struct inspector inspector;
	struct trouble trouble;
	struct trouble samples_trouble;
	struct error error;
	uint64_t lost;
	uint64_t batches;
	uint64_t ticks;
	bool queues;		/* the policy that is followed does */
	struct nfsl_queue wanted;
};

/* 0, or -1 with errno. */
int inspection_open(struct inspection *inspection, struct loop *loop);
void inspection_close(struct inspection *inspection);

/*
 * The kernel is about to get @policy. Where nothing is inspected this and the next
 * do nothing.
 */
void inspection_expect(struct inspection *inspection,
		       const struct policy *policy);
/* The kernel runs @policy, or again, or still. */
void inspection_follow(struct inspection *inspection,
		       const struct policy *policy);

/* @unheard: as the kernel counts it. NULL if out of memory. */
json_t *inspection_report(const struct inspection *inspection,
			  const struct policy *policy, uint64_t unheard);

#endif /* SLAMMERD_INSPECT_H */
