// SPDX-License-Identifier: GPL-2.0-or-later
/* top_rate.c - two samples -> rates; which rows come first */
#include <stdlib.h>
#include <string.h>

#include "top_sample.h"
#include "view.h"

/* Counters of two lives of the module have nothing to do with each other. */
static bool same_life(const struct top_sample *a, const struct top_sample *b)
{
	const json_t *ka = json_object_get(a->status, "kernel");
	const json_t *kb = json_object_get(b->status, "kernel");

	return json_is_object(ka) && json_is_object(kb) &&
	       !strcmp(view_text(ka, "epoch"), view_text(kb, "epoch"));
}

static const struct top_row *find(const struct top_list *list,
				  const struct top_row *like)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!strcmp(list->rows[i].name, like->name) &&
		    !strcmp(list->rows[i].side, like->side))
			return &list->rows[i];
	return NULL;
}

static void rate_row(struct top_row *row, const struct top_row *before,
		     double seconds)
{
	long long grown;
	int i;

	for (i = 0; i < TOP_COUNTS; i++) {
		grown = row->count[i] - before->count[i];
		/* a source that lost its place and came back */
		if (grown < 0)
			return;
		row->rate[i] = (double)grown / seconds;
	}
	row->rated = true;
}

void top_sample_rate(struct top_sample *now, const struct top_sample *before)
{
	const struct top_row *old;
	struct top_list *list;
	double seconds;
	size_t i;

	if (!before || !same_life(now, before))
		return;
	seconds = now->clock - before->clock;
	if (seconds <= 0)
		return;
	now->seconds = seconds;
	for (list = now->list; list < now->list + TOP_LISTS; list++)
		for (i = 0; i < list->count; i++) {
			old = find(&before->list[list - now->list],
				   &list->rows[i]);
			if (old)
				rate_row(&list->rows[i], old, seconds);
		}
}

static int larger(double a, double b)
{
	return (a < b) - (a > b);
}

static int by_name(const void *pa, const void *pb)
{
	const struct top_row *a = pa, *b = pb;

	return b->infected != a->infected ? b->infected - a->infected :
	       strverscmp(a->name, b->name);
}

static int by_total(const void *pa, const void *pb)
{
	const struct top_row *a = pa, *b = pb;
	int order = b->infected - a->infected;

	if (!order)
		order = larger((double)a->count[TOP_PACKETS],
			       (double)b->count[TOP_PACKETS]);
	return order ? order : by_name(pa, pb);
}

static int by(const void *pa, const void *pb, enum top_count what)
{
	const struct top_row *a = pa, *b = pb;
	int order = b->infected - a->infected;

	if (!order)
		order = larger(a->rate[what], b->rate[what]);
	return order ? order : by_total(pa, pb);
}

static int by_rate(const void *a, const void *b)
{
	return by(a, b, TOP_PACKETS);
}

static int by_bits(const void *a, const void *b)
{
	return by(a, b, TOP_BYTES);
}

static int by_dropped(const void *a, const void *b)
{
	return by(a, b, TOP_DROPPED);
}

void top_sort(struct top_list *list, enum top_sort key)
{
	static int (*const compare[])(const void *, const void *) = {
		[TOP_BY_RATE] = by_rate,
		[TOP_BY_BITS] = by_bits,
		[TOP_BY_DROPPED] = by_dropped,
		[TOP_BY_TOTAL] = by_total,
		[TOP_BY_NAME] = by_name,
	};

	qsort(list->rows, list->count, sizeof(*list->rows), compare[key]);
}

/* @known: how many of enum top_count are; the rest is left out. */
static json_t *rates_json(const struct top_row *row, int known)
{
	static const char *const names[] = {
		[TOP_PACKETS] = "packets", [TOP_BYTES] = "bits",
		[TOP_DROPPED] = "dropped", [TOP_WOULD] = "would_drop",
	};
	json_t *rates;
	int i;

	if (!row->rated)
		return json_null();
	rates = json_object();
	for (i = 0; rates && i < known; i++)
		json_object_set_new(rates, names[i],
				    json_real(row->rate[i] *
					      (i == TOP_BYTES ? 8 : 1)));
	return rates;
}

static json_t *row_json(const struct top_row *row, int known)
{
	return json_pack("{s:s, s:I, s:o}", "name", row->name,
			 "packets", (json_int_t)row->count[TOP_PACKETS],
			 "rates", rates_json(row, known));
}

static json_t *list_json(const struct top_list *list, int known)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; all && i < list->count; i++)
		json_array_append_new(all, row_json(&list->rows[i], known));
	return all;
}

static json_t *interfaces_json(const struct top_list *list)
{
	json_t *all = list_json(list, TOP_PACKETS + 1), *one;
	size_t i;

	json_array_foreach(all, i, one)
		json_object_set_new(one, "zone", json_string(list->rows[i].side));
	return all;
}

static json_t *sources_json(const struct top_list *list)
{
	json_t *all = list_json(list, TOP_BYTES + 1), *one;
	const struct top_row *row;
	size_t i;

	json_array_foreach(all, i, one) {
		row = &list->rows[i];
		json_object_update_new(one, json_pack(
			"{s:s, s:s, s:s, s:s, s:b}", "side", row->side,
			"class", row->class, "interface", row->interface,
			"target", row->target, "infected", row->infected));
	}
	return all;
}

json_t *top_sample_json(const struct top_sample *s)
{
	return json_pack("{s:f, s:f, s:o, s:o, s:o, s:o, s:o}",
		"clock", s->clock, "seconds", s->seconds,
		"all", row_json(s->list[TOP_ALL].rows, TOP_COUNTS),
		"classes", list_json(&s->list[TOP_CLASSES], TOP_COUNTS),
		"directions", list_json(&s->list[TOP_DIRECTIONS], TOP_COUNTS),
		"interfaces", interfaces_json(&s->list[TOP_INTERFACES]),
		"sources", sources_json(&s->list[TOP_SOURCES]));
}
