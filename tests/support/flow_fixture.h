/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flow_fixture.h - a router with flows, as the kernel has them, in one thread
 *
 * The bounded tables of kmod/flows.c over the same flow.h: sets of FLOW_WAYS slots,
 * eviction, refusal, and the times of datagrams that nobody asked for. Built on
 * nothing else of the module, so that the two can be compared.
 */
#ifndef TESTS_FLOW_FIXTURE_H
#define TESTS_FLOW_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/flow.h"

struct flow_entry {
	struct flow_key key;
	struct flow_place opener;
	uint32_t stamp;
};

/**
 * struct flow_router - one network namespace
 * @now:      the clock, in seconds; the test moves it
 * @size:     slots of each table, a power of two
 * @opened:   flows, @evicted of which pushed out another one
 * @refused:  flows for which there was no slot
 * @answered: packets that opened nothing because they answer an earlier one
 */
struct flow_router {
	const struct ruleset *ruleset;
	uint32_t now;
	size_t size;
	struct flow_entry *table[FLOW_SIDES];
	uint32_t *unasked;
	uint64_t opened;
	uint64_t evicted;
	uint64_t refused;
	uint64_t answered;
};

/* A datagram; the payload has all of its bytes. */
struct flow_datagram {
	struct address src;
	struct address dst;
	uint16_t sport;
	uint16_t dport;
	const uint8_t *payload;
	size_t length;
};

struct flow_result {
	enum slammer_reason reason;
	struct decision decision;
};

/* Asserts that there is memory. Freed by flow_router_free(). */
void flow_router_make(struct flow_router *router, const struct ruleset *ruleset,
		      size_t size);
void flow_router_free(struct flow_router *router);

/* What the router does with a datagram that comes in at @place. */
struct flow_result flow_router_datagram(struct flow_router *router,
					struct flow_place place,
					const struct flow_datagram *datagram);

/* The same for a frame, after its Ethernet header: @n bytes of type @type. */
struct flow_result flow_router_frame(struct flow_router *router,
				     struct flow_place place, const uint8_t *p,
				     size_t n, uint16_t type);

static inline bool flow_passed(struct flow_result result)
{
	return result.decision.verdict == VERDICT_ACCEPT ||
	       result.decision.verdict == VERDICT_MONITOR;
}

#endif /* TESTS_FLOW_FIXTURE_H */
