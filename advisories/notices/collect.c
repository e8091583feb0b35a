// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gather.c - records of a few bytes in one long buffer, and an index by owner
 *
 * A record: flags (kind, sides, family), classes, address, then numbers in pieces of
 * seven bits. The last time is the difference to the first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "store/store.h"
#include "collect.h"

#define RECORD_MAX	80
#define STEP		4096

#define FLAG_KIND	0x03u
#define FLAG_INSIDE	0x0cu	/* SEEN_* << 2 */
#define FLAG_IP4	0x10u

/* @record: number of its first eight bytes, so that 32 bits suffice for 32 GiB */
struct entry {
	uint32_t owner;
	uint32_t record;
};

#define ALIGN	8

struct gathered {
	const struct constituents *constituents;
	uint64_t sources;
	uint64_t nobodys;
	uint8_t *bytes;
	size_t used;
	size_t room;
	struct entry *index;
	size_t count;
	size_t index_room;
	struct seen *list;
	size_t list_room;
	gather_step_fn step;
	void *arg;
	bool failed;
};

static uint8_t *put_number(uint8_t *to, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		*to++ = (uint8_t)(n | 0x80);
	*to++ = (uint8_t)n;
	return to;
}

static const uint8_t *get_number(const uint8_t *from, uint64_t *n)
{
	unsigned int shift = 0;

	*n = 0;
	do {
		*n |= (uint64_t)(*from & 0x7f) << shift;
		shift += 7;
	} while (*from++ & 0x80);
	return from;
}

static bool make_room(struct gathered *g)
{
	void *bigger;

	if (g->used / ALIGN > UINT32_MAX)
		return false;
	if (g->used + RECORD_MAX > g->room) {
		g->room = g->room ? g->room + g->room / 2 : 1u << 16;
		bigger = realloc(g->bytes, g->room);
		if (!bigger)
			return false;
		g->bytes = bigger;
	}
	if (g->count == g->index_room) {
		g->index_room = g->index_room ? g->index_room +
				g->index_room / 2 : 4096;
		bigger = reallocarray(g->index, g->index_room,
				      sizeof(*g->index));
		if (!bigger)
			return false;
		g->index = bigger;
	}
	return true;
}

static void add(struct gathered *g, uint32_t owner, const struct seen *seen)
{
	bool ip4 = address_is_ip4(seen->address);
	uint8_t *to;

	if (!make_room(g)) {
		g->failed = true;
		return;
	}
	g->index[g->count++] = (struct entry){ owner,
					       (uint32_t)(g->used / ALIGN) };
	to = g->bytes + g->used;
	*to++ = (uint8_t)(seen->kind | seen->inside << 2 | (ip4 ? FLAG_IP4 : 0));
	*to++ = (uint8_t)seen->classes;
	if (!ip4) {
		memcpy(to, &seen->address.hi, 8);
		memcpy(to + 8, &seen->address.lo, 8);
		to += 16;
	} else {
		uint32_t low = (uint32_t)seen->address.lo;

		memcpy(to, &low, 4);
		to += 4;
	}
	to = put_number(to, (uint64_t)seen->first);
	to = put_number(to, (uint64_t)(seen->last - seen->first));
	to = put_number(to, seen->packets);
	to = put_number(to, seen->bytes);
	g->used = ((size_t)(to - g->bytes) + ALIGN - 1) / ALIGN * ALIGN;
}

static void get(const struct gathered *g, const struct entry *entry,
		struct seen *seen)
{
	const uint8_t *from = g->bytes + (size_t)entry->record * ALIGN;
	uint8_t flags = *from++;
	uint64_t first, length;
	uint32_t low;

	seen->kind = flags & FLAG_KIND;
	seen->inside = (flags & FLAG_INSIDE) >> 2;
	seen->classes = *from++;
	if (flags & FLAG_IP4) {
		memcpy(&low, from, 4);
		seen->address = address_ip4(low);
		from += 4;
	} else {
		memcpy(&seen->address.hi, from, 8);
		memcpy(&seen->address.lo, from + 8, 8);
		from += 16;
	}
	from = get_number(from, &first);
	from = get_number(from, &length);
	from = get_number(from, &seen->packets);
	get_number(from, &seen->bytes);
	seen->first = (int64_t)first;
	seen->last = seen->first + (int64_t)length;
}

/* Classes that make a source one of a kind; none where its side does not fit. */
static uint32_t classes_of(enum constituent_kind kind,
			   const struct store_merged_source *source)
{
	switch (kind) {
	case CONSTITUENT_INFECTED:
		return 1u << CLASS_SLAMMER;
	case CONSTITUENT_ATTACK:
		return 1u << CLASS_OVERFLOW | 1u << CLASS_PINGPONG |
		       1u << CLASS_SIGNATURE;
	case CONSTITUENT_SCAN:
		return source->inside ? 0 : 1u << CLASS_REQUEST;
	case CONSTITUENT_REFLECTOR:
		return source->inside ? 1u << CLASS_RESPONSE : 0;
	case CONSTITUENT_KIND_COUNT:
		break;
	}
	return 0;
}

