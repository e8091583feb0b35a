// SPDX-License-Identifier: GPL-2.0-or-later
/* windows.c - observation times of the sensors, gaps, and series over time */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "internal.h"

/**
 * struct pass - a pass over the windows
 * @whole:   with series and trend
 * @last_sensor: index of the sensor of the last window
 * @counted, @counted_until: the sensor whose gaps are counted, and up to when
 */
struct pass {
	struct facts *facts;
	bool whole;
	bool no_memory;
	struct series series;
	struct facts_point *points;
	size_t count;
	size_t room;
	size_t last_sensor;
	int64_t counted_until;
	int64_t counted;
};

static struct facts_sensor *find_sensor(struct pass *pass,
					const struct store_window *window)
{
	struct facts_sensors *sensors = &pass->facts->sensors;
	struct facts_sensor *grown;
	size_t i;

	/* Sensors alternate: mostly it is the next one. */
	for (i = 0; i < sensors->count; i++) {
		pass->last_sensor = (pass->last_sensor + 1) % sensors->count;
		if (sensors->list[pass->last_sensor].id == window->sensor_id)
			return &sensors->list[pass->last_sensor];
	}
	grown = realloc(sensors->list, (sensors->count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	sensors->list = grown;
	pass->last_sensor = sensors->count++;
	memset(&grown[i], 0, sizeof(*grown));
	memcpy(grown[i].name, window->sensor, sizeof(grown[i].name));
	grown[i].id = window->sensor_id;
	return &grown[i];
}

/*
 * The time in which the packets of a window were counted: a daemon that was restarted
 * begins within it, or has a part of the window before.
 */
static void watched(const struct store_window *w, int64_t *first, int64_t *last)
{
	int64_t end = w->start + w->seconds, before = w->start - w->seconds;

	*first = w->since && w->since < end ? w->since : w->start;
	if (*first < before)
		*first = before;
	*last = w->taken > w->start && w->taken < end ? w->taken : end;
}

/* Its packets are in the sums, and nowhere else. */
static void add_span(struct facts_spans *spans, const struct store_window *w)
{
	unsigned int direction, reason;

	if (!spans->count++ || (spans->from && w->since < spans->from))
		spans->from = w->since;
	if (w->taken > spans->until)
		spans->until = w->taken;
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++) {
			if (reason_is_attack(reason))
				spans->attacks += w->reasons[direction][reason];
			if (facts_group_of(reason) == FACTS_WORM)
				spans->worm += w->reasons[direction][reason];
		}
}

/* Packets of a reason; those of direction unnamed are neither in nor out. */
static void add_to_point(struct facts_point *p, unsigned int direction,
			 unsigned int reason, uint64_t n)
{
	bool in = direction == DIRECTION_INGRESS;
	bool sided = direction != DIRECTION_UNNAMED;

	if (reason_is_attack(reason))
		*(!sided ? &p->attacks_unnamed :
		  in ? &p->attacks_in : &p->attacks_out) += n;
	if (facts_group_of(reason) == FACTS_WORM && sided)
		*(in ? &p->worm_in : &p->worm_out) += n;
	if (facts_group_of(reason) == FACTS_REQUESTS)
		p->requests += n;
	if (facts_group_of(reason) == FACTS_RESPONSES)
		p->responses += n;
}

/* A window as one point: its start and sums. */
static void set_point(struct facts_point *p, const struct store_window *w)
{
	unsigned int direction, reason;

	memset(p, 0, sizeof(*p));
	p->start = w->start;
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++)
			if (w->reasons[direction][reason])
				add_to_point(p, direction, reason,
					     w->reasons[direction][reason]);
}

static int add_point(struct pass *pass, const struct store_window *window,
		     int64_t seconds)
{
	if (array_grow(&pass->points, &pass->room, pass->count))
		return -1;
	set_point(&pass->points[pass->count], window);
	pass->points[pass->count++].watched = seconds;
	return series_add(&pass->series, window);
}

