// SPDX-License-Identifier: GPL-2.0-or-later
/* values_traffic.c - packets by direction and verdict, changes, rates */
#include <stdio.h>

#include "common/names.h"
#include "internal.h"

#define DAY	86400

static json_t *count_value(uint64_t packets, uint64_t bytes)
{
	return json_pack("{s:I, s:I}", "packets", (json_int_t)packets,
			 "bytes", (json_int_t)bytes);
}

/* Per cent with one decimal; null if the previous value is 0. */
static json_t *percent_value(uint64_t by, uint64_t before)
{
	char text[64];

	if (!before)
		return json_null();
	snprintf(text, sizeof(text), "%.1f",
		 100.0 * (double)by / (double)before);
	return json_string(text);
}

json_t *values_change(bool known, uint64_t now, uint64_t before)
{
	uint64_t by = now > before ? now - before : before - now;

	if (!known)
		by = before = 0;
	return json_pack("{s:b, s:b, s:b, s:b, s:I, s:o, s:I}",
			 "known", known, "rose", known && now > before,
			 "fell", known && now < before,
			 "same", known && now == before,
			 "by", (json_int_t)by,
			 "percent", percent_value(by, before),
			 "previous", (json_int_t)before);
}

static struct facts_count from_inside(const struct facts_figures *f)
{
	const struct facts_count *in = &f->direction[DIRECTION_INGRESS];
	const struct facts_count *other = &f->direction[DIRECTION_UNNAMED];

	return (struct facts_count){
		f->total.packets - in->packets - other->packets,
		f->total.bytes - in->bytes - other->bytes,
	};
}

static void set_change(json_t *object, bool known, uint64_t now,
		       uint64_t before)
{
	json_object_set_new(object, "change", values_change(known, now, before));
}

static void set_verdicts(json_t *object, const struct facts_figures *f)
{
	static const struct { const char *name; enum slammer_verdict verdict; } names[] = {
		{ "dropped", VERDICT_DROP },
		{ "would_drop", VERDICT_MONITOR },
		{ "accepted", VERDICT_ACCEPT },
		{ "limited", VERDICT_LIMIT },	/* above the limit: dropped */
		{ "queued", VERDICT_QUEUE },
	};
	const struct facts_count *v;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		v = &f->verdict[names[i].verdict];
		json_object_set_new(object, names[i].name,
				    count_value(v->packets, v->bytes));
	}
}

json_t *values_figures(const struct facts_figures *now,
		       const struct facts_figures *before)
{
	static const struct facts_figures none;
	const struct facts_figures *was = before ? before : &none;
	struct facts_count inside = from_inside(now);
	const struct facts_count *d = now->direction;
	json_t *object, *part;
	unsigned int i;

	object = count_value(now->total.packets, now->total.bytes);
	set_change(object, before, now->total.packets, was->total.packets);
	for (i = 0; i < DIRECTION_COUNT; i++) {
		part = count_value(d[i].packets, d[i].bytes);
		set_change(part, before, d[i].packets, was->direction[i].packets);
		json_object_set_new(object, direction_name(i), part);
	}
	/* From the inside, wherever to. */
	part = count_value(inside.packets, inside.bytes);
	set_change(part, before, inside.packets, from_inside(was).packets);
	json_object_set_new(object, "from_inside", part);
	set_verdicts(object, now);
	return object;
}

json_t *values_counters(const struct facts *f)
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

/*
 * Per day only if sensors observed at least that part of the period, or of a day if the
 * period is shorter, in per cent: minutes say nothing of a day.
 */
#define RATE_COVERAGE	50

static int64_t coverage(const struct facts *f)
{
	int64_t length = f->until - f->from;
	int64_t whole = (int64_t)f->sensors.count * (length > DAY ? length : DAY);

	return whole ? f->watched * 100 / whole : 0;
}

/* @spans: how many of the packets were counted over another time */
static json_t *per_day(const struct facts *f, uint64_t packets, uint64_t spans)
{
	double days = (double)f->watched / DAY;

	if (coverage(f) < RATE_COVERAGE)
		return json_null();
	return json_integer((json_int_t)((double)(packets - spans) / days + 0.5));
}

json_t *values_rates(const struct facts *f)
{
	return json_pack("{s:{s:o, s:o}, s:I, s:i}", "per_sensor_day",
			 "worm", per_day(f, f->group[FACTS_WORM].total.packets,
					 f->spans.worm),
			 "attacks", per_day(f, f->attacks.total.packets,
					    f->spans.attacks),
			 "coverage", (json_int_t)coverage(f),
			 "least", RATE_COVERAGE);
}
