/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decade.h - years of a router's statistics, simulated into a store
 *
 * Days of background, an attack in the first year, and last days in short windows.
 * Background days are one window each, so that ten years take minutes; what a day or an
 * hour lists at most does not depend on the length of windows.
 */
#ifndef TESTS_DECADE_H
#define TESTS_DECADE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

#define DECADE_BEGIN	1767225600ll	/* 2026-01-01 */
#define DECADE_DAY	86400

/**
 * struct decade - what is simulated
 * @days: in all
 * @background: outside sources of a quiet window; of the inside there are a tenth
 * @attack: first day of the attack; @attack_days: 0 for none
 * @attackers: sources of each window of it
 * @forged: each window has other ones, one worm packet each; else the same hosts
 * @attack_window: length of these windows, seconds
 * @last: so many days at the end are in windows of @last_window
 * @limit: of the file, bytes; @bounds: NULL: the default ones
 * @year: called after each year, may be NULL
 */
struct decade {
	const char *path;
	unsigned int days;
	unsigned int background;
	unsigned int attack;
	unsigned int attack_days;
	unsigned int attackers;
	bool forged;
	unsigned int attack_window;
	unsigned int last;
	unsigned int last_window;
	uint64_t limit;
	const struct store_bounds *bounds;
	void (*year)(unsigned int day, const struct store_size *size);
};

/**
 * struct decade_result - what came of it
 * @packets: that the simulated sources sent, by class
 * @attack:  those of the attack's days
 * @windows, @shortened: as store_size() has them at the end
 * @written: most bytes that a window of the attack, and of the background, wrote
 * @ms:      most milliseconds of CPU that a call of store_shrink() took
 */
struct decade_result {
	uint64_t packets[CLASS_COUNT];
	uint64_t attack[CLASS_COUNT];
	uint64_t largest;
	struct store_size size;
	uint64_t written[2];
	double ms;
};

/* 0, or -1 with a sentence on stderr. */
int decade_run(const struct decade *d, struct decade_result *result);
/* Packets of all sources and remainders of a range, by class. 0 or -1 */
int decade_sum(struct store *store, const struct store_range *range,
	       uint64_t packets[CLASS_COUNT]);

#endif /* TESTS_DECADE_H */
