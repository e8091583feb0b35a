/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - the kernel's counters and sources, read as the store wants them
 */
#ifndef SLAMMERD_SNAPSHOT_H
#define SLAMMERD_SNAPSHOT_H

#include "common/error.h"
#include "kernel/client.h"
#include "slammerd/stats/pending.h"

/**
 * snapshot_take - read everything, of one life of the module
 * @begin: estimators begin anew: what they say now is of this window
 * @taken: gets the snapshot and what it is made of, nothing else: sensor, start
 *         and seconds are the caller's, and so is pending_window_free()
 *
 * 0, or -1 with a sentence in @error; then there is nothing to free.
 */
int snapshot_take(struct client *client, bool begin,
		  struct pending_window *taken, struct error *error);

#endif /* SLAMMERD_SNAPSHOT_H */
