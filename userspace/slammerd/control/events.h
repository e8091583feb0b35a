/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heard.h - what the module said of its own accord: logged, and remembered a while
 *
 * Events come when a host of the inside sends the worm for the first time. The last
 * ones are kept for `slammerctl events`; they go with the daemon, the sources in
 * the module and in the store stay.
 */
#ifndef SLAMMERD_HEARD_H
#define SLAMMERD_HEARD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define HEARD_MAX	256	/* events that are remembered */

struct daemon;

struct heard {
	struct watch watch;
	bool listening;
	struct trouble trouble;
	uint64_t next;			/* number of the next event, from 0 on */
	uint64_t missed;		/* how often some came too fast */
	json_t *last[HEARD_MAX];	/* event n is at n % HEARD_MAX */
};

/* To the module of daemon->client, from now on, and to no other. */
void heard_listen(struct daemon *daemon);
/* The module is gone. What it has said stays. */
void heard_deafen(struct daemon *daemon);
void heard_forget(struct daemon *daemon);

/*
 * {listening, missed, life, next, events}: what is remembered; the last of them has
 * the number next - 1. Numbers of another life of the daemon are others.
 */
json_t *answer_events(struct daemon *daemon, const json_t *request);

#endif /* SLAMMERD_HEARD_H */
