// SPDX-License-Identifier: GPL-2.0-or-later
/* inspection.c - open, serve and close queues; expire samples each second */
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "status/status.h"
#include "slammerd/inspection.h"

#define CLOSE_SECONDS	2	/* for packets on their way to the old queue */
#define DRAIN_TIMES	64
#define EXPIRE_TICKS	600

static uint64_t clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int64_t uptime(void)
{
	return (int64_t)(clock_ns(CLOCK_MONOTONIC) / 1000000000u);
}

static int serve_queue(struct listener *l)
{
	struct inspector *inspector = &l->inspection->inspector;

	inspector->now = clock_ns(CLOCK_REALTIME);
	return queue_serve(l->queue, inspector_handle, inspector);
}

/* Serve what is queued first: the kernel would drop it. */
static void close_listener(struct listener *l)
{
	struct inspection *in = l->inspection;
	int i;

	for (i = 0; i < DRAIN_TIMES; i++)
		if (serve_queue(l) <= 0)
			break;
	in->lost += queue_lost(l->queue);
	in->batches += l->queue->batches;
	loop_remove(in->loop, &l->watch);
	queue_close(l->queue);
	l->queue = NULL;
}

static void on_packets(void *arg, uint32_t events)
{
	struct listener *l = arg;

	if (serve_queue(l) >= 0)
		return;
	alert_raise(&l->inspection->alert, "queue %u failed: opening it again",
		    l->queue->number);
	close_listener(l);
}

static struct listener *find(struct inspection *in, uint16_t number)
{
	int i;

	for (i = 0; i < INSPECTION_QUEUES; i++)
		if (in->listener[i].queue &&
		    in->listener[i].queue->number == number)
			return &in->listener[i];
	return NULL;
}

/* A free listener, or the one that is about to be closed. */
static struct listener *free_listener(struct inspection *in)
{
	struct listener *l;
	int i;

	for (i = 0; i < INSPECTION_QUEUES; i++)
		if (!in->listener[i].queue)
			return &in->listener[i];
	for (i = 0; i < INSPECTION_QUEUES; i++) {
		l = &in->listener[i];
		if (l->until)
			break;
	}
	l = &in->listener[i % INSPECTION_QUEUES];
	close_listener(l);
	return l;
}

static void open_queue(struct inspection *in, const struct nfsl_queue *wanted)
{
	struct listener *l = free_listener(in);

	l->queue = queue_open(wanted->number, wanted->open, &in->error);
	if (!l->queue) {
		alert_raise(&in->alert, "%s (queued packets %s meanwhile)",
			    in->error.text,
			    wanted->open ? "pass" : "are dropped");
		return;
	}
	in->error.text[0] = '\0';
	l->inspection = in;
	l->until = 0;
	l->watch = (struct watch){ l->queue->fd, on_packets, l, "queue" };
	loop_add(in->loop, &l->watch, EPOLLIN);
	alert_clear(&in->alert, "the queue is open again");
	log_message(LOG_INFO, "inspecting queue %u, fail %s",
		    wanted->number, wanted->open ? "open" : "closed");
}

void inspection_expect(struct inspection *in, const struct policy *policy)
{
	if (in->loop && policy_queues(policy) && !find(in, policy->queue.number))
		open_queue(in, &policy->queue);
}

/* Is this the queue that the policy names? */
static bool is_wanted(const struct inspection *in, const struct queue *queue)
{
	return in->queues && queue->number == in->wanted.number;
}

static void update_queues(struct inspection *in)
{
	struct listener *l;
	int i;

	for (i = 0; i < INSPECTION_QUEUES; i++) {
		l = &in->listener[i];
		if (!l->queue)
			continue;
		if (is_wanted(in, l->queue))
			l->until = 0;
		else if (!l->until)
			l->until = uptime() + CLOSE_SECONDS;
		else if (uptime() >= l->until)
			close_listener(l);
	}
	if (!in->queues)
		return;
	l = find(in, in->wanted.number);
	if (!l)
		open_queue(in, &in->wanted);
	else if (l->queue->open != in->wanted.open)
		queue_set_open(l->queue, in->wanted.open, &in->error);
}

