/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observations.h - the sources of a period that concern constituents, by constituent
 *
 * Sized for millions of sources: each takes a few bytes, and those that concern no
 * constituent take none.
 */
#ifndef NOTICES_OBSERVATIONS_H
#define NOTICES_OBSERVATIONS_H

#include "common/error.h"
#include "common/evidence.h"
#include "constituents/constituents.h"
#include "store/store.h"

#define OBSERVED_OUTSIDE	1u
#define OBSERVED_INSIDE		2u

/**
 * struct observation - a source of one kind
 * @kind:	enum constituent_kind
 * @inside:	OBSERVED_OUTSIDE, OBSERVED_INSIDE or both
 * @classes:	set of 1u << class
 * @evidence:	enum evidence, by the constituent's limits
 * @targets:	estimated number of those that were attacked, 0: unknown
 * @packets:	of these classes
 * @bytes:	of @packets; 0: unknown, as the source sent other classes as well
 * @first, @last: seconds since 1970
 */
struct observation {
	uint8_t kind;
	uint8_t inside;
	uint32_t classes;
	uint8_t evidence;
	uint32_t targets;
	struct address address;
	int64_t first;
	int64_t last;
	uint64_t packets;
	uint64_t bytes;
};

struct observations;

/* Called now and then with the number of sources read so far. */
typedef void (*observations_progress_fn)(uint64_t sources, void *arg);

/**
 * observations_collect - all that constituents are to be notified of, from a store
 * @progress: may be NULL; gets @arg
 *
 * Kinds that a constituent opted out of, or did not opt into, are left out, and what
 * observation_accuses() no host of. Returns NULL with a sentence in @error; freed by
 * observations_free().
 */
struct observations *observations_collect(struct store *store,
					  const struct store_range *range,
					  const struct constituents *constituents,
					  observations_progress_fn progress,
					  void *arg, struct error *error);
void observations_free(struct observations *observations);

/**
 * observation_accuses - is it enough to tell the constituent?
 * @kind:     enum constituent_kind
 * @packets:  of that kind
 * @evidence: enum evidence; of no importance for scans and reflectors, which attack
 *	      nobody and are reported from a number of packets on
 */
bool observation_accuses(unsigned int kind, uint64_t packets,
			 unsigned int evidence,
			 const struct evidence_limits *limits);

/**
 * observation_judge - the grade of an older observation by the limits of today
 * @evidence: the grade that it had; what is worm stays so
 *
 * Only the grade of attacks depends on limits.
 */
enum evidence observation_judge(unsigned int kind, uint64_t packets,
				uint32_t targets, unsigned int evidence,
				const struct evidence_limits *limits);

/* 0, which is unknown, if one of them is. */
uint64_t observation_bytes(uint64_t a, uint64_t b);

/* Sources in the store; @unassigned: those that belong to no constituent. */
uint64_t observations_count(const struct observations *observations,
			    uint64_t *unassigned);

/**
 * observations_of - what concerns one constituent, by address and kind
 * @list: gets it; valid until the next call
 *
 * Returns how many, or -1 if out of memory.
 */
int64_t observations_of(struct observations *observations, uint32_t owner,
			const struct observation **list);

#endif /* NOTICES_OBSERVATIONS_H */
