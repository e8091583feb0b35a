/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - what a fuzz target is: libFuzzer's interface, and replay.c's
 *
 * A target lives in one file fuzz_NAME.c, takes any bytes, and aborts if what the
 * code under test did with them is wrong.
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A property does not hold. */
#define FUZZ_ASSERT(x) do {						       \
	if (!(x)) {							       \
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x); \
		abort();						       \
	}								       \
} while (0)

#endif /* FUZZ_TARGET_H */
