// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * maintenance.c - what is done between windows, in small steps
 *
 * Queued windows are retried, expired data is deleted, and the store is searched for
 * damage. No step blocks the event loop for longer than a fraction of a second.
 */
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/stats/statistics.h"

#define RETRY_MS	10000	/* after a fault */
#define NEXT_MS		20	/* more windows are queued */
#define SWEEP_MS	100	/* more rows are expired */
#define SWEEP_ROWS	1000
#define EXPIRE_MS	3600000
#define FIRST_MS	600000	/* after the start */
#define CHECK_MS	250

/* The search for damage, and expiry: that of rows is left to sweep(). */
static int expire(struct statistics *s, struct store *store)
{
	const struct policy_retention *keep = &s->policy->retention;
	const struct store_retention days = {
		keep->windows, keep->hours, keep->days,
	};

	s->expire_ms = statistics_now_ms() + EXPIRE_MS;
	if (store_check(store, CHECK_MS) ||
	    store_expire(store, &days, time(NULL)))
		return -1;
	s->sweeping = true;
	return 0;
}

/* Once, when it begins: what is retained for less time than the policy says. */
static void report_size(struct statistics *s, struct store *store)
{
	struct store_size size;
	bool shortened;

	if (store_size(store, &size))
		return;
	shortened = size.windows || size.hours || size.days || size.coarse;
	if (shortened && !s->shortened)
		log_message(LOG_WARNING, "%s has reached retention.size (%u MB): %s%s%sare retained for less time than retention says, or with fewer sources; see nf-slammer-store(5)",
			    statistics_store_path(s),
			    s->policy->retention.megabytes,
			    size.windows ? "windows " : "",
			    size.hours ? "hours " : "",
			    size.days || size.coarse ? "days " : "");
	s->shortened = shortened;
}

static int sweep(struct statistics *s, struct store *store)
{
	uint64_t limit = (uint64_t)s->policy->retention.megabytes << 20;
	int more = store_shrink(store, limit, time(NULL), SWEEP_ROWS);

	s->sweeping = more > 0;
	if (!more)
		report_size(s, store);
	return more < 0 ? -1 : 0;
}

static void maintain(struct statistics *s)
{
	struct error error;
	struct store *store;

	if (s->queue.count) {
		statistics_write(s, &error);
		return;
	}
	store = statistics_open_store(s);
	if (!store) {
		s->expire_ms = statistics_now_ms() + RETRY_MS;
		return;
	}
	if (s->sweeping ? sweep(s, store) : expire(s, store))
		statistics_failed(s, store_fault(store), store_error(store));
	else
		statistics_succeeded(s);
	store_close(store);
}

static void on_timer(void *arg, uint32_t events)
{
	struct statistics *s = arg;
	uint64_t expirations;

	if (read(s->timer.fd, &expirations, sizeof(expirations)) < 0)
		return;
	maintain(s);
	maintenance_schedule(s);
}

void maintenance_schedule(struct statistics *s)
{
	struct itimerspec when = { 0 };
	int64_t ms;

	if (!s->maintaining)
		return;
	if (s->queue.count)
		ms = s->fault == DB_OK ? NEXT_MS : RETRY_MS;
	else if (s->sweeping)
		ms = SWEEP_MS;
	else
		ms = s->expire_ms - statistics_now_ms();
	if (ms < NEXT_MS)
		ms = NEXT_MS;
	when.it_value.tv_sec = ms / 1000;
	when.it_value.tv_nsec = ms % 1000 * 1000000;
	timerfd_settime(s->timer.fd, 0, &when, NULL);
}

int maintenance_open(struct statistics *s)
{
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0)
		return -1;
	s->timer = (struct watch){ fd, on_timer, s };
	s->maintaining = true;
	s->expire_ms = statistics_now_ms() + FIRST_MS;
	maintenance_schedule(s);
	return loop_add(s->loop, &s->timer, EPOLLIN);
}

void maintenance_close(struct statistics *s)
{
	if (!s->maintaining)
		return;
	loop_remove(s->loop, &s->timer);
	close(s->timer.fd);
	s->maintaining = false;
}
