// SPDX-License-Identifier: GPL-2.0-or-later
/* values.c - facts -> a tree of named values */
#include <stdio.h>

#include "common/clock.h"
#include "internal.h"

#define SHAPE	1	/* raised when a name is removed or changes its meaning */
#define DAY	86400

json_t *values_time(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return json_string(clock_iso(t, text));
}

json_t *values_length(int64_t seconds)
{
	static const struct { const char *name; int64_t seconds; } units[] = {
		{ "days", 86400 }, { "hours", 3600 }, { "minutes", 60 },
		{ "seconds", 1 },
	};
	json_t *object = json_object();
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		n = seconds % units[i].seconds ? 0 : seconds / units[i].seconds;
		json_object_set_new(object, units[i].name, json_integer(n));
		if (n)
			seconds = 0;
	}
	return object;
}

/* @complete: false if the store has expired a part of the period. */
static json_t *period_value(const struct facts *f)
{
	const char *detail = f->detail == DAY ? "days" :
			     f->detail ? "hours" : "windows";
	bool complete = f->kept <= f->from;
	char zone[16], offset[8];

	clock_zone_at(f->from, zone, offset);
	return json_pack("{s:o, s:o, s:s, s:s, s:o, s:s, s:b, s:o}",
			 "from", values_time(f->from),
			 "until", values_time(f->until), "zone", zone,
			 "offset", offset, "length",
			 values_length(f->until - f->from),
			 "detail", detail, "complete", complete, "kept",
			 complete ? json_null() : values_time(f->kept));
}

static json_t *previous_value(const struct facts *f)
{
	const struct facts *p = f->previous;

	return json_pack("{s:o, s:o, s:I, s:b, s:b, s:I}",
			 "from", values_time(facts_previous_from(f)),
			 "until", values_time(f->from),
			 "windows", (json_int_t)(p ? p->windows : 0),
			 "known", p != NULL, "partial", p && f->partial,
			 "infected_hosts",
			 (json_int_t)(p ? p->infected_count : 0));
}

static json_t *windows_value(const struct facts *f)
{
	return json_pack("{s:I, s:I, s:o, s:o, s:o}",
			 "count", (json_int_t)f->windows,
			 "seconds", (json_int_t)f->seconds,
			 "every", values_length(f->seconds),
			 "first", f->windows ? values_time(f->first) : json_null(),
			 "last", f->windows ? values_time(f->last) : json_null());
}


static json_t *sensor_value(const struct facts_sensor *s)
{
	char days[32];

	snprintf(days, sizeof(days), "%.1f", (double)s->watched / DAY);
	return json_pack("{s:s, s:I, s:I, s:s}", "name", s->name,
			 "windows", (json_int_t)s->windows,
			 "seconds", (json_int_t)s->watched, "days", days);
}

static json_t *sensors_value(const struct facts *f,
			     enum values_audience audience)
{
	json_t *object = json_pack("{s:I}", "count",
				   (json_int_t)f->sensors.count);
	json_t *names, *list;
	size_t i;

	if (audience != VALUES_FULL)
		return object;
	names = json_array();
	list = json_array();
	for (i = 0; i < f->sensors.count; i++) {
		json_array_append_new(names,
				      json_string(f->sensors.list[i].name));
		json_array_append_new(list, sensor_value(&f->sensors.list[i]));
	}
	json_object_set_new(object, "names", names);
	json_object_set_new(object, "list", list);
	return object;
}

/* windows: the number of windows that would have covered the gaps */
static json_t *lost_value(const struct facts *f)
{
	int64_t windows = 0;

	if (f->longest)
		windows = (f->gaps.seconds + f->longest - 1) / f->longest;
	return json_pack("{s:I, s:I, s:I}",
			 "periods", (json_int_t)f->gaps.periods,
			 "seconds", (json_int_t)f->gaps.seconds,
			 "windows", (json_int_t)windows);
}

static json_t *spans_value(const struct facts *f)
{
	const struct facts_spans *s = &f->spans;

	return json_pack("{s:I, s:I, s:I, s:o, s:o}",
			 "count", (json_int_t)s->count,
			 "worm", (json_int_t)s->worm,
			 "attacks", (json_int_t)s->attacks,
			 "from", s->from ? values_time(s->from) : json_null(),
			 "until", s->count ? values_time(s->until) : json_null());
}

static void set_figures(json_t *v, const struct facts *f)
{
	const struct facts *p = f->previous;
	int i;

	for (i = 0; i < FACTS_GROUP_COUNT; i++)
		json_object_set_new(v, facts_group_name((enum facts_group)i),
				    values_figures(&f->group[i],
						   p ? &p->group[i] : NULL));
	json_object_set_new(v, "attacks",
			    values_figures(&f->attacks, p ? &p->attacks : NULL));
	json_object_set_new(v, "elsewhere",
			    values_figures(&f->elsewhere,
					   p ? &p->elsewhere : NULL));
	json_object_set_new(v, "uninspected",
			    values_figures(&f->uninspected,
					   p ? &p->uninspected : NULL));
}

static void set_archive(json_t *v, const struct facts *f)
{
	json_object_set_new(v, "infected", values_talkers(&f->infected));
	json_object_set_new(v, "top_sources", values_talkers(&f->top));
	json_object_set_new(v, "constituents", values_constituents(f));
	json_object_set_new(v, "constituent_count",
			    json_integer((json_int_t)f->constituents.count));
	json_object_set_new(v, "series", values_series(f));
	json_object_set_new(v, "counters", values_counters(f));
}

json_t *values_facts(const struct facts *facts, enum values_audience audience)
{
	json_t *v = json_object();

	json_object_set_new(v, "shape", json_integer(SHAPE));
	json_object_set_new(v, "period", period_value(facts));
	json_object_set_new(v, "previous", previous_value(facts));
	json_object_set_new(v, "windows", windows_value(facts));
	json_object_set_new(v, "sensors", sensors_value(facts, audience));
	json_object_set_new(v, "lost", lost_value(facts));
	json_object_set_new(v, "spans", spans_value(facts));
	set_figures(v, facts);
	json_object_set_new(v, "rates", values_rates(facts));
	json_object_set_new(v, "sources", values_sources(facts));
	json_object_set_new(v, "targets", values_targets(facts));
	json_object_set_new(v, "infected_hosts",
			    json_integer((json_int_t)facts->infected_count));
	json_object_set_new(v, "networks", values_networks(facts));
	json_object_set_new(v, "days", values_days(facts));
	json_object_set_new(v, "chart", values_chart(facts));
	json_object_set_new(v, "trend", values_trend(facts));
	if (audience == VALUES_FULL)
		set_archive(v, facts);
	return v;
}
