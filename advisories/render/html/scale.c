// SPDX-License-Identifier: GPL-2.0-or-later
/* scale.c - round numbers along an axis */
#include "scale.h"

#define POWER_LAST	15
#define SHOWN_MAX	10000	/* below it an axis shows numbers as they are */

struct scale scale_make(uint64_t max, unsigned int ticks)
{
	static const unsigned int factors[] = { 1, 2, 5 };
	struct scale scale = { .step = 1, .unit = 1 };
	uint64_t power = 1, steps;
	unsigned int i = 0;

	/* A count of packets is no more than an int64_t, so nothing overflows. */
	while (max / scale.step + (max % scale.step != 0) > ticks) {
		i = (i + 1) % 3;
		if (!i)
			power *= 10;
		scale.step = factors[i] * power;
	}
	steps = max / scale.step + (max % scale.step != 0);
	scale.top = scale.step * (steps ? steps : 1);
	while (scale.top >= SHOWN_MAX && scale.power < POWER_LAST &&
	       scale.step % (scale.unit * 1000) == 0) {
		scale.unit *= 1000;
		scale.power += 3;
	}
	return scale;
}