void inspection_follow(struct inspection *in, const struct policy *policy)
{
	if (!in->loop)
		return;
	in->queues = policy_queues(policy);
	in->wanted = policy->queue;
	if (!in->queues) {
		in->error.text[0] = '\0';
		in->alert.active = false;
	}
	inspector_configure(&in->inspector, policy);
	update_queues(in);
}

static void update_samples(struct inspection *in)
{
	struct samples *samples = &in->inspector.samples;
	int64_t now = time(NULL);

	samples_flush(samples, now);
	if (in->ticks++ % EXPIRE_TICKS == 0)
		samples_expire(samples, now);
	if (*samples->error.text)
		alert_raise(&in->samples_alert, "cannot write samples: %s",
			    samples->error.text);
	else
		alert_clear(&in->samples_alert, "samples are written again");
}

static void on_tick(void *arg, uint32_t events)
{
	struct inspection *in = arg;
	uint64_t times;

	if (read(in->tick.fd, &times, sizeof(times)) != sizeof(times))
		return;
	update_queues(in);
	update_samples(in);
}

int inspection_open(struct inspection *in, struct loop *loop)
{
	const struct itimerspec each = { { 1, 0 }, { 1, 0 } };

	memset(in, 0, sizeof(*in));
	inspector_init(&in->inspector);
	in->tick = (struct watch){
		timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
		on_tick, in, "queue",
	};
	if (in->tick.fd < 0)
		return -1;
	if (timerfd_settime(in->tick.fd, 0, &each, NULL) < 0 ||
	    loop_add(loop, &in->tick, EPOLLIN) < 0) {
		close(in->tick.fd);
		return -1;
	}
	in->loop = loop;
	return 0;
}

void inspection_close(struct inspection *in)
{
	int i;

	if (!in->loop)
		return;
	for (i = 0; i < INSPECTION_QUEUES; i++)
		if (in->listener[i].queue)
			close_listener(&in->listener[i]);
	loop_remove(in->loop, &in->tick);
	close(in->tick.fd);
	inspector_close(&in->inspector);
	in->loop = NULL;
}

static void add_queues(const struct inspection *in,
		       struct report_inspection *report)
{
	const struct queue *queue;
	uint32_t waiting;
	int i;

	for (i = 0; i < INSPECTION_QUEUES; i++) {
		queue = in->listener[i].queue;
		if (!queue)
			continue;
		report->overflowed += queue_lost(queue);
		report->batches += queue->batches;
		report->listening |= is_wanted(in, queue);
		if (queue_waiting(queue->number, &waiting) < 0)
			report->secret = true;
		else
			report->waiting += waiting;
	}
}

json_t *inspection_report(const struct inspection *in,
			  const struct policy *policy, uint64_t unattended)
{
	const struct inspector_counts *counts = &in->inspector.counts;
	const struct samples *samples = &in->inspector.samples;
	struct report_inspection report = {
		.queue = policy_queues(policy) ? policy->queue.number : -1,
		.open = policy->queue.open,
		.error = !in->loop ? "inspection is off (--no-inspect)" :
			 *in->error.text ? in->error.text : NULL,
		.received = counts->received,
		.accepted = counts->accepted,
		.dropped = counts->dropped,
		.batches = in->batches,
		.overflowed = in->lost,
		.unattended = unattended,
		.directory = samples->directory,
		.samples_error = *samples->error.text ? samples->error.text : NULL,
		.sampled = samples->kept,
		.bytes = samples->bytes,
		.samples_skipped = samples->skipped,
		.samples_failed = samples->lost,
	};

	memcpy(report.class, counts->class, sizeof(report.class));
	add_queues(in, &report);
	return report_inspection(&report);
}
