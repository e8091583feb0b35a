// SPDX-License-Identifier: GPL-2.0-or-later
/* estimate.c - number of distinct addresses from a sketch */
#include <math.h>

#include "common/estimate.h"

/* Flajolet, Fusy, Gandouet, Meunier 2007, for 128 registers and more. */
#define ALPHA		(0.7213 / (1 + 1.079 / NFSL_SKETCH_SIZE))
#define SMALL_RANGE	(2.5 * NFSL_SKETCH_SIZE)
#define ESTIMATE_MAX	1e18	/* of forged registers, which could overflow */

uint64_t estimate_distinct(const uint8_t registers[NFSL_SKETCH_SIZE])
{
	double sum = 0, estimate;
	unsigned int i, empty = 0;

	for (i = 0; i < NFSL_SKETCH_SIZE; i++) {
		sum += ldexp(1, -registers[i]);
		empty += !registers[i];
	}
	estimate = ALPHA * NFSL_SKETCH_SIZE * NFSL_SKETCH_SIZE / sum;
	/* linear counting is more precise while registers are empty */
	if (estimate <= SMALL_RANGE && empty)
		estimate = NFSL_SKETCH_SIZE *
			   log((double)NFSL_SKETCH_SIZE / empty);
	return estimate < ESTIMATE_MAX ? (uint64_t)llround(estimate) :
					 (uint64_t)ESTIMATE_MAX;
}
