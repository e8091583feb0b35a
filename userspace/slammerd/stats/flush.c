// SPDX-License-Identifier: GPL-2.0-or-later
/* flush.c - references, and the result */
#include <stdio.h>
#include <stdlib.h>

#include "slammerd/stats/flush.h"
#include "slammerd/stats/statistics.h"

struct flush *flush_new(void)
{
	struct flush *flush = calloc(1, sizeof(*flush));

	if (flush)
		flush->references = 1;
	return flush;
}

struct flush *flush_get(struct flush *flush)
{
	__atomic_add_fetch(&flush->references, 1, __ATOMIC_RELAXED);
	return flush;
}

void flush_put(struct flush *flush)
{
	if (flush && !__atomic_sub_fetch(&flush->references, 1, __ATOMIC_ACQ_REL))
		free(flush);
}

bool flush_done(const struct flush *flush)
{
	return __atomic_load_n(&flush->done, __ATOMIC_ACQUIRE);
}

void flush_run(struct flush *flush, struct statistics *s)
{
	flush->start = s->window.start;
	flush->seconds = s->policy->window;
	snprintf(flush->sensor, sizeof(flush->sensor), "%s", s->policy->sensor);
	snprintf(flush->store, sizeof(flush->store), "%s",
		 statistics_store_path(s));
	flush->ok = !statistics_flush(s, &flush->error);
	__atomic_store_n(&flush->done, 1, __ATOMIC_RELEASE);
}

void flush_refuse(struct flush *flush)
{
	error_set(&flush->error, "slammerd is exiting");
	__atomic_store_n(&flush->done, 1, __ATOMIC_RELEASE);
}
