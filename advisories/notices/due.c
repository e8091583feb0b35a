// SPDX-License-Identifier: GPL-2.0-or-later
/* due.c - what was seen and what was told, walked side by side */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "due.h"

#define DAY	86400

struct walk {
	struct due *due;
	const struct constituent *constituent;
	const struct seen *seen;
	size_t left;
	const struct store_range *range;
};

static struct due_item *grow(struct due *due)
{
	struct due_item *list;

	if (due->count == due->room) {
		list = reallocarray(due->list, due->room ? due->room * 2 : 64,
				    sizeof(*list));
		if (!list)
			return NULL;
		due->list = list;
		due->room = due->room ? due->room * 2 : 64;
	}
	return memset(&due->list[due->count++], 0, sizeof(*due->list));
}

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct ledger_item fresh(const struct seen *seen,
				const struct store_range *range,
				unsigned int occurrence)
{
	return (struct ledger_item){
		.kind = seen->kind, .address = seen->address,
		.inside = seen->inside, .classes = seen->classes,
		.occurrence = occurrence, .first = seen->first,
		.last = seen->last, .packets = seen->packets,
		.bytes = seen->bytes, .upto = range->until, .seen = seen->last,
	};
}

static int add_new(struct walk *w, const struct seen *seen,
		   unsigned int occurrence)
{
	struct due_item *d = grow(w->due);

	if (!d)
		return -1;
	d->item = fresh(seen, w->range, occurrence);
	d->tell = true;
	w->due->news++;
	return 0;
}

/* It waits already: a period that overlaps is not counted twice. */
static void join(struct ledger_item *item, const struct seen *seen,
		 const struct store_range *range)
{
	if (range->from >= item->upto) {
		item->packets += seen->packets;
		item->bytes += seen->bytes;
	} else {
		item->packets = seen->packets > item->packets ? seen->packets :
								item->packets;
		item->bytes = seen->bytes > item->bytes ? seen->bytes :
							  item->bytes;
	}
	item->inside |= seen->inside;
	item->classes |= seen->classes;
	item->first = seen->first < item->first ? seen->first : item->first;
	item->last = later_of(seen->last, item->last);
	item->upto = later_of(range->until, item->upto);
	item->seen = later_of(item->seen, seen->last);
}

/* @seen NULL: it was not, this time. */
static int add_known(struct walk *w, const struct ledger_item *item,
		     const struct seen *seen)
{
	int64_t quiet = (int64_t)w->constituent->quiet_days * DAY;
	struct due_item *d;

	if (seen && item->notice && seen->first > item->seen + quiet)
		return add_new(w, seen, item->occurrence + 1);
	if (!seen && (item->notice ||
		      w->constituent->opt_out & 1u << item->kind))
		return 0;
	d = grow(w->due);
	if (!d)
		return -1;
	d->item = *item;
	if (!item->notice) {
		if (seen)
			join(&d->item, seen, w->range);
		d->tell = true;
		w->due->news++;
	} else if (seen->last > item->seen) {
		d->item.seen = seen->last;
		d->changed = true;
	}
	return 0;
}

static int compare(const struct seen *seen, const struct ledger_item *item)
{
	if (seen->address.hi != item->address.hi)
		return seen->address.hi < item->address.hi ? -1 : 1;
	if (seen->address.lo != item->address.lo)
		return seen->address.lo < item->address.lo ? -1 : 1;
	return (int)seen->kind - (int)item->kind;
}

static int walk_item(const struct ledger_item *item, void *arg)
{
	struct walk *w = arg;
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

static int find_interval(struct due *due, struct ledger *ledger,
			 const struct constituent *constituent, int64_t now)
{
	int64_t made;

	due->later = 0;
	if (!ledger || !due->news)
		return 0;
	if (ledger_last(ledger, constituent->name, &made))
		return -1;
	if (made && made + constituent->interval > now)
		due->later = made + constituent->interval;
	return 0;
}

int due_find(struct due *due, struct ledger *ledger, struct archive *archive,
	     const struct constituent *constituent, const struct seen *seen,
	     size_t n_seen, const struct store_range *range, int64_t now,
	     struct error *error)
{
	struct walk w = {
		.due = due, .constituent = constituent, .seen = seen,
		.left = n_seen, .range = range,
	};
	int ret = 0;

	due->count = due->news = 0;
	if (ledger)
		ret = ledger_items(ledger, constituent->name, walk_item, &w);
	for (; !ret && w.left; w.left--)
		ret = add_new(&w, w.seen++, 1) ? 1 : 0;
	if (!ret)
		ret = find_interval(due, ledger, constituent, now);
	if (ret)
		error_set(error, "%s", ret > 0 ? "out of memory" :
						      archive_error(archive));
	return ret ? -1 : 0;
}

void due_free(struct due *due)
{
	free(due->list);
	memset(due, 0, sizeof(*due));
}

int due_write(const struct due *due, struct ledger *ledger,
	      const char *constituent, int64_t notice)
{
	struct ledger_item item;
	size_t i;

	for (i = 0; i < due->count; i++) {
		if (!due->list[i].tell && !due->list[i].changed)
			continue;
		item = due->list[i].item;
		if (due->list[i].tell)
			item.notice = notice;
		if (ledger_put(ledger, constituent, &item))
			return -1;
	}
	return 0;
}
