// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * upkeep.c - what is done for the statistics between windows, a little at a time
 *
 * What could not be written is tried again, what is no longer kept is deleted, and
 * the store is searched for damage; never for so long that it would be noticed.
 */
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/daemon.h"

#define RETRY_MS	10000
#define SOON_MS		20
#define SWEEP_MS	100
#define SWEEP_ROWS	1000
#define EXPIRE_MS	3600000
#define FIRST_MS	600000	/* not while everything starts */
#define CHECK_MS	250

static int expire(struct daemon *daemon, struct store *store)
{
	const struct policy_retention *keep = &daemon->policy->retention;
	const struct store_keep days = {
		keep->windows, keep->hours, keep->days,
	};

	daemon->statistics.expire_ms = statistics_now_ms() + EXPIRE_MS;
	if (store_check(store, CHECK_MS) ||
	    store_expire(store, &days, time(NULL)))
		return -1;
	daemon->statistics.sweeping = true;
	return 0;
}

static int sweep(struct daemon *daemon, struct store *store)
{
	int more = store_sweep(store, SWEEP_ROWS);

	daemon->statistics.sweeping = more > 0;
	return more < 0 ? -1 : 0;
}

static void keep_up(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;
	struct error error;
	struct store *store;

	if (s->pending.count) {
		statistics_write(daemon, &error);
		return;
	}
	store = statistics_store(daemon);
	if (!store) {
		s->expire_ms = statistics_now_ms() + RETRY_MS;
		return;
	}
	if (s->sweeping ? sweep(daemon, store) : expire(daemon, store))
		statistics_failed(daemon, store_fault(store),
				  store_error(store));
	else
		statistics_good(daemon);
	store_close(store);
}

static void on_timer(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	uint64_t expirations;

	if (read(daemon->statistics.timer.fd, &expirations,
		 sizeof(expirations)) < 0)
		return;
	keep_up(daemon);
	statistics_arm(daemon);
}

void statistics_arm(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;
	struct itimerspec when = { 0 };
	int64_t ms;

	if (!s->ticking)
		return;
	if (s->pending.count)
		ms = s->fault == STORE_GOOD ? SOON_MS : RETRY_MS;
	else if (s->sweeping)
		ms = SWEEP_MS;
	else
		ms = s->expire_ms - statistics_now_ms();
	if (ms < SOON_MS)
		ms = SOON_MS;
	when.it_value.tv_sec = ms / 1000;
	when.it_value.tv_nsec = ms % 1000 * 1000000;
	timerfd_settime(s->timer.fd, 0, &when, NULL);
}

int statistics_open(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0)
		return -1;
	s->timer = (struct watch){ fd, on_timer, daemon };
	s->ticking = true;
	s->expire_ms = statistics_now_ms() + FIRST_MS;
	statistics_arm(daemon);
	return loop_add(&daemon->loop, &s->timer, EPOLLIN);
}

void statistics_close(struct daemon *daemon)
{
	struct statistics *s = &daemon->statistics;

	if (!s->ticking)
		return;
	loop_remove(&daemon->loop, &s->timer);
	close(s->timer.fd);
	s->ticking = false;
}
