/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * evidence.h - what is known against a source: may it be called infected?
 *
 * The class of one packet decides what happens to that packet. It does not accuse its
 * sender: a packet of another protocol can look like an attack. What accuses is the
 * worm itself, or many attack packets to many targets.
 */
#ifndef COMMON_EVIDENCE_H
#define COMMON_EVIDENCE_H

#include <stdint.h>

#include "nfslammer/reason.h"

/* X(symbol, number, name, what it means); in ascending order of weight */
#define EVIDENCE_GRADES(X)						       \
	X(WEAK, 0, "weak", "some packets that look like an attack, or none")   \
	X(MANY, 1, "many", "many attack packets to many targets")	       \
	X(WORM, 2, "worm", "packets with the worm's marks")

enum evidence {
#define X(sym, num, name, text) EVIDENCE_##sym = num,
	EVIDENCE_GRADES(X)
#undef X
	EVIDENCE_COUNT = 3
};

/**
 * struct evidence_limits - from where on attack packets are many
 * @packets: of the attack classes without the worm, 1 to EVIDENCE_PACKETS_MAX
 * @targets: distinct ones, 1 to EVIDENCE_TARGETS_MAX
 */
struct evidence_limits {
	uint32_t packets;
	uint32_t targets;
};

#define EVIDENCE_PACKETS	20	/* default */
#define EVIDENCE_TARGETS	5
#define EVIDENCE_PACKETS_MAX	1000000
#define EVIDENCE_TARGETS_MAX	200	/* above it an estimate says little */

#define EVIDENCE_LIMITS_DEFAULT \
	((struct evidence_limits){ EVIDENCE_PACKETS, EVIDENCE_TARGETS })

/**
 * evidence_targets - estimated number of distinct targets
 * @bitmap: a bit of 64 for each target, sketch_target(); of several CPUs, windows
 *          or routers merged by OR
 *
 * Linear counting (Whang, Vander-Zanden, Taylor 1990): 64 ln(64 / clear bits),
 * rounded down. Up to 10 targets it never says more than there are. Up to
 * EVIDENCE_TARGETS_MAX the standard error is below 20 %. With all bits set: 303, as
 * many as it takes on average to set them.
 */
uint32_t evidence_targets(uint64_t bitmap);

/**
 * evidence_of - the grade of what a source sent
 * @packets: by class
 * @targets: bitmap of the targets of its attacks without the worm, see
 *           evidence_targets()
 */
enum evidence evidence_of(const uint64_t packets[CLASS_COUNT], uint64_t targets,
			  struct evidence_limits limits);

/* "weak", "many", "worm"; "?" if there is no such grade. Static text. */
const char *evidence_name(enum evidence evidence);

#endif /* COMMON_EVIDENCE_H */
