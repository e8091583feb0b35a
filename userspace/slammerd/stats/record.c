// SPDX-License-Identifier: GPL-2.0-or-later
/* account.c - from the kernel's counters to a window of the store */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "slammerd/daemon.h"
#include "slammerd/stats/snapshot.h"

#define NS_PER_SECOND	1000000000u
#define HOUR		3600

/* Estimators are of an hour: with its last window they begin anew. */
static bool hour_is_over(const struct daemon *daemon, int64_t start)
{
	return window_start(start, HOUR) !=
	       window_start(daemon->window.start, HOUR);
}

/* Behind those that wait. @taken: seconds, by a clock that is not ours any more. */
static int queue_window(struct daemon *daemon, int64_t start,
			const int64_t *taken, struct error *error)
{
	struct statistics *s = &daemon->statistics;
	struct pending_window window;

	if (daemon_connect(daemon, error) < 0 ||
	    snapshot_take(daemon->client, hour_is_over(daemon, start), &window,
			  error) < 0)
		return -1;
	snprintf(window.sensor, sizeof(window.sensor), "%s",
		 daemon->policy->sensor);
	window.start = start;
	window.seconds = daemon->policy->window;
	window.snapshot.since_ns = s->since_ns;
	s->since_ns = 0;
	if (taken)
		window.snapshot.taken_ns = (uint64_t)*taken * NS_PER_SECOND;
	if (!pending_add(&s->pending, &window))
		return 0;
	return error_no_memory(error);
}

static int account(struct daemon *daemon, int64_t start, const int64_t *taken,
		   struct error *error)
{
	struct pending *pending = &daemon->statistics.pending;
	int result;

	result = queue_window(daemon, start, taken, error);
	if (!result)
		result = statistics_write(daemon, error);
	if (!result && pending->count) {
		error_set(error, "%zu windows that had to wait are being written: that goes on by itself",
			 pending->count);
		result = -1;
	}
	statistics_arm(daemon);
	return result;
}

int daemon_account(struct daemon *daemon, int64_t start, struct error *error)
{
	return account(daemon, start, NULL, error);
}

void statistics_clock_set(struct daemon *daemon, int64_t start, int64_t was,
			  int64_t now)
{
	struct store_gap lost = {
		.cause = STORE_GAP_CLOCK, .from = was < now ? was : now,
		.until = was < now ? now : was, .known = true,
	};
	struct statistics *s = &daemon->statistics;
	struct error error;

	s->steps++;
	s->step = now - was;
	log_say(LOG_NOTICE, "the clock was set %s by %lld s: what was counted so far goes to the window of the old time",
		s->step > 0 ? "forward" : "back",
		(long long)(s->step > 0 ? s->step : -s->step));
	snprintf(lost.sensor, sizeof(lost.sensor), "%s",
		 daemon->policy->sensor);
	/* What fails is said there. */
	account(daemon, start, &was, &error);
	s->since_ns = (uint64_t)now * NS_PER_SECOND;
	pending_note(&s->pending, &lost);
}
