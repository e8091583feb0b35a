/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scenarios.h - fixed stores: what routers would have counted in fictitious periods
 *
 * Written through the store's own interface, and always the same. Each covers the period
 * of a bulletin and the previous one, equally long.
 */
#ifndef TESTS_SCENARIOS_H
#define TESTS_SCENARIOS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define SCENARIO_DAY	86400
#define SCENARIO_END	1769439600ll	/* 2026-01-27 00:00:00 JST */

struct scenario;

/* NULL if the name is unknown. */
const struct scenario *scenario_find(const char *name);
/* The i-th, NULL after the last. */
const struct scenario *scenario_at(size_t i);
const char *scenario_name(const struct scenario *scenario);
const char *scenario_description(const struct scenario *scenario);

/**
 * scenario_write - fill a new store
 * @days: of the period, which ends at @end; up to 14 days in windows of 15 minutes,
 *        more in three hours each
 *
 * 0, or -1: see store_error().
 */
int scenario_write(const struct scenario *scenario, struct store *store,
		   unsigned int days, int64_t end);

#endif /* TESTS_SCENARIOS_H */
