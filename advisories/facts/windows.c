// SPDX-License-Identifier: GPL-2.0-or-later
/* windows.c - who watched and when, what was lost, and the series of it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "internal.h"

/*
 * One look at the windows under way. Lost time of sensor @counted is counted up to
 * @counted_until.
 */
struct look {
	struct facts *facts;
	bool whole;
	bool full;			/* memory ran out */
	struct series series;
	struct facts_point *points;
	size_t count;
	size_t room;
	size_t turn;			/* of the sensor that came last */
	int64_t counted_until;
	char counted[STORE_SENSOR_MAX];
};

static struct facts_sensor *find_sensor(struct look *look, const char *name)
{
	struct facts_sensors *sensors = &look->facts->sensors;
	struct facts_sensor *grown;
	size_t i;

	/* They come in turn: mostly it is the one behind the last. */
	for (i = 0; i < sensors->count; i++) {
		look->turn = (look->turn + 1) % sensors->count;
		if (!strcmp(sensors->list[look->turn].name, name))
			return &sensors->list[look->turn];
	}
	grown = realloc(sensors->list, (sensors->count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	sensors->list = grown;
	look->turn = sensors->count++;
	memset(&grown[i], 0, sizeof(*grown));
	snprintf(grown[i].name, sizeof(grown[i].name), "%s", name);
	return &grown[i];
}

/* From when to when did the window's sensor watch, within it? */
static void watched(const struct store_window *w, int64_t *first, int64_t *last)
{
	int64_t end = w->start + w->seconds;

	*first = w->since > w->start && w->since < end ? w->since : w->start;
	*last = w->taken > w->start && w->taken < end ? w->taken : end;
}

void facts_point_of(const struct store_window *w, struct facts_point *p)
{
	unsigned int direction, reason;
	uint64_t n;
	bool in;

	memset(p, 0, sizeof(*p));
	p->start = w->start;
	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		in = direction == DIRECTION_INGRESS;
		for (reason = REASON_FIRST_RULED; reason < REASON_COUNT; reason++) {
			n = w->reasons[direction][reason];
			if (!n)
				continue;
			if (reason_is_attack(reason))
				*(in ? &p->attacks_in : &p->attacks_out) += n;
			if (facts_group_of(reason) == FACTS_WORM)
				*(in ? &p->worm_in : &p->worm_out) += n;
			if (facts_group_of(reason) == FACTS_REQUESTS)
				p->requests += n;
			if (facts_group_of(reason) == FACTS_RESPONSES)
				p->responses += n;
		}
	}
}

static int add_point(struct look *look, const struct store_window *window,
		     int64_t seconds)
{
	struct facts_point *grown;
	size_t room;

	if (look->count == look->room) {
		room = look->room ? 2 * look->room : 256;
		grown = realloc(look->points, room * sizeof(*grown));
		if (!grown)
			return -1;
		look->points = grown;
		look->room = room;
	}
	facts_point_of(window, &look->points[look->count]);
	look->points[look->count++].watched = seconds;
	return series_add(&look->series, window);
}

static void add_times(struct facts *f, const struct store_window *window,
		      int64_t first, int64_t last)
{
	if (!f->windows++) {
		f->first = first;
		f->last = last;
		f->seconds = window->seconds;
	}
	if (f->seconds != window->seconds)
		f->seconds = 0;
	if (window->seconds > f->longest)
		f->longest = window->seconds;
	if (first < f->first)
		f->first = first;
	if (last > f->last)
		f->last = last;
	f->watched += last - first;
	f->untracked += window->untracked;
	f->evicted += window->evicted;
}

static int add_window(const struct store_window *window, void *arg)
{
	struct look *look = arg;
	struct facts_sensor *sensor = find_sensor(look, window->sensor);
	int64_t first, last;

	watched(window, &first, &last);
	if (!sensor ||
	    (look->whole && add_point(look, window, last - first))) {
		look->full = true;
		return 1;
	}
	sensor->windows++;
	sensor->watched += last - first;
	add_times(look->facts, window, first, last);
	return 0;
}

/* Within the period, and no second of a sensor twice: they come sensor by sensor. */
static void add_lost(struct look *look, const struct store_gap *lost)
{
	struct facts *f = look->facts;
	int64_t from = lost->from > f->from ? lost->from : f->from;
	int64_t until = lost->until < f->until ? lost->until : f->until;

	f->lost.periods++;
	if (strcmp(look->counted, lost->sensor)) {
		memcpy(look->counted, lost->sensor, sizeof(look->counted));
		look->counted_until = f->from;
	}
	if (from < look->counted_until)
		from = look->counted_until;
	if (until > from) {
		f->lost.seconds += until - from;
		look->counted_until = until;
	}
}

/* Lists of what was lost are short; sorting by sensor is for add_lost(). */
struct lost_list {
	struct store_gap *list;
	size_t count;
	bool full;
};

static int note_lost(const struct store_gap *lost, void *arg)
{
	struct lost_list *l = arg;
	struct store_gap *grown;

	/* Powers of two are where the room ends. */
	if (!(l->count & (l->count - 1))) {
		grown = realloc(l->list, (l->count ? 2 * l->count : 1) *
					 sizeof(*grown));
		if (!grown) {
			l->full = true;
			return 1;
		}
		l->list = grown;
	}
	l->list[l->count++] = *lost;
	return 0;
}

static int compare_lost(const void *x, const void *y)
{
	const struct store_gap *a = x, *b = y;
	int order = strcmp(a->sensor, b->sensor);

	return order ? order : a->from < b->from ? -1 : a->from > b->from;
}

static int collect_lost(struct look *look, struct store *store,
			const struct store_range *range)
{
	struct lost_list l = { 0 };
	int ret = store_gap(store, range, note_lost, &l);
	size_t i;

	if (!ret && l.count)
		qsort(l.list, l.count, sizeof(*l.list), compare_lost);
	for (i = 0; !ret && i < l.count; i++)
		add_lost(look, &l.list[i]);
	look->full = look->full || l.full;
	free(l.list);
	return ret;
}

static int compare_sensors(const void *a, const void *b)
{
	return strcmp(((const struct facts_sensor *)a)->name,
		      ((const struct facts_sensor *)b)->name);
}

static int finish(struct look *look)
{
	struct facts *f = look->facts;

	if (f->sensors.count)
		qsort(f->sensors.list, f->sensors.count,
		      sizeof(*f->sensors.list), compare_sensors);
	if (!look->whole)
		return 0;
	if (facts_fold(f, look->points, look->count))
		return -1;
	return series_trend(&look->series, f->sensors.count, f->from, &f->trend);
}

int facts_windows(struct facts *facts, struct store *store,
		  const struct store_range *range, bool whole, struct error *error)
{
	struct look look = { .facts = facts, .whole = whole };
	int ret;

	ret = store_windows(store, range, add_window, &look);
	if (!ret)
		ret = collect_lost(&look, store, range);
	if (ret)
		error_set(error, "%s", store_error(store));
	else if (look.full || finish(&look))
		ret = facts_no_memory(error);
	series_free(&look.series);
	free(look.points);
	return ret;
}
