// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * observations.c - records of a few bytes in one buffer, and an index by owner
 *
 * A record: flags (kind, sides, family, evidence), classes, address, then numbers in
 * groups of seven bits. The last time is stored as the difference to the first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "store/store.h"
#include "observations.h"

#define RECORD_MAX	80
#define PROGRESS	4096	/* sources between two calls */

#define FLAG_KIND	0x03u
#define FLAG_INSIDE	0x0cu	/* OBSERVED_* << 2 */
#define FLAG_IP4	0x10u
#define FLAG_EVIDENCE	0x60u	/* enum evidence << 5 */

/* @record: number of its first eight bytes, so that 32 bits suffice for 32 GiB */
struct entry {
	uint32_t owner;
	uint32_t record;
};

#define ALIGN	8

struct observations {
	const struct constituents *constituents;
	uint64_t sources;
	uint64_t unassigned;
	uint8_t *bytes;
	size_t used;
	size_t room;
	struct entry *index;
	size_t count;
	size_t index_room;
	struct observation *list;
	size_t list_room;
	observations_progress_fn progress;
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

/* Room for another record and its entry; false if there is none. */
static bool make_room(struct observations *o)
{
	void *bytes;

	if (o->used / ALIGN > UINT32_MAX)
		return false;
	bytes = array_reserve(o->bytes, &o->room, o->used, RECORD_MAX, 1);
	if (!bytes)
		return false;
	o->bytes = bytes;
	return !array_grow(&o->index, &o->index_room, o->count);
}

static void add(struct observations *o, uint32_t owner, const struct observation *seen)
{
	bool ip4 = address_is_ip4(seen->address);
	uint8_t *to;

	if (!make_room(o)) {
		o->failed = true;
		return;
	}
	o->index[o->count++] = (struct entry){ owner,
					       (uint32_t)(o->used / ALIGN) };
	to = o->bytes + o->used;
	*to++ = (uint8_t)(seen->kind | seen->inside << 2 |
			  seen->evidence << 5 | (ip4 ? FLAG_IP4 : 0));
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
	to = put_number(to, seen->targets);
	o->used = ((size_t)(to - o->bytes) + ALIGN - 1) / ALIGN * ALIGN;
}

static void get(const struct observations *o, const struct entry *entry,
		struct observation *seen)
{
	const uint8_t *from = o->bytes + (size_t)entry->record * ALIGN;
	uint8_t flags = *from++;
	uint64_t first, length, targets;
	uint32_t low;

	seen->kind = flags & FLAG_KIND;
	seen->inside = (flags & FLAG_INSIDE) >> 2;
	seen->evidence = (flags & FLAG_EVIDENCE) >> 5;
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
	from = get_number(from, &seen->bytes);
	get_number(from, &targets);
	seen->targets = (uint32_t)targets;
	seen->first = (int64_t)first;
	seen->last = seen->first + (int64_t)length;
}

/* The classes of a kind; none if the source is on the wrong side. */
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

bool observation_accuses(unsigned int kind, uint64_t packets,
			 unsigned int evidence,
			 const struct evidence_limits *limits)
{
	switch (kind) {
	case CONSTITUENT_INFECTED:
		return true;
	case CONSTITUENT_ATTACK:
		return evidence > EVIDENCE_WEAK;
	default:
		return packets >= limits->packets;
	}
}

enum evidence observation_judge(unsigned int kind, uint64_t packets,
				uint32_t targets, unsigned int evidence,
				const struct evidence_limits *limits)
{
	if (kind != CONSTITUENT_ATTACK || evidence == EVIDENCE_WORM)
		return (enum evidence)evidence;
	return packets >= limits->packets && targets >= limits->targets ?
	       EVIDENCE_MANY : EVIDENCE_WEAK;
}

uint64_t observation_bytes(uint64_t a, uint64_t b)
{
	return a && b ? a + b : 0;
}

static void add_evidence(struct observation *seen,
			 const struct store_merged_source *source,
			 const struct evidence_limits *limits)
{
	seen->evidence = (uint8_t)evidence_of(source->packets, source->targets,
					      *limits);
	if (seen->kind == CONSTITUENT_ATTACK)
		seen->targets = evidence_targets(source->targets);
	/*
	 * An estimate; nobody attacks more hosts than with one packet each. Targets
	 * from before the period stay where they are the grounds.
	 */
	if (seen->targets > seen->packets && seen->packets >= limits->targets)
		seen->targets = (uint32_t)seen->packets;
}

static void add_kind(struct observations *o, uint32_t owner,
		      enum constituent_kind kind, const struct store_merged_source *source)
{
	const struct evidence_limits *limits =
		&constituents_get(o->constituents, owner)->evidence;
	uint32_t wanted = classes_of(kind, source);
	struct observation seen = {
		.kind = (uint8_t)kind,
		.inside = source->inside ? OBSERVED_INSIDE : OBSERVED_OUTSIDE,
		.address = source->address, .first = source->first,
		.last = source->last,
	};
	uint64_t all = 0;
	unsigned int class;

