// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - the store's sources as the rest of advisories sees them */
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "sources.h"

struct walk {
	sources_fn fn;
	void *arg;
};

static int give(const struct store_merged_source *whole, void *arg)
{
	const struct walk *walk = arg;
	struct source source = {
		.address = whole->address, .inside = whole->inside,
		.constituent = whole->constituent, .number = whole->number,
		.interface = whole->interface, .first = whole->first,
		.last = whole->last, .bytes = whole->bytes,
	};

	memcpy(source.packets, whole->packets, sizeof(source.packets));
	return walk->fn(&source, walk->arg);
}

int sources_each(struct store *store, const struct store_range *range,
		 sources_fn fn, void *arg, struct error *error)
{
	struct walk walk = { .fn = fn, .arg = arg };

	if (!store_merged_sources(store, range, give, &walk))
		return 0;
	return error_set(error, "%s", store_error(store));
}
