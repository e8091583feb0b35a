// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * maintenance.c - what is done between windows, in small steps
 *
 * Queued windows are retried, expired data is deleted, and once a day the store is
 * searched for damage. No step takes longer than a fraction of a second but those of the
 * search, a table each, which are interrupted when there is something else to do.
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
#define SEARCH_MS	86400000
#define INTERRUPTED_MAX	3	/* before the search goes on without a table */

/* That of rows is left to sweep(). */
static int expire(struct statistics *s, struct store *store)
{
	const struct policy_retention *keep = &s->policy->retention;
	const struct store_retention days = {
		keep->windows, keep->hours, keep->days,
	};

	s->expire_ms = statistics_now_ms() + EXPIRE_MS;
	if (store_expire(store, &days, time(NULL)))
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

void maintenance_end_search(struct statistics *s)
{
	s->searching = false;
	s->search_ms = statistics_now_ms() + SEARCH_MS;
	s->interrupted = 0;
	memset(&s->search, 0, sizeof(s->search));
}

/* It begins again, unless that has happened too often: the table may be too large. */
static int skip_table(struct statistics *s, struct store *store)
{
	if (store_check_skip(store, &s->search))
		return -1;
	s->interrupted = 0;
	log_message(LOG_INFO, "%s: the table %s was not searched for damage, which takes longer than a window",
		    statistics_store_path(s), s->search.table);
	return 0;
}

static enum db_checked search_table(struct statistics *s, struct store *store)
{
	enum db_checked result;

	if (s->callbacks->searching)
		s->callbacks->searching(s->arg, store);
	result = store_check(store, &s->search);
	if (s->callbacks->searching)
		s->callbacks->searching(s->arg, NULL);
	return result;
}

static int search(struct statistics *s, struct store *store)
{
	s->searching = true;
	if (s->interrupted >= INTERRUPTED_MAX)
		return skip_table(s, store);
	switch (search_table(s, store)) {
	case DB_CHECK_FAILED:
		return -1;
	case DB_CHECK_DONE:
		log_message(LOG_DEBUG, "%s: no damage found",
			    statistics_store_path(s));
		maintenance_end_search(s);
		break;
	case DB_CHECK_MORE:
		s->interrupted = 0;
		break;
	case DB_CHECK_INTERRUPTED:
		s->interrupted++;
		break;
	}
	return 0;
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

static bool is_due(int64_t ms)
{
	return statistics_now_ms() >= ms;
}

static int step(struct statistics *s, struct store *store)
{
	if (s->sweeping)
		return sweep(s, store);
	if (is_due(s->expire_ms))
		return expire(s, store);
	if (s->searching || is_due(s->search_ms))
		return search(s, store);
	return 0;
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
		s->retry_ms = statistics_now_ms() + RETRY_MS;
		return;
	}
	if (!step(s, store)) {
		statistics_succeeded(s);
	} else {
		s->retry_ms = statistics_now_ms() + RETRY_MS;
		statistics_failed(s, store_fault(store), store_error(store));
	}
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
	if (s->callbacks->maintained)
		s->callbacks->maintained(s->arg);
}

/* When the next step is due. */
static int64_t next_ms(const struct statistics *s)
{
	int64_t now = statistics_now_ms(), ms;

	if (s->queue.count)
		return s->fault == DB_OK ? NEXT_MS : RETRY_MS;
	ms = s->expire_ms < s->search_ms ? s->expire_ms : s->search_ms;
	ms = s->sweeping || s->searching ? SWEEP_MS : ms - now;
	return ms > s->retry_ms - now ? ms : s->retry_ms - now;
}

void maintenance_schedule(struct statistics *s)
{
	struct itimerspec when = { 0 };
	int64_t ms;

	if (!s->maintaining)
		return;
	ms = next_ms(s);
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
	s->timer = (struct watch){ fd, on_timer, s, "maintenance" };
	s->maintaining = true;
	s->expire_ms = s->search_ms = statistics_now_ms() + FIRST_MS;
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
