/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gather.h - what was seen in a period, sorted by whom it concerns
 *
 * Millions of sources fit, for each is a few bytes and the rest of them is
 * forgotten: memory grows with what there is to tell, not with the store.
 */
#ifndef NOTICES_GATHER_H
#define NOTICES_GATHER_H

#include "common/error.h"
#include "constituents/constituents.h"
#include "store/store.h"

#define SEEN_OUTSIDE	1u
#define SEEN_INSIDE	2u

/**
 * struct seen - a source of one kind
 * @kind:	enum constituent_kind
 * @inside:	SEEN_OUTSIDE, SEEN_INSIDE or both
 * @classes:	set of 1u << class
 * @packets:	of these classes; @bytes: of all
 */
struct seen {
	uint8_t kind;
	uint8_t inside;
	uint32_t classes;
	struct address address;
	int64_t first;
	int64_t last;
	uint64_t packets;
	uint64_t bytes;
};

struct gathered;

/* Told now and then how many sources were read. */
typedef void (*gather_step_fn)(uint64_t sources, void *arg);

/**
 * gather_sources - all that constituents are told of, from a store
 *
 * What somebody opted out of, or did not ask for, is left out. NULL with a sentence
 * in @error.
 */
struct gathered *gather_sources(struct store *store,
				const struct store_range *range,
				const struct constituents *constituents,
				gather_step_fn step, void *arg,
				struct error *error);
void gathered_free(struct gathered *gathered);

/* Sources of the store, and how many of them are nobody's. */
uint64_t gathered_sources(const struct gathered *gathered, uint64_t *nobodys);

/**
 * gathered_of - what concerns one constituent, by address and kind
 * @list: gets it; valid until the next call
 *
 * Returns how many, or -1 if out of memory.
 */
int64_t gathered_of(struct gathered *gathered, uint32_t owner,
		    const struct seen **list);

#endif /* NOTICES_GATHER_H */
