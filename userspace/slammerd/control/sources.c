// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - read the tables, keep them for a moment, count who uses them */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slammerd/control/sources.h"

static int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void source_table_put(struct source_table *table)
{
	if (!table ||
	    __atomic_sub_fetch(&table->references, 1, __ATOMIC_ACQ_REL))
		return;
	free(table->stays);
	free(table->list);
	free(table->devices.list);
	free(table);
}

static struct source_table *read_table(struct client *client)
{
	struct source_table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->references = 1;
	if (!client_sources(client, &table->stays, &table->n_stays) &&
	    !client_devices(client, &table->devices.list, &table->devices.count))
		return table;
	source_table_put(table);
	return NULL;
}

int source_table_merge(struct source_table *table)
{
	if (table->list)
		return 0;
	if (report_merge(table->stays, table->n_stays, &table->list, &table->count))
		return -1;
	free(table->stays);
	table->stays = NULL;
	return 0;
}

struct source_table *source_table_get(struct source_tables *tables,
				      struct client *client)
{
	int64_t began = monotonic_ns(), ended;

	if (!tables->last || began >= tables->until) {
		source_tables_free(tables);
		tables->last = read_table(client);
		if (!tables->last)
			return NULL;
		ended = monotonic_ns();
		tables->until = ended + (ended - began) * SOURCES_KEPT_TIMES;
	}
	__atomic_add_fetch(&tables->last->references, 1, __ATOMIC_RELAXED);
	return tables->last;
}

void source_tables_free(struct source_tables *tables)
{
	source_table_put(tables->last);
	memset(tables, 0, sizeof(*tables));
}
