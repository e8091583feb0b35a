// SPDX-License-Identifier: GPL-2.0-or-later
/* period.c - a period by its options, and what the store knows of it */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "common/error.h"
#include "common/clock.h"
#include "period.h"


bool period_given(const struct period *period)
{
	return period->store || period->from || period->until || period->last ||
	       period->sensor;
}

/* Any two of from, until and last, or what they default to. */
int period_range(const struct period *o, int64_t usual, int64_t now,
		 struct store_range *range)
{
	int64_t length = usual;

	if (o->last && o->from && o->until)
		return complain_usage("--from, --until and --last: one of them too many");
	if (o->last && clock_duration(o->last, &length))
		return complain_usage("\"%s\" is not a duration (90m, 24h, 7d)",
				      o->last);
	range->sensor = o->sensor;
	range->until = now;
	if (o->until && clock_parse(o->until, now, &range->until))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      o->until);
	range->from = range->until - length;
	if (o->from && clock_parse(o->from, now, &range->from))
		return complain_usage("\"%s\" is not a time (2026-01-27, '2026-01-27 09:00')",
				      o->from);
	if (o->from && o->last)
		range->until = range->from + length;
	if (range->from < 0 || range->from >= range->until)
		return complain_usage("the period ends before it begins");
	return 0;
}

struct sensor_search {
	const char *name;
	char known[512];
	bool found;
};

static int note_sensor(const char *sensor, void *arg)
{
	struct sensor_search *search = arg;
	size_t n = strlen(search->known);

	search->found = search->found || !strcmp(sensor, search->name);
	snprintf(search->known + n, sizeof(search->known) - n, "%s%s",
		 n ? ", " : "", sensor);
	return 0;
}

/* A misspelt name would make an empty bulletin. */
static int check_sensor(struct store *store, const char *path, const char *name)
{
	struct sensor_search search = { .name = name };

	if (!name)
		return 0;
	if (store_sensors(store, note_sensor, &search))
		return complain("%s", store_error(store));
	if (search.found)
		return 0;
	return complain("%s: there is no sensor \"%s\" (there is: %s)", path, name,
			*search.known ? search.known : "none");
}

int period_open(const struct period *period, struct store **store)
{
	const char *path = period->store ? period->store : DEFAULT_STORE;
	struct error error;

	*store = store_open(path, DB_READ, &error);
	if (!*store)
		return complain("%s", error.text);
	return check_sensor(*store, path, period->sensor);
}

int period_facts(const struct period *period, int64_t usual, struct facts *facts)
{
	struct store_range range;
	struct error error;
	struct store *store = NULL;
	int ret;

	ret = period_range(period, usual, (int64_t)time(NULL), &range);
	if (!ret)
		ret = period_open(period, &store);
	if (!ret && facts_collect(facts, store, &range, &error))
		ret = complain("%s", error.text);
	store_close(store);
	return ret;
}
