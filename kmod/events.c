// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - the worker that sends events
 */
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "event_ring.h"
#include "events.h"
#include "source_table.h"
#include "stats.h"

static DECLARE_RWSEM(send_lock);
static nfsl_event_send_fn *send_event;	/* NULL: closed */

void nfsl_events_open(nfsl_event_send_fn *send)
{
	down_write(&send_lock);
	send_event = send;
	up_write(&send_lock);
}

void nfsl_events_close(void)
{
	down_write(&send_lock);
	send_event = NULL;
	up_write(&send_lock);
}

/* How many more may be sent now. At 0 the packet path puts none in until later. */
static u32 allowance(struct nfsl_events *events)
{
	u64 now = get_jiffies_64();

	if (time_after_eq64(now, events->window)) {
		events->window = now + HZ;
		events->sent = 0;
	}
	if (events->sent == NFSL_EVENTS_RATE)
		nfsl_count_set(&events->closed, events->window);
	return NFSL_EVENTS_RATE - events->sent;
}

static bool event_send(struct nfsl_events *events,
		       const struct nfsl_event *event)
{
	bool sent = true;

	down_read(&send_lock);
	if (send_event)
		sent = send_event(events->nn, event);
	up_read(&send_lock);
	return sent;
}

/*
 * The packets of one host arrive on several CPUs, and each CPU reports it once.
 * Only the first report is sent.
 */
static void event_process(struct nfsl_events *events,
			  const struct nfsl_event *event, int cpu)
{
	if (nfsl_source_event_sent(events->nn, event->source))
		return;
	if (!allowance(events)) {
		nfsl_count_add(&events->held, 1);
		return;
	}
	events->sent++;
	if (event_send(events, event))
		nfsl_source_set_event_sent(events->nn, event->source, cpu);
	else
		nfsl_count_add(&events->held, 1);
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
			event = ring->event[ring->tail % NFSL_RING_SIZE];
			smp_store_release(&ring->tail, ring->tail + 1);
			event_process(events, &event, cpu);
			cond_resched();
		}
	}
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
	events->ring = alloc_percpu_gfp(struct nfsl_ring,
					GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
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
