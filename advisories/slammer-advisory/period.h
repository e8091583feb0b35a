/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * period.h - the period that a bulletin is about, and its facts from the store
 */
#ifndef ADVISORY_PERIOD_H
#define ADVISORY_PERIOD_H

#include "facts/facts.h"
#include "options.h"

/* As it was asked for; NULL: as usual. */
struct period {
	const char *store;
	const char *from;
	const char *until;
	const char *last;
	const char *sensor;
};

#define OPTIONS_PERIOD(period)						\
	{ "store", .value = &(period)->store },				\
	{ "from", .value = &(period)->from },				\
	{ "until", .value = &(period)->until },				\
	{ "last", .value = &(period)->last },				\
	{ "sensor", .value = &(period)->sensor }

#define HELP_PERIOD							\
	"  --from TIME       from this time on\n"			\
	"  --until TIME      until this time, without it (now)\n"	\
	"  --last DURATION   of this length: 90m, 24h, 7d, 2w\n"	\
	"  --sensor NAME     of one router only\n"			\
	"  --store FILE      (" DEFAULT_STORE ")\n"
#define HELP_TIME							\
	"\nTIME: 2026-01-27, '2026-01-27 09:00', 2026-01-27T09:00+09:00, @1769472000, now;\n" \
	"in the publisher's time zone."

/* Was any of it given? */
bool period_given(const struct period *period);

/*
 * [from, until) as it was asked for, @usual seconds long where nothing says it; and
 * the store, with the sensor in it. 0 or an exit status behind a complaint;
 * store_close() in any case.
 */
int period_range(const struct period *period, int64_t usual, int64_t now,
		 struct store_range *range);
int period_open(const struct period *period, struct store **store);

/**
 * period_facts - read the store
 * @usual: length in seconds, where nothing says it
 *
 * The time zone must be set. 0 and @facts are to be freed, or an exit status behind
 * a complaint.
 */
int period_facts(const struct period *period, int64_t usual, struct facts *facts);

#endif /* ADVISORY_PERIOD_H */