	for (class = 0; class < CLASS_COUNT; class++) {
		all += source->packets[class];
		if (!(wanted & 1u << class) || !source->packets[class])
			continue;
		seen.classes |= 1u << class;
		seen.packets += source->packets[class];
	}
	/* The store has one sum of bytes for all classes of a source. */
	if (seen.packets == all)
		seen.bytes = source->bytes;
	/* The clock may have been set back: never a negative difference. */
	if (seen.first < 0)
		seen.first = 0;
	if (seen.last < seen.first)
		seen.last = seen.first;
	add_evidence(&seen, source, limits);
	if (seen.packets && observation_accuses(kind, seen.packets,
						seen.evidence, limits))
		add(o, owner, &seen);
}

static int add_source(const struct store_merged_source *source, void *arg)
{
	struct observations *o = arg;
	uint32_t owner = constituents_owner(o->constituents, source->address);
	const struct constituent *c;
	unsigned int kind;

	o->sources++;
	if (o->progress && !(o->sources % PROGRESS))
		o->progress(o->sources, o->arg);
	if (owner == CONSTITUENTS_NOBODY) {
		o->unassigned++;
		return 0;
	}
	c = constituents_get(o->constituents, owner);
	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++)
		if (!(c->opt_out & 1u << kind) &&
		    (kind != CONSTITUENT_SCAN || c->scans))
			add_kind(o, owner, (enum constituent_kind)kind, source);
	return o->failed;
}

static int by_owner(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	return x->record < y->record ? -1 : x->record > y->record;
}

struct observations *observations_collect(struct store *store,
				const struct store_range *range,
				const struct constituents *constituents,
				observations_progress_fn progress, void *arg,
				struct error *error)
{
	struct observations *o = calloc(1, sizeof(*o));

	if (!o) {
		error_no_memory(error);
		return NULL;
	}
	o->constituents = constituents;
	o->progress = progress;
	o->arg = arg;
	if (store_merged_sources(store, range, add_source, o) && !o->failed) {
		error_set(error, "%s", store_error(store));
		goto fail;
	}
	if (o->failed) {
		error_no_memory(error);
		goto fail;
	}
	if (o->count)
		qsort(o->index, o->count, sizeof(*o->index), by_owner);
	return o;
fail:
	observations_free(o);
	return NULL;
}

void observations_free(struct observations *o)
{
	if (!o)
		return;
	free(o->bytes);
	free(o->index);
	free(o->list);
	free(o);
}

uint64_t observations_count(const struct observations *o, uint64_t *unassigned)
{
	*unassigned = o->unassigned;
	return o->sources;
}

/* An address observed on both sides is listed twice: the same kind becomes one. */
static bool merge(struct observation *list, size_t count,
		  const struct observation *next)
{
	struct observation *seen;

	for (seen = list + count; seen > list; ) {
		seen--;
		if (!address_equal(seen->address, next->address))
			return false;
		if (seen->kind != next->kind)
			continue;
		seen->inside |= next->inside;
		seen->classes |= next->classes;
		if (seen->evidence < next->evidence)
			seen->evidence = next->evidence;
		if (seen->targets < next->targets)
			seen->targets = next->targets;
		seen->packets += next->packets;
		seen->bytes = observation_bytes(seen->bytes, next->bytes);
		seen->first = next->first < seen->first ? next->first :
							  seen->first;
		seen->last = next->last > seen->last ? next->last : seen->last;
		return true;
	}
	return false;
}

/* Moves the last one among those of its address, by kind; outside ones come first. */
static void insert_last(struct observation *list, size_t count)
{
	struct observation last = list[count - 1];
	size_t i = count - 1;

	while (i && address_equal(list[i - 1].address, last.address) &&
	       list[i - 1].kind > last.kind) {
		list[i] = list[i - 1];
		i--;
	}
	list[i] = last;
}

static size_t first_of(const struct observations *o, uint32_t owner)
{
	size_t low = 0, high = o->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (o->index[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t observations_of(struct observations *o, uint32_t owner,
			const struct observation **list)
{
	size_t i, begin = first_of(o, owner), end = begin, count = 0;
	struct observation seen, *list_new;

	while (end < o->count && o->index[end].owner == owner)
		end++;
	list_new = array_reserve(o->list, &o->list_room, 0, end - begin + 1,
				 sizeof(*o->list));
	if (!list_new)
		return -1;
	o->list = list_new;
	for (i = begin; i < end; i++) {
		get(o, &o->index[i], &seen);
		if (merge(o->list, count, &seen))
			continue;
		o->list[count++] = seen;
		insert_last(o->list, count);
	}
	*list = o->list;
	return (int64_t)count;
}