static void take_kind(struct gathered *g, uint32_t owner,
		      enum constituent_kind kind, const struct store_merged_source *source)
{
	uint32_t wanted = classes_of(kind, source);
	struct seen seen = {
		.kind = (uint8_t)kind,
		.inside = source->inside ? SEEN_INSIDE : SEEN_OUTSIDE,
		.address = source->address, .first = source->first,
		.last = source->last, .bytes = source->bytes,
	};
	unsigned int class;

	for (class = 0; class < CLASS_COUNT; class++) {
		if (!(wanted & 1u << class) || !source->packets[class])
			continue;
		seen.classes |= 1u << class;
		seen.packets += source->packets[class];
	}
	/* A clock that was set: never a negative difference. */
	if (seen.first < 0)
		seen.first = 0;
	if (seen.last < seen.first)
		seen.last = seen.first;
	if (seen.packets)
		add(g, owner, &seen);
}

static int take(const struct store_merged_source *source, void *arg)
{
	struct gathered *g = arg;
	uint32_t owner = constituents_owner(g->constituents, source->address);
	const struct constituent *c;
	unsigned int kind;

	g->sources++;
	if (g->step && !(g->sources % STEP))
		g->step(g->sources, g->arg);
	if (owner == CONSTITUENTS_NOBODY) {
		g->nobodys++;
		return 0;
	}
	c = constituents_get(g->constituents, owner);
	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++)
		if (!(c->opt_out & 1u << kind) &&
		    (kind != CONSTITUENT_SCAN || c->scans))
			take_kind(g, owner, (enum constituent_kind)kind, source);
	return g->failed;
}

static int by_owner(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	return x->record < y->record ? -1 : x->record > y->record;
}

struct gathered *gather_sources(struct store *store,
				const struct store_range *range,
				const struct constituents *constituents,
				gather_step_fn step, void *arg,
				struct error *error)
{
	struct gathered *g = calloc(1, sizeof(*g));

	if (!g) {
		error_no_memory(error);
		return NULL;
	}
	g->constituents = constituents;
	g->step = step;
	g->arg = arg;
	if (store_merged_sources(store, range, take, g)) {
		error_set(error, "%s", store_error(store));
		goto fail;
	}
	if (g->failed) {
		error_no_memory(error);
		goto fail;
	}
	if (g->count)
		qsort(g->index, g->count, sizeof(*g->index), by_owner);
	return g;
fail:
	gathered_free(g);
	return NULL;
}

void gathered_free(struct gathered *g)
{
	if (!g)
		return;
	free(g->bytes);
	free(g->index);
	free(g->list);
	free(g);
}

uint64_t gathered_sources(const struct gathered *g, uint64_t *nobodys)
{
	*nobodys = g->nobodys;
	return g->sources;
}

/* An address on both sides comes twice: the same kind becomes one. */
static bool joins(struct seen *list, size_t count, const struct seen *next)
{
	struct seen *seen;

	for (seen = list + count; seen > list; ) {
		seen--;
		if (!address_equal(seen->address, next->address))
			return false;
		if (seen->kind != next->kind)
			continue;
		seen->inside |= next->inside;
		seen->classes |= next->classes;
		seen->packets += next->packets;
		seen->bytes += next->bytes;
		seen->first = next->first < seen->first ? next->first :
							  seen->first;
		seen->last = next->last > seen->last ? next->last : seen->last;
		return true;
	}
	return false;
}

/* Kinds of one address in their order: an inside one comes behind outside ones. */
static void settle(struct seen *list, size_t count)
{
	struct seen last = list[count - 1];
	size_t i = count - 1;

	while (i && address_equal(list[i - 1].address, last.address) &&
	       list[i - 1].kind > last.kind) {
		list[i] = list[i - 1];
		i--;
	}
	list[i] = last;
}

static size_t first_of(const struct gathered *g, uint32_t owner)
{
	size_t low = 0, high = g->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (g->index[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t gathered_of(struct gathered *g, uint32_t owner, const struct seen **list)
{
	size_t i, begin = first_of(g, owner), end = begin, count = 0;
	struct seen seen, *bigger;

	while (end < g->count && g->index[end].owner == owner)
		end++;
	if (end - begin > g->list_room) {
		bigger = reallocarray(g->list, end - begin, sizeof(*bigger));
		if (!bigger)
			return -1;
		g->list = bigger;
		g->list_room = end - begin;
	}
	for (i = begin; i < end; i++) {
		get(g, &g->index[i], &seen);
		if (joins(g->list, count, &seen))
			continue;
		g->list[count++] = seen;
		settle(g->list, count);
	}
	*list = g->list;
	return (int64_t)count;
}
