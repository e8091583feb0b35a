/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flush.h - a request to record the current window, and what has come of it
 *
 * Of two threads: whoever asked looks now and then whether it is done. It is freed with
 * the last reference.
 */
#ifndef SLAMMERD_FLUSH_H
#define SLAMMERD_FLUSH_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "store/store.h"

struct statistics;

/**
 * struct flush - once @done, nothing of it changes
 * @references:	atomic
 * @done:	atomic
 * @ok:		the window is in the store; false: @error says why not
 * @start, @seconds, @sensor, @store: which window, and where
 */
struct flush {
	int references;
	int done;
	bool ok;
	struct error error;
	int64_t start;
	unsigned int seconds;
	char sensor[STORE_SENSOR_MAX];
	char store[PATH_MAX];
};

/* With one reference; NULL: out of memory. */
struct flush *flush_new(void);
struct flush *flush_get(struct flush *flush);
/* NULL is allowed. */
void flush_put(struct flush *flush);
bool flush_done(const struct flush *flush);

/* For the thread of the statistics: do it, or say that it will not be done. */
void flush_run(struct flush *flush, struct statistics *s);
void flush_refuse(struct flush *flush);

#endif /* SLAMMERD_FLUSH_H */
