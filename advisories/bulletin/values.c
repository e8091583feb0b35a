// SPDX-License-Identifier: GPL-2.0-or-later
/* values.c - facts -> a tree of named values */
#include <stdio.h>

#include "facts/clock.h"
#include "names/names.h"
#include "values.h"

#define SHAPE	1	/* raised when a name goes or changes its meaning */

static json_t *count_value(uint64_t packets, uint64_t bytes)
{
	return json_pack("{s:I, s:I}", "packets", (json_int_t)packets,
			 "bytes", (json_int_t)bytes);
}

static json_t *figures_value(const struct facts_figures *f)
{
	const struct facts_count *d = f->direction, *v = f->verdict;
	json_t *object = count_value(f->total.packets, f->total.bytes);
	int i;

	for (i = 0; i < DIRECTION_COUNT; i++)
		json_object_set_new(object, direction_name((unsigned int)i),
				    count_value(d[i].packets, d[i].bytes));
	/* From the inside, wherever to. */
	json_object_set_new(object, "from_inside",
			    count_value(f->total.packets -
					d[DIRECTION_INGRESS].packets,
					f->total.bytes -
					d[DIRECTION_INGRESS].bytes));
	json_object_set_new(object, "dropped",
			    count_value(v[VERDICT_DROP].packets,
					v[VERDICT_DROP].bytes));
	json_object_set_new(object, "would_drop",
			    count_value(v[VERDICT_MONITOR].packets,
					v[VERDICT_MONITOR].bytes));
	json_object_set_new(object, "accepted",
			    count_value(v[VERDICT_ACCEPT].packets,
					v[VERDICT_ACCEPT].bytes));
	/* What was above the limit is in "dropped". */
	json_object_set_new(object, "limited",
			    count_value(v[VERDICT_LIMIT].packets,
					v[VERDICT_LIMIT].bytes));
	json_object_set_new(object, "queued",
			    count_value(v[VERDICT_QUEUE].packets,
					v[VERDICT_QUEUE].bytes));
	return object;
}

static json_t *time_value(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return json_string(clock_iso(t, text));
}

static json_t *period_value(const struct facts *f)
{
	char zone[16], offset[8];

	clock_zone_at(f->from, zone, offset);
	return json_pack("{s:o, s:o, s:s, s:s}", "from", time_value(f->from),
			 "until", time_value(f->until), "zone", zone,
			 "offset", offset);
}

/* A length in the largest unit that divides it; the others are 0. */
static json_t *length_value(int64_t seconds)
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

static json_t *windows_value(const struct facts *f)
{
	return json_pack("{s:I, s:I, s:o, s:o, s:o}",
			 "count", (json_int_t)f->windows,
			 "seconds", (json_int_t)f->seconds,
			 "every", length_value(f->seconds),
			 "first", f->windows ? time_value(f->first) : json_null(),
			 "last", f->windows ? time_value(f->last) : json_null());
}

static json_t *sensors_value(const struct facts *f, enum values_audience audience)
{
	json_t *object = json_pack("{s:I}", "count",
				   (json_int_t)f->sensors.count);
	json_t *names = json_array();
	size_t i;

	for (i = 0; i < f->sensors.count; i++)
		json_array_append_new(names, json_string(f->sensors.list[i]));
	if (audience == VALUES_DESK)
		json_object_set(object, "names", names);
	json_decref(names);
	return object;
}

static json_t *distinct_value(const struct store_distinct *d)
{
	json_t *object = json_pack("{s:I, s:I}",
				   "count", (json_int_t)d->sources,
				   "attackers", (json_int_t)d->attackers);
	int i;

	for (i = 0; i < CLASS_COUNT; i++)
		json_object_set_new(object, class_name((unsigned int)i),
				    json_integer((json_int_t)d->by_class[i]));
	return object;
}

static json_t *sources_value(const struct facts *f)
{
	return json_pack("{s:b, s:I, s:I, s:o, s:o}",
			 "at_least", f->at_least,
			 "untracked", (json_int_t)f->untracked,
			 "evicted", (json_int_t)f->evicted,
			 "outside", distinct_value(&f->outside),
			 "inside", distinct_value(&f->inside));
}

