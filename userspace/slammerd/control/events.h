/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events.h - the event log: events of the module, logged and kept for a while
 *
 * The module sends an event when an internal host sends the worm for the first time.
 * The last ones are kept for `slammerctl events`, as long as the daemon runs.
 */
#ifndef SLAMMERD_EVENTS_H
#define SLAMMERD_EVENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/client.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define EVENT_LOG_MAX	256

/**
 * struct event_log - all zero but for @loop before the first subscription
 * @next:	number of the next event, from 0 on
 * @client:	the module that it listens to; NULL: none
 * @failed:	receiving failed, and nothing was received since
 * @missed:	how often events were lost: the module sent them faster than they were
 *		read, or receiving failed
 * @last:	event n is at n % EVENT_LOG_MAX; owned
 */
struct event_log {
	struct loop *loop;
	struct watch watch;
	bool subscribed;
	struct client *client;
	bool failed;
	struct alert alert;
	uint64_t next;
	uint64_t missed;
	json_t *last[EVENT_LOG_MAX];
};

/* Subscribe to the module behind @client instead of any other; logs errors. */
void event_log_subscribe(struct event_log *log, struct client *client);
/* Subscribe again to @client if that has failed; NULL: there is no module. */
void event_log_check(struct event_log *log, struct client *client);
/* The module is gone; the events that were received are kept. */
void event_log_unsubscribe(struct event_log *log);
void event_log_free(struct event_log *log);

/*
 * {listening, missed, next, events}: the events that are kept; the last one has the
 * number next - 1. NULL if out of memory.
 */
json_t *event_log_report(const struct event_log *log);

#endif /* SLAMMERD_EVENTS_H */
