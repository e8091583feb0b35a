/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - read the kernel's counters, sources and estimators for the store
 */
#ifndef SLAMMERD_SNAPSHOT_H
#define SLAMMERD_SNAPSHOT_H

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"
#include "slammerd/stats/window_queue.h"

/**
 * snapshot_take - read everything from one instance of the module
 * @window: gets the snapshot and the arrays it refers to; the caller sets sensor,
 *	    start and seconds, and frees it by queued_window_free()
 *
 * 0, or -1 with a sentence in @error; then there is nothing to free.
 */
int snapshot_take(struct client *client, struct queued_window *window,
		  struct error *error);

/**
 * snapshot_clear_sketches - the window is in the store: clear its part of the estimators
 *
 * What attacked since the snapshot stays in the kernel. 0, or -1, see client_error():
 * then the next hour has the addresses of this one too.
 */
int snapshot_clear_sketches(struct client *client,
			    const struct queued_window *window);

/**
 * snapshot_mark_forged - find sources outside with addresses from inside
 *
 * What comes from outside with an address of the policy's internal prefixes is forged,
 * or took a strange way: whose it is, is unknown, and the own network must not be
 * listed as one that attacks from outside. Their packets stay in the counters.
 * 0, or -1 with a sentence in @error.
 */
int snapshot_mark_forged(struct queued_window *window,
			 const struct policy *policy, struct error *error);

#endif /* SLAMMERD_SNAPSHOT_H */
