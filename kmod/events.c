// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - from the packet path to whoever listens
 */
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "events.h"
#include "netlink.h"
#include "sources.h"
#include "stats.h"

#define RING	64

/**
 * struct nfsl_ring - events of one CPU that wait for the worker
 * @head:	how many were ever put in; written by the CPU
 * @tail:	how many were ever taken out; written by the worker
 * @lost:	how many were not put in
 * @event:	the one that was put in as number n is at n % RING
 */
struct nfsl_ring {
	u32 head;
	u32 tail;
	u64 lost;
	struct nfsl_event event[RING];
};

/**
 * struct nfsl_events - the events of a namespace; all but @ring is of the worker
 * @nn:		the namespace
 * @ring:	per CPU
 * @work:	the worker
 * @closed:	64-bit jiffies: none is taken before; read by the packet path
 * @window:	64-bit jiffies: when the second ends that @sent is about
 * @sent:	events sent in it
 * @held:	events that were above the rate, or could not be sent
 */
struct nfsl_events {
	struct nfsl_net *nn;
	struct nfsl_ring __percpu *ring;
	struct work_struct work;
	u64 closed;
	u64 window;
	u32 sent;
	u64 held;
};

static DECLARE_RWSEM(gate);
static bool gate_open;

void nfsl_events_open(void)
{
	down_write(&gate);
	gate_open = true;
	up_write(&gate);
}

void nfsl_events_shut(void)
{
	down_write(&gate);
	gate_open = false;
	up_write(&gate);
}

/* How many more may be sent now; if there are none, nobody is to put any in. */
static u32 allowance(struct nfsl_events *events)
{
	u64 now = get_jiffies_64();

	if (time_after_eq64(now, events->window)) {
		events->window = now + HZ;
		events->sent = 0;
	}
	if (events->sent == NFSL_EVENTS_RATE)
		WRITE_ONCE(events->closed, events->window);
	return NFSL_EVENTS_RATE - events->sent;
}

static bool event_send(struct nfsl_events *events,
		       const struct nfsl_event *event)
{
	bool sent = true;

	down_read(&gate);
	if (gate_open)
		sent = nfsl_event_send(events->nn, event);
	up_read(&gate);
	return sent;
}

/*
 * The packets of one host come in on several CPUs, and to each of them it is new.
 * It is not, if an event was sent for its place on another one.
 */
static void event_pass(struct nfsl_events *events,
		       const struct nfsl_event *event, int cpu)
{
	if (nfsl_sources_told(events->nn, event->source))
		return;
	if (!allowance(events)) {
		events->held++;
		return;
	}
	events->sent++;
	if (event_send(events, event))
		nfsl_sources_tell(events->nn, event->source, cpu);
	else
		events->held++;
}

static void events_work(struct work_struct *work)
{
	struct nfsl_events *events = container_of(work, struct nfsl_events,
						  work);
	struct nfsl_event event;
	struct nfsl_ring *ring;
	int cpu;

	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(events->ring, cpu);
		while (ring->tail != smp_load_acquire(&ring->head)) {
			event = ring->event[ring->tail % RING];
			smp_store_release(&ring->tail, ring->tail + 1);
			event_pass(events, &event, cpu);
			cond_resched();
		}
	}
}

void nfsl_events_put(struct nfsl_net *nn, const struct nfsl_event *event)
{
	struct nfsl_ring *ring = this_cpu_ptr(nn->events->ring);

	if (time_before64(event->time, nfsl_read_count(&nn->events->closed)) ||
	    ring->head - smp_load_acquire(&ring->tail) == RING) {
		ring->lost++;
		return;
	}
	ring->event[ring->head % RING] = *event;
	smp_store_release(&ring->head, ring->head + 1);
	schedule_work(&nn->events->work);
}

u64 nfsl_events_lost(const struct nfsl_net *nn)
{
	u64 sum = nfsl_read_count(&nn->events->held);
	int cpu;

	for_each_possible_cpu(cpu)
		sum += nfsl_read_count(&per_cpu_ptr(nn->events->ring,
						    cpu)->lost);
	return sum;
}

int nfsl_events_alloc(struct nfsl_net *nn)
{
	struct nfsl_events *events;

	events = kvzalloc(sizeof(*events), GFP_KERNEL_ACCOUNT);
	if (!events)
		return -ENOMEM;
	events->ring = alloc_percpu_gfp(struct nfsl_ring, GFP_KERNEL_ACCOUNT);
	if (!events->ring) {
		kvfree(events);
		return -ENOMEM;
	}
	events->nn = nn;
	events->closed = events->window = get_jiffies_64();
	INIT_WORK(&events->work, events_work);
	nn->events = events;
	return 0;
}

void nfsl_events_free(struct nfsl_net *nn)
{
	struct nfsl_events *events = nn->events;

	if (!events)
		return;
	cancel_work_sync(&events->work);
	nn->events = NULL;
	free_percpu(events->ring);
	kvfree(events);
}
