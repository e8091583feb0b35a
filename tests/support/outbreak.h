/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outbreak.h - two fixed stores: a day with an outbreak, and one with nothing
 *
 * What they hold is written out here as plain numbers, so that tests of facts and
 * bulletins know it without asking the code they test.
 */
#ifndef TESTS_OUTBREAK_H
#define TESTS_OUTBREAK_H

#include "store_fixture.h"

#define DAY		1769353200ll	/* 2026-01-26 00:00:00 JST */
#define DAY_END		(DAY + 86400)
#define WINDOW		900
#define WINDOWS		96

/* Packets of the whole outbreak; worm from outside falls from window to window. */
#define WORM_OF(i)	(100000 - 1000 * (uint64_t)(i) + 37 * ((uint64_t)(i) % 3))
#define WORM_IN		(96ull * 100000 - 1000ull * (95 * 96 / 2) + 37 * 96)
#define WORM_OUT	(96ull * 1434)
#define WORM_MONITORED	(96ull * 3)
#define VARIANTS_IN	(96ull * 12)
#define PINGPONG_IN	(96ull * 2)
#define REQUESTS_IN	(96ull * 40)
#define RESPONSES_OUT	(96ull * 39)
#define FOREIGN_IN	(96ull * 7)
#define UNRELATED	(96ull * 5000)
#define FRAGMENTS	(96ull * 1)
#define NETWORKS	14		/* of outside attackers */
#define SOURCES		29		/* outside, with the client */

/* The outbreak, as @sensor stored it; 0 or -1. */
int outbreak_fill(struct store *store, const char *sensor);

/* A day of ordinary traffic only; 0 or -1. */
int quiet_fill(struct store *store, const char *sensor);

#endif /* TESTS_OUTBREAK_H */
