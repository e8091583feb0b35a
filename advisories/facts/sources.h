/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sources.h - every source of a period once, by address: what notices are made of
 *
 * There may be millions. They are merged from the store's lists as they come, so
 * memory does not grow with them, and nothing is kept unless the callback does.
 */
#ifndef FACTS_SOURCES_H
#define FACTS_SOURCES_H

#include "common/error.h"
#include "store/store.h"

/**
 * struct source - a source with all that it sent, over windows and sensors
 * @inside:      seen behind the router
 * @constituent: name as the store wrote it; NULL: nobody's. The same pointer for all
 *               sources of one constituent, good until sources_each() returns
 * @number:      of that constituent within the store, small; 0: nobody's
 * @interface:   where it was last seen; good until the callback returns
 * @first, @last: seconds since 1970
 */
struct source {
	struct address address;
	bool inside;
	const char *constituent;
	uint32_t number;
	const char *interface;
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/* 0 to go on; anything else ends the walk, and that is no error. */
typedef int (*sources_fn)(const struct source *source, void *arg);

/**
 * sources_each - walk the sources of a range in order of address
 *
 * An address that was seen on both sides comes twice, the outside first. All is of
 * one moment; the caller may have called store_hold() for more. 0, or -1 with
 * a sentence in @error.
 */
int sources_each(struct store *store, const struct store_range *range,
		 sources_fn fn, void *arg, struct error *error);

#endif /* FACTS_SOURCES_H */
