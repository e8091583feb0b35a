/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flows.h - solicited flows, by the rules of nfslammer/flow.h, in one exact table
 *
 * For `policy test`: what the module's tables do as long as they are large enough.
 * Unbounded: entries that can no longer matter are removed when the table grows.
 */
#ifndef POLICY_FLOWS_H
#define POLICY_FLOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "nfslammer/flow.h"

struct flows;

/* NULL: out of memory. */
struct flows *flows_new(void);
void flows_free(struct flows *flows);

/**
 * flows_solicited - is a datagram to port 1434 what a client there asked for?
 * @pkt, @reason: from packet_classify()
 * @place: where it comes in
 * @now:   seconds, FLOW_CLOCK_MIN or above, never less than before
 *
 * Then its reason is REASON_SOLICITED, and its flow has been answered.
 */
bool flows_solicited(struct flows *flows, const struct packet *pkt,
		     enum slammer_reason reason, struct flow_place place,
		     uint32_t now);

/**
 * flows_passed - a datagram passes: it may open or renew a flow, or prevent one
 * @p:	    its payload
 * @reason: from packet_classify(), or REASON_SOLICITED
 *
 * Returns 0, or -1 if out of memory.
 */
int flows_passed(struct flows *flows, const struct ruleset *rs, const uint8_t *p,
		 const struct packet *pkt, enum slammer_reason reason,
		 struct flow_place place, uint32_t now);

/* How many were opened */
unsigned long long flows_opened(const struct flows *flows);

#endif /* POLICY_FLOWS_H */
