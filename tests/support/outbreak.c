// SPDX-License-Identifier: GPL-2.0-or-later
/* outbreak.c - see outbreak.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "outbreak.h"
#include "store_fixture.h"

static void outbreak_window(struct kernel *k, int i)
{
	uint64_t at = (uint64_t)(DAY + i * WINDOW + 30);
	char text[40];
	int n;

	kernel_count(k, DIRECTION_INGRESS, REASON_WORM, VERDICT_DROP,
		     WORM_OF(i), WORM_OF(i) * 404);
	kernel_count(k, DIRECTION_EGRESS, REASON_WORM, VERDICT_DROP, 1434,
		     1434 * 404);
	kernel_count(k, DIRECTION_INTERNAL, REASON_WORM_VARIANT, VERDICT_MONITOR,
		     3, 3 * 404);
	kernel_count(k, DIRECTION_INGRESS, REASON_LONG_NAME, VERDICT_DROP, 12,
		     12 * 200);
	kernel_count(k, DIRECTION_INGRESS, REASON_ECHO, VERDICT_DROP, 2, 58);
	kernel_count(k, DIRECTION_INGRESS, REASON_LIST, VERDICT_ACCEPT, 40,
		     40 * 29);
	kernel_count(k, DIRECTION_EGRESS, REASON_ANSWER, VERDICT_ACCEPT, 39,
		     39 * 150);
	kernel_count(k, DIRECTION_INGRESS, REASON_FOREIGN, VERDICT_ACCEPT, 7,
		     7 * 100);
	kernel_count(k, DIRECTION_INGRESS, REASON_OTHER_PORT, VERDICT_ACCEPT,
		     5000, 0);
	kernel_count(k, DIRECTION_INGRESS, REASON_FRAGMENT, VERDICT_ACCEPT, 1,
		     0);

	/* 13 networks of two addresses each, and one of IPv6. */
	for (n = 0; n < 26; n++) {
		snprintf(text, sizeof(text), "198.51.%d.%d", 100 + n / 2,
			 1 + n % 2);
		kernel_source(k, text, 0, "wan0", CLASS_SLAMMER,
			      (uint64_t)(300 + n), at + (uint64_t)n);
	}
	kernel_attack(k, "2001:db8:abcd:1::53", 0, CLASS_OVERFLOW, 12, 9, at);
	kernel_attack(k, "2001:db8:abcd:2::53", 0, CLASS_PINGPONG, 2, 6, at);
	kernel_source(k, "203.0.113.9", 0, "wan0", CLASS_REQUEST, 40, at);
	kernel_source(k, "192.0.2.77", 1, "lan0", CLASS_SLAMMER, 1400, at);
	kernel_source(k, "2001:db8:10::7", 1, "lan1", CLASS_SLAMMER, 37, at);
	kernel_source(k, "192.0.2.10", 1, "lan0", CLASS_RESPONSE, 39, at);
}

/* The snapshot before the first window is taken when that begins. */
int outbreak_fill(struct store *store, const char *sensor)
{
	struct kernel k = { .epoch = 0x8000000000000001ull };
	int i;

	if (kernel_record(&k, store, sensor, DAY - WINDOW, WINDOW,
			   (uint64_t)DAY))
		return -1;
	for (i = 0; i < WINDOWS; i++) {
		outbreak_window(&k, i);
		if (kernel_record(&k, store, sensor, DAY + i * WINDOW, WINDOW,
				   (uint64_t)(DAY + (i + 1) * WINDOW)))
			return -1;
	}
	return 0;
}

int quiet_fill(struct store *store, const char *sensor)
{
	struct kernel k = { .epoch = 5 };
	int i;

	for (i = 0; i <= WINDOWS; i++) {
		if (kernel_record(&k, store, sensor, DAY + (i - 1) * WINDOW,
				   WINDOW, (uint64_t)(DAY + i * WINDOW)))
			return -1;
		kernel_count(&k, DIRECTION_INGRESS, REASON_OTHER_PORT,
			     VERDICT_ACCEPT, 5000, 0);
	}
	return 0;
}
