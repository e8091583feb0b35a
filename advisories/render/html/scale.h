/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scale.h - round numbers along an axis: 1, 2 and 5 times powers of ten
 */
#ifndef RENDER_SCALE_H
#define RENDER_SCALE_H

#include <stdint.h>

/**
 * struct scale - an axis from 0
 * @step:  between two ticks
 * @top:   the last tick, at or above the greatest value; never 0
 * @power: of ten that the ticks are shown in: 0, 3, 6, 9, 12 or 15
 * @unit:  10 to that power, a divisor of @step
 */
struct scale {
	uint64_t step;
	uint64_t top;
	unsigned int power;
	uint64_t unit;
};

/* At most @ticks steps (2 or more), and at least half of them if @max allows. */
struct scale scale_make(uint64_t max, unsigned int ticks);

#endif /* RENDER_SCALE_H */
