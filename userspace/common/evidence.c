// SPDX-License-Identifier: GPL-2.0-or-later
/* evidence.c - the grade of evidence against a source */
#include <math.h>

#include "common/evidence.h"

#define BITS		64
#define ALL_SET		303	/* 64 (1 + 1/2 + ... + 1/64) */

uint32_t evidence_targets(uint64_t bitmap)
{
	int clear = BITS - __builtin_popcountll(bitmap);

	return clear ? (uint32_t)(BITS * log((double)BITS / clear)) : ALL_SET;
}

enum evidence evidence_of(const uint64_t packets[CLASS_COUNT], uint64_t targets,
			  struct evidence_limits limits)
{
	uint64_t attacks = packets[CLASS_SIGNATURE] + packets[CLASS_PINGPONG] +
			   packets[CLASS_OVERFLOW];

	if (packets[CLASS_SLAMMER])
		return EVIDENCE_WORM;
	return attacks >= limits.packets &&
	       evidence_targets(targets) >= limits.targets ? EVIDENCE_MANY :
							     EVIDENCE_WEAK;
}

const char *evidence_name(enum evidence evidence)
{
	switch (evidence) {
#define X(sym, num, name, text) case num: return name;
	EVIDENCE_GRADES(X)
#undef X
	case EVIDENCE_COUNT:
		break;
	}
	return "?";
}
