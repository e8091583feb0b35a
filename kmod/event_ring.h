/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event_ring.h - events on their way from the packet path to the worker
 *
 * One ring for each CPU: the CPU writes, the worker of events.c reads. An event
 * that finds the ring full, or comes while the rate is used up, is counted as lost.
 */
#ifndef NF_SLAMMER_EVENT_RING_H
#define NF_SLAMMER_EVENT_RING_H

#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>

#include "netns.h"
#include "stats.h"

#define NFSL_RING_SIZE	64

/**
 * struct nfsl_event - an inside source sends the worm
 * @source, @target: of the packet
 * @time:	64-bit jiffies
 * @ifindex:	interface that received it, 0: sent by the router itself
 * @reason:	enum slammer_reason
 */
struct nfsl_event {
	struct address source;
	struct address target;
	u64 time;
	u32 ifindex;
	u32 reason;
};

/**
 * struct nfsl_ring - events of one CPU
 * @head:	events ever put in; written by the CPU
 * @tail:	events ever taken out; written by the worker
 * @lost:	events that were not put in; written by the CPU
 * @event:	event number n is at n % NFSL_RING_SIZE
 */
struct nfsl_ring {
	u32 head;
	u32 tail;
	u64 lost __aligned(8);
	struct nfsl_event event[NFSL_RING_SIZE];
};

/**
 * struct nfsl_events - the events of a namespace
 * @nn:		the namespace
 * @ring:	per CPU
 * @work:	the worker
 * @closed:	64-bit jiffies: earlier events are lost; written by the worker
 * @window:	64-bit jiffies: end of the second that @sent is about; worker
 * @sent:	events sent in it; worker
 * @held:	events above the rate, or that could not be sent; worker
 */
struct nfsl_events {
	struct nfsl_net *nn;
	struct nfsl_ring __percpu *ring;
	struct work_struct work;
	u64 closed __aligned(8);
	u64 window;
	u32 sent;
	u64 held __aligned(8);
};

/* On the packet path, bottom halves off. */
static inline void nfsl_event_put(struct nfsl_events *events,
				  const struct nfsl_event *event)
{
	struct nfsl_ring *ring = this_cpu_ptr(events->ring);

	if (time_before64(event->time, nfsl_read_count(&events->closed)) ||
	    ring->head - smp_load_acquire(&ring->tail) == NFSL_RING_SIZE) {
		nfsl_count_add(&ring->lost, 1);
		return;
	}
	ring->event[ring->head % NFSL_RING_SIZE] = *event;
	smp_store_release(&ring->head, ring->head + 1);
	schedule_work(&events->work);
}

#endif /* NF_SLAMMER_EVENT_RING_H */
