/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * distinct.h - the estimators of a namespace, read and begun again
 *
 * Each CPU has registers of its own (struct nfsl_table), merged when read.
 */
#ifndef NF_SLAMMER_DISTINCT_H
#define NF_SLAMMER_DISTINCT_H

#include <linux/types.h>

#include "main.h"

/**
 * nfsl_distinct_read - registers of one estimator, merged over all CPUs
 * @registers:	NFSL_SKETCH_SIZE of them
 * @reset:	let them begin at 0 again
 *
 * One caller at a time. Returns since when they count, in 64-bit jiffies.
 */
u64 nfsl_distinct_read(struct nfsl_net *nn, enum nfsl_side side,
		       enum nfsl_sketch_what what, u8 *registers, bool reset);

#endif /* NF_SLAMMER_DISTINCT_H */
