/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * estimate.h - registers of an estimator (sketch.h) -> how many different addresses
 */
#ifndef NAMES_ESTIMATE_H
#define NAMES_ESTIMATE_H

#include <stdint.h>

#include "nfslammer/sketch.h"

/* Standard error of estimate_distinct(): 1.04 / sqrt(NFSL_SKETCH_SIZE). */
#define ESTIMATE_ERROR	0.023

/* How many different addresses the registers have seen, about. */
uint64_t estimate_distinct(const uint8_t registers[NFSL_SKETCH_SIZE]);

#endif /* NAMES_ESTIMATE_H */