static void add_times(struct facts *f, const struct store_window *window,
		      int64_t first, int64_t last)
{
	if (!f->windows++) {
		f->first = first > f->from ? first : f->from;
		f->last = last;
		f->seconds = window->seconds;
	}
	if (f->seconds != window->seconds)
		f->seconds = 0;
	if (window->seconds > f->longest)
		f->longest = window->seconds;
	if (first < f->first && first >= f->from)
		f->first = first;
	if (last > f->last)
		f->last = last;
	f->watched += last - first;
}

static int add_window(const struct store_window *window, void *arg)
{
	struct pass *pass = arg;
	struct facts_sensor *sensor = find_sensor(pass, window);
	int64_t first, last;

	if (sensor) {
		pass->facts->untracked += window->untracked;
		pass->facts->evicted += window->evicted;
	}
	if (sensor && window->span) {
		add_span(&pass->facts->spans, window);
		return 0;
	}
	watched(window, &first, &last);
	if (!sensor ||
	    (pass->whole && add_point(pass, window, last - first))) {
		pass->no_memory = true;
		return 1;
	}
	sensor->windows++;
	sensor->watched += last - first;
	add_times(pass->facts, window, first, last);
	return 0;
}

/* Within the period, no second of a sensor twice; gaps are ordered by sensor. */
static void add_gap(struct pass *pass, const struct store_gap *gap)
{
	struct facts *f = pass->facts;
	int64_t from = gap->from > f->from ? gap->from : f->from;
	int64_t until = gap->until < f->until ? gap->until : f->until;

	f->gaps.periods++;
	if (pass->counted != gap->sensor_id) {
		pass->counted = gap->sensor_id;
		pass->counted_until = f->from;
	}
	if (from < pass->counted_until)
		from = pass->counted_until;
	if (until > from) {
		f->gaps.seconds += until - from;
		pass->counted_until = until;
	}
}

struct gap_list {
	struct store_gap *list;
	size_t count;
	size_t room;
	bool no_memory;
};

static int note_gap(const struct store_gap *gap, void *arg)
{
	struct gap_list *l = arg;

	if (array_grow(&l->list, &l->room, l->count)) {
		l->no_memory = true;
		return 1;
	}
	l->list[l->count++] = *gap;
	return 0;
}

static int compare_gaps(const void *x, const void *y)
{
	const struct store_gap *a = x, *b = y;
	if (a->sensor_id != b->sensor_id)
		return a->sensor_id < b->sensor_id ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

static int collect_gaps(struct pass *pass, struct store *store,
			const struct store_range *range)
{
	struct gap_list l = { 0 };
	int ret = store_gaps(store, range, note_gap, &l);
	size_t i;

	if (!ret && l.count)
		qsort(l.list, l.count, sizeof(*l.list), compare_gaps);
	for (i = 0; !ret && i < l.count; i++)
		add_gap(pass, &l.list[i]);
	pass->no_memory = pass->no_memory || l.no_memory;
	free(l.list);
	return ret;
}

static int compare_sensors(const void *a, const void *b)
{
	const struct facts_sensor *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->id < y->id ? -1 : x->id > y->id;
}

/* A period of which there are spans alone was observed, at an unknown time. */
static void count_spans(struct facts *f)
{
	if (f->windows || !f->spans.count)
		return;
	f->windows = f->spans.count;
	f->first = f->spans.from > f->from ? f->spans.from : f->from;
	f->last = f->spans.until;
}

static int finish(struct pass *pass)
{
	struct facts *f = pass->facts;

	count_spans(f);
	if (f->sensors.count)
		qsort(f->sensors.list, f->sensors.count,
		      sizeof(*f->sensors.list), compare_sensors);
	if (!pass->whole)
		return 0;
	if (facts_fold(f, pass->points, pass->count))
		return -1;
	return series_trend(&pass->series, f->sensors.count, f->from, &f->trend);
}

int facts_windows(struct facts *facts, struct store *store,
		  const struct store_range *range, bool whole,
		  struct error *error)
{
	struct pass pass = { .facts = facts, .whole = whole };
	int ret;

	ret = store_windows(store, range, add_window, &pass);
	if (!ret)
		ret = collect_gaps(&pass, store, range);
	if (ret)
		error_set(error, "%s", store_error(store));
	else if (pass.no_memory || finish(&pass))
		ret = error_no_memory(error);
	series_free(&pass.series);
	free(pass.points);
	return ret;
}
