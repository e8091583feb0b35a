// SPDX-License-Identifier: GPL-2.0-or-later
/* statistics.c - windows: take a snapshot at the end of each, queue it, write */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slammerd/stats/snapshot.h"
#include "slammerd/stats/statistics.h"
#include "status/status.h"

#define NS_PER_SECOND	1000000000u
#define HOUR		3600
#define FINISH_MS	30000

static void on_window(void *arg, uint32_t events)
{
	struct statistics *s = arg;
	int64_t now = time(NULL), ended;
	struct error error;

	/* Errors are logged where they occur; the next window makes up for them. */
	if (window_ended(&s->window, now, &ended)) {
		if (s->window.step)
			statistics_clock_set(s, ended, s->window.was, now);
		else
			statistics_record(s, ended, &error);
	}
	if (s->callbacks->window_ended)
		s->callbacks->window_ended(s->arg);
}

int statistics_open(struct statistics *s, struct loop *loop)
{
	s->loop = loop;
	if (window_open(&s->window) < 0 ||
	    window_arm(&s->window, s->policy->window, time(NULL)) < 0)
		return -1;
	s->window_watch = (struct watch){ s->window.fd, on_window, s, "window" };
	if (loop_add(loop, &s->window_watch, EPOLLIN) < 0)
		return -1;
	return maintenance_open(s);
}

void statistics_close(struct statistics *s)
{
	maintenance_close(s);
	window_close(&s->window);
}

void statistics_free(struct statistics *s)
{
	window_queue_free(&s->queue);
	constituent_cache_free(&s->constituents);
}

const char *statistics_store_path(const struct statistics *s)
{
	return s->store ? s->store : s->policy->store;
}

void statistics_set_policy(struct statistics *s, const struct policy *policy)
{
	s->policy = policy;
	if (s->window.seconds && s->window.seconds != policy->window)
		window_arm(&s->window, policy->window, time(NULL));
}

void statistics_change_policy(struct statistics *s, const struct policy *next)
{
	const struct policy *policy = s->policy;
	struct error error;

	if (policy->window != next->window ||
	    strcmp(policy->store, next->store) ||
	    strcmp(policy->sensor, next->sensor))
		statistics_flush(s, &error);
	statistics_set_policy(s, next);
}

/* Estimators cover an hour: they are cleared when its last window is stored. */
static bool hour_is_over(const struct statistics *s, int64_t start)
{
	return window_start(start, HOUR) != window_start(s->window.start, HOUR);
}

/* @taken: time of the snapshot by a clock that is not the system's; NULL: it is. */
static int queue_window(struct statistics *s, int64_t start,
			const int64_t *taken, struct error *error)
{
	struct client *client = s->callbacks->connect(s->arg, error);
	struct queued_window window;

	if (!client ||
	    snapshot_take(client, &window, error) < 0)
		return -1;
	if (snapshot_mark_forged(&window, s->policy, error)) {
		queued_window_free(&window);
		return -1;
	}
	snprintf(window.sensor, sizeof(window.sensor), "%s", s->policy->sensor);
	window.start = start;
	window.seconds = s->policy->window;
	window.ends_hour = hour_is_over(s, start);
	window.snapshot.identity = s->identity;
	window.snapshot.since_ns = s->since_ns;
	s->since_ns = 0;
	if (taken)
		window.snapshot.taken_ns = (uint64_t)*taken * NS_PER_SECOND;
	if (!window_queue_add(&s->queue, &window))
		return 0;
	return error_no_memory(error);
}

static int record(struct statistics *s, int64_t start, const int64_t *taken,
		  struct error *error)
{
	int result;

	result = queue_window(s, start, taken, error);
	if (!result)
		result = statistics_write(s, error);
	if (!result && s->queue.count)
		result = error_set(error, "%zu queued windows are not written yet; writing continues in the background",
				   s->queue.count);
	maintenance_schedule(s);
	return result;
}

int statistics_record(struct statistics *s, int64_t start, struct error *error)
{
	return record(s, start, NULL, error);
}

int statistics_flush(struct statistics *s, struct error *error)
{
	return record(s, s->window.start, NULL, error);
}

void statistics_finish(struct statistics *s)
{
	int64_t deadline = statistics_now_ms() + FINISH_MS;
	struct error error;

	statistics_flush(s, &error);
	while (s->queue.count && statistics_now_ms() < deadline &&
	       !statistics_write(s, &error))
		;
}

void statistics_clock_set(struct statistics *s, int64_t start, int64_t was,
			  int64_t now)
{
	struct store_gap gap = {
		.cause = STORE_GAP_CLOCK, .from = was < now ? was : now,
		.until = was < now ? now : was, .known = true,
	};
	struct error error;

	s->steps++;
	s->step = now - was;
	log_message(LOG_NOTICE, "the clock was set %s by %lld s: counts so far are recorded in the window of the old time",
		    s->step > 0 ? "forward" : "back",
		    (long long)(s->step > 0 ? s->step : -s->step));
	record(s, start, &was, &error);
	s->since_ns = (uint64_t)now * NS_PER_SECOND;
	window_queue_note_gap(&s->queue, &gap);
}

static const char *fault_name(enum db_fault fault)
{
	static const char *const names[] = {
		[DB_OK] = NULL,
		[DB_FULL] = "full",
		[DB_BUSY] = "busy",
		[DB_DENIED] = "denied",
		[DB_DAMAGED] = "damaged",
		[DB_REFUSED] = "refused",
		[DB_OTHER] = "other",
	};

	return names[fault];
}

static json_t *time_or_null(bool known, int64_t seconds)
{
	char text[REPORT_TIME_MAX];

	return known ? json_string(report_time(seconds, text)) : json_null();
}

static json_t *queue_report(const struct window_queue *queue)
{
	bool any = queue->count;

	return json_pack("{s:I, s:I, s:o, s:I}",
		"windows", (json_int_t)queue->count,
		"bytes", (json_int_t)queue->bytes,
		"oldest", time_or_null(any, any ? queue->list[0].start : 0),
		"merged", (json_int_t)queue->merged);
}

json_t *statistics_report(const struct statistics *s)
{
	bool ok = s->fault == DB_OK;
	size_t names = 0, prefixes = 0;

	if (s->constituents.table)
		names = constituents_count(s->constituents.table, &prefixes);
	return json_pack("{s:b, s:s?, s:o, s:o, s:o, s:{s:I, s:I, s:I}, s:{s:I, s:I}, s:o, s:{s:I, s:I}, s:{s:I, s:I}}",
		"ok", ok,
		"fault", fault_name(s->fault),
		"error", report_text(ok ? NULL : s->error.text),
		"since", time_or_null(!ok, s->since),
		"queued", queue_report(&s->queue),
		"gaps",
		"periods", (json_int_t)s->gaps.periods,
		"packets", (json_int_t)s->gaps.packets,
		"unknown", (json_int_t)s->gaps.unknown,
		"recorded_gaps",
		"periods", (json_int_t)s->recorded.periods,
		"packets", (json_int_t)s->recorded.packets,
		"quarantined", report_text(*s->quarantined ? s->quarantined : NULL),
		"clock",
		"steps", (json_int_t)s->steps,
		"last", (json_int_t)s->step,
		"constituents",
		"names", (json_int_t)names,
		"prefixes", (json_int_t)prefixes);
}