static json_t *talkers_value(const struct facts_talkers *talkers)
{
	json_t *array = json_array(), *object;
	const struct store_talker *t;
	char address[ADDRESS_TEXT_MAX];
	size_t i;
	int c;

	for (i = 0; i < talkers->count; i++) {
		t = &talkers->list[i];
		object = json_pack("{s:s, s:s, s:o, s:o, s:I, s:I}",
				   "address", address_text(t->address, address),
				   "interface", t->interface,
				   "first", time_value(t->first),
				   "last", time_value(t->last),
				   "attacks", (json_int_t)facts_attacks(t->packets),
				   "bytes", (json_int_t)t->bytes);
		for (c = 0; c < CLASS_COUNT; c++)
			json_object_set_new(object, class_name((unsigned int)c),
					    json_integer((json_int_t)t->packets[c]));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *networks_value(const struct facts *f)
{
	json_t *list = json_array();
	const struct store_network *n;
	char prefix[PREFIX_TEXT_MAX];
	size_t i;

	for (i = 0; i < f->networks.count; i++) {
		n = &f->networks.list[i];
		json_array_append_new(list,
			json_pack("{s:s, s:I, s:I, s:I, s:I}",
				  "prefix", prefix_text(&n->prefix, prefix),
				  "sources", (json_int_t)n->sources,
				  "attacks", (json_int_t)facts_attacks(n->packets),
				  "slammer", (json_int_t)n->packets[CLASS_SLAMMER],
				  "bytes", (json_int_t)n->bytes));
	}
	return json_pack("{s:I, s:o}", "count", (json_int_t)f->network_count,
			 "list", list);
}

static json_t *trend_value(const struct trend *t)
{
	static const char *const names[] = {
		[TREND_UNTESTED] = "untested", [TREND_UNCLEAR] = "unclear",
		[TREND_RISING] = "rising", [TREND_FALLING] = "falling",
	};
	json_t *object;
	size_t i;

	object = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:I, s:f, s:f, s:f, s:s?}",
			   "series", "worm packets from outside",
			   "test", "Mann-Kendall, two-sided, variance corrected for autocorrelation",
			   "level", TREND_LEVEL, "result", names[t->result],
			   "values", (json_int_t)t->n,
			   "seconds", (json_int_t)t->interval,
			   "every", length_value(t->interval),
			   "score", (json_int_t)t->score,
			   "variance", t->variance,
			   "statistic", t->statistic,
			   "critical", TREND_CRITICAL, "why", t->why);
	/* Templates do not compare: each result is a value of its own. */
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_set_new(object, names[i], json_boolean(t->result == i));
	return object;
}

static json_t *counters_value(const struct facts *f)
{
	json_t *array = json_array();
	const struct store_sum *s;
	size_t i;

	for (i = 0; i < f->counters.count; i++) {
		s = &f->counters.list[i];
		json_array_append_new(array,
			json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}",
				  "direction", direction_name(s->direction),
				  "class", class_name(reason_class(s->reason)),
				  "reason", reason_name(s->reason),
				  "verdict", verdict_name(s->verdict),
				  "packets", (json_int_t)s->packets,
				  "bytes", (json_int_t)s->bytes));
	}
	return array;
}

json_t *values_facts(const struct facts *facts, enum values_audience audience)
{
	json_t *v = json_object();
	int i;

	json_object_set_new(v, "shape", json_integer(SHAPE));
	json_object_set_new(v, "period", period_value(facts));
	json_object_set_new(v, "windows", windows_value(facts));
	json_object_set_new(v, "sensors", sensors_value(facts, audience));
	for (i = 0; i < FACTS_GROUP_COUNT; i++)
		json_object_set_new(v, facts_group_name((enum facts_group)i),
				    figures_value(&facts->group[i]));
	json_object_set_new(v, "attacks", figures_value(&facts->attacks));
	json_object_set_new(v, "elsewhere", figures_value(&facts->elsewhere));
	json_object_set_new(v, "uninspected",
			    figures_value(&facts->uninspected));
	json_object_set_new(v, "sources", sources_value(facts));
	json_object_set_new(v, "infected_hosts",
			    json_integer((json_int_t)facts->infected.count));
	json_object_set_new(v, "networks", networks_value(facts));
	json_object_set_new(v, "trend", trend_value(&facts->trend));
	if (audience == VALUES_DESK) {
		json_object_set_new(v, "infected",
				    talkers_value(&facts->infected));
		json_object_set_new(v, "top_sources",
				    talkers_value(&facts->top));
		json_object_set_new(v, "counters", counters_value(facts));
	}
	return v;
}
