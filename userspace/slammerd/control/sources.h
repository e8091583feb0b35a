/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sources.h - the kernel's tables of sources, read once for several requests
 *
 * Reading and sorting 65,536 sources takes a while, in the worker's thread. So what was
 * read is used again for KEPT_TIMES as long as it took: whoever asks all the time
 * costs a tenth of that thread's time at most, and small tables are always fresh.
 */
#ifndef SLAMMERD_SOURCES_H
#define SLAMMERD_SOURCES_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/client.h"
#include "status/status.h"

#define SOURCES_KEPT_TIMES	10

/**
 * struct source_table - freed with the last reference
 * @stays:	as they were read; NULL after source_table_merge()
 * @list:	sources, by report_merge(); NULL before. They do not change then, and the
 *		loop may read them
 * @references:	atomic
 */
struct source_table {
	struct client_source *stays;
	size_t n_stays;
	struct report_source *list;
	size_t count;
	struct report_devices devices;
	unsigned int references;
};

/* @last: NULL: none; used until @until (ns of CLOCK_MONOTONIC) */
struct source_tables {
	struct source_table *last;
	int64_t until;
};

/*
 * The table as of now or a moment ago, with a reference of the caller's; not merged yet
 * if it was read just now. NULL: see client_error().
 */
struct source_table *source_table_get(struct source_tables *tables,
				      struct client *client);
/* 0, or -1 if out of memory; does nothing if it is merged. */
int source_table_merge(struct source_table *table);
void source_table_put(struct source_table *table);
void source_tables_free(struct source_tables *tables);

#endif /* SLAMMERD_SOURCES_H */
