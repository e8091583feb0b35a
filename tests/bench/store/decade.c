// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * decade.c - ten years of statistics: size, sums, what reports say, what windows write
 *
 * decade quiet|outbreak|forged STORE [ATTACKERS [ATTACK_WINDOW]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "facts.h"
#include "support/decade.h"

#define GB		(1ull << 30)
#define ATTACK_DAY	100

static void year(unsigned int day, const struct store_size *size)
{
	printf("year %-2u  file %7.1f MB  used %7.1f MB\n", day / 365,
	       (double)size->file / 1e6, (double)size->used / 1e6);
	fflush(stdout);
}

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Facts of some days; the CPU's milliseconds. */
static double report(const char *path, unsigned int day, unsigned int days,
		     const char *what)
{
	const struct store_range range = {
		DECADE_BEGIN + (int64_t)day * DECADE_DAY,
		DECADE_BEGIN + (int64_t)(day + days) * DECADE_DAY, NULL,
	};
	struct error error = { "" };
	struct store *store = store_open(path, DB_READ, &error);
	double began = cpu();
	struct facts f;

	if (!store || facts_collect(&f, store, &range, &error)) {
		fprintf(stderr, "%s\n", error.text);
		exit(1);
	}
	began = (cpu() - began) * 1e3;
	printf("%s: attacks %" PRIu64 ", outside %s%" PRIu64 " of the worm, about %" PRIu64 " attackers; inside %" PRIu64 ", infected listed %" PRIu64 "; networks %s%" PRIu64 "; by network only: %" PRIu64 " attack packets, about %" PRIu64 " addresses; %.0f ms of CPU\n",
	       what, f.attacks.total.packets, f.at_least ? "at least " : "",
	       f.outside.by_class[CLASS_SLAMMER], f.outside.attackers_about,
	       f.inside.by_class[CLASS_SLAMMER], f.infected_count,
	       f.networks_at_least ? "at least " : "", f.network_count,
	       f.remainder[0].attacks + f.remainder[1].attacks,
	       f.remainder[0].about + f.remainder[1].about, began);
	facts_free(&f);
	store_close(store);
	return began;
}

static int check(const char *path, const struct decade *d,
		 const struct decade_result *r)
{
	const struct store_range all = { 0, INT64_MAX, NULL }, attacked = {
		DECADE_BEGIN + (int64_t)d->attack * DECADE_DAY,
		DECADE_BEGIN + (int64_t)(d->attack + d->attack_days) * DECADE_DAY,
		NULL,
	};
	uint64_t packets[CLASS_COUNT];
	struct error error;
	struct store *store = store_open(path, DB_READ, &error);
	bool exact = store && !decade_sum(store, &all, packets) &&
		     !memcmp(packets, r->packets, sizeof(packets)) &&
		     !decade_sum(store, &attacked, packets) &&
		     !memcmp(packets, r->attack, sizeof(packets));

	store_close(store);
	printf("sums over sources and remainders: %s\n",
	       exact ? "exact" : "WRONG");
	return !exact;
}

int main(int argc, char **argv)
{
	struct decade d = {
		.days = 3650, .background = 60, .attack = ATTACK_DAY,
		.attack_window = 3600, .last = 14, .last_window = 300,
		.limit = 4 * GB, .year = year,
	};
	struct decade_result r;
	double early, late;

	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "outbreak"))
		d.attack_days = 7;
	else if (!strcmp(argv[1], "forged"))
		d.attack_days = 30;
	d.forged = d.attack_days == 30;
	d.path = argv[2];
	d.attackers = !d.attack_days ? 0 : argc > 3 ?
		      (unsigned int)atoi(argv[3]) : 65536;
	if (argc > 4)
		d.attack_window = (unsigned int)atoi(argv[4]);
	printf("%s: %u attackers in each window of %u s\n", argv[1],
	       d.attackers, d.attack_window);
	if (decade_run(&d, &r))
		return 1;
	printf("largest file %.1f MB; a window writes %.2f MB at most, in the attack %.2f MB; a step of store_shrink() %.0f ms of CPU at most\n",
	       (double)r.largest / 1e6, (double)r.written[1] / 1e6,
	       (double)r.written[0] / 1e6, r.ms);
	report(d.path, ATTACK_DAY, 30, "the attack's month, read in year 10");
	early = report(d.path, 20, 7, "a week of year 1");
	late = report(d.path, 3620, 7, "a week of year 10");
	printf("week of year 10 / year 1: %.2f\n", late / early);
	return check(d.path, &d, &r);
}
