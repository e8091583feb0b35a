/* SPDX-License-Identifier: GPL-2.0-or-later */
/* estimate.h - number of distinct addresses from a sketch (HyperLogLog, sketch.h) */
#ifndef COMMON_ESTIMATE_H
#define COMMON_ESTIMATE_H

#include <stdint.h>

#include "nfslammer/sketch.h"

/* Standard error of estimate_distinct(): 1.04 / sqrt(NFSL_SKETCH_SIZE). */
#define ESTIMATE_ERROR	0.023

/* Estimated number of distinct addresses that were added to the registers. */
uint64_t estimate_distinct(const uint8_t registers[NFSL_SKETCH_SIZE]);

#endif /* COMMON_ESTIMATE_H */
