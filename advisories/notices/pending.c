// SPDX-License-Identifier: GPL-2.0-or-later
/* pending.c - merges observations with the ledger, both by address and kind */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "pending.h"

#define DAY	86400

struct merge {
	struct pending *pending;
	const struct constituent *constituent;
	const struct observation *seen;
	size_t left;
	const struct store_range *range;
};

static struct pending_item *add(struct pending *pending)
{
	if (array_grow(&pending->list, &pending->room, pending->count))
		return NULL;
	return memset(&pending->list[pending->count++], 0,
		      sizeof(*pending->list));
}

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct ledger_item fresh(const struct observation *seen,
				const struct store_range *range,
				unsigned int occurrence)
{
	return (struct ledger_item){
		.kind = seen->kind, .address = seen->address,
		.inside = seen->inside, .classes = seen->classes,
		.evidence = seen->evidence, .targets = seen->targets,
		.occurrence = occurrence, .first = seen->first,
		.last = seen->last, .packets = seen->packets,
		.bytes = seen->bytes, .upto = range->until, .seen = seen->last,
	};
}

static int add_new(struct merge *w, const struct observation *seen,
		   unsigned int occurrence)
{
	struct pending_item *d = add(w->pending);

	if (!d)
		return -1;
	d->item = fresh(seen, w->range, occurrence);
	d->report = true;
	w->pending->reportable++;
	return 0;
}

static enum evidence judge(const struct merge *w, const struct ledger_item *item)
{
	return observation_judge(item->kind, item->packets, item->targets,
				 item->evidence, &w->constituent->evidence);
}

/* It is waiting already: overlapping periods are not counted twice. */
static void add_to(struct ledger_item *item, const struct observation *seen,
		 const struct store_range *range)
{
	if (range->from >= item->upto) {
		item->packets += seen->packets;
		item->bytes = observation_bytes(item->bytes, seen->bytes);
	} else {
		item->packets = seen->packets > item->packets ? seen->packets :
								item->packets;
		if (!seen->bytes || (item->bytes && seen->bytes > item->bytes))
			item->bytes = seen->bytes;
	}
	item->inside |= seen->inside;
	item->classes |= seen->classes;
	if (item->evidence < seen->evidence)
		item->evidence = seen->evidence;
	if (item->targets < seen->targets)
		item->targets = seen->targets;
	item->first = seen->first < item->first ? seen->first : item->first;
	item->last = later_of(seen->last, item->last);
	item->upto = later_of(range->until, item->upto);
	item->seen = later_of(item->seen, seen->last);
}

/*
 * What waited is judged again: the mail states the limits of today, and an older
 * program may have left items that this one would not report.
 */
static bool accuses(const struct merge *w, const struct ledger_item *item)
{
	const struct evidence_limits *limits = &w->constituent->evidence;

	if (w->constituent->opt_out & 1u << item->kind)
		return false;
	if (observation_accuses(item->kind, item->packets,
				judge(w, item), limits))
		return true;
	w->pending->held++;
	return false;
}

/* @seen: NULL: not observed in this period */
static int add_known(struct merge *w, const struct ledger_item *item,
		     const struct observation *seen)
{
	int64_t quiet = (int64_t)w->constituent->quiet_days * DAY;
	struct pending_item *d;

	if (seen && item->notice && seen->first > item->seen + quiet)
		return add_new(w, seen, item->occurrence + 1);
	if (!seen && (item->notice || !accuses(w, item)))
		return 0;
	d = add(w->pending);
	if (!d)
		return -1;
	d->item = *item;
	if (!item->notice) {
		d->item.evidence = (uint8_t)judge(w, item);
		if (seen)
			add_to(&d->item, seen, w->range);
		d->report = true;
		w->pending->reportable++;
	} else if (seen->last > item->seen) {
		d->item.seen = seen->last;
		d->changed = true;
	}
	return 0;
}

static int compare(const struct observation *seen, const struct ledger_item *item)
{
	if (seen->address.hi != item->address.hi)
		return seen->address.hi < item->address.hi ? -1 : 1;
	if (seen->address.lo != item->address.lo)
		return seen->address.lo < item->address.lo ? -1 : 1;
	return (int)seen->kind - (int)item->kind;
}

static int merge_item(const struct ledger_item *item, void *arg)
{
	struct merge *w = arg;
	int order = 1;

	while (w->left && (order = compare(w->seen, item)) < 0) {
		if (add_new(w, w->seen, 1))
			return 1;
		w->seen++;
		w->left--;
	}
	if (!w->left || order)
		return add_known(w, item, NULL) ? 1 : 0;
	w->left--;
	return add_known(w, item, w->seen++) ? 1 : 0;
}

static int find_interval(struct pending *pending, struct ledger *ledger,
			 const struct constituent *constituent, int64_t now)
{
	int64_t made;

	pending->not_before = 0;
	if (!ledger || !pending->reportable)
		return 0;
	if (ledger_last(ledger, constituent->name, &made))
		return -1;
	if (made && made + constituent->interval > now)
		pending->not_before = made + constituent->interval;
	return 0;
}

int pending_find(struct pending *pending, struct ledger *ledger,
		 struct archive *archive, const struct constituent *constituent,
		 const struct observation *seen, size_t n_seen,
		 const struct store_range *range, int64_t now,
		 struct error *error)
{
	struct merge w = {
		.pending = pending, .constituent = constituent, .seen = seen,
		.left = n_seen, .range = range,
	};
	int ret = 0;

	pending->count = pending->reportable = pending->held = 0;
	if (ledger)
		ret = ledger_items(ledger, constituent->name, merge_item, &w);
	for (; !ret && w.left; w.left--)
		ret = add_new(&w, w.seen++, 1) ? 1 : 0;
	if (!ret)
		ret = find_interval(pending, ledger, constituent, now);
	if (ret > 0)
		return error_no_memory(error);
	return ret ? error_set(error, "%s", archive_error(archive)) : 0;
}

void pending_free(struct pending *pending)
{
	free(pending->list);
	memset(pending, 0, sizeof(*pending));
}

int pending_write(const struct pending *pending, struct ledger *ledger,
	      const char *constituent, int64_t notice)
{
	struct ledger_item item;
	size_t i;

	for (i = 0; i < pending->count; i++) {
		if (!pending->list[i].report && !pending->list[i].changed)
			continue;
		item = pending->list[i].item;
		if (pending->list[i].report)
			item.notice = notice;
		if (ledger_put(ledger, constituent, &item))
			return -1;
	}
	return 0;
}
