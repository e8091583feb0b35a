// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stays.c - the stays of a sensor's last snapshot, in a few bytes each
 *
 * Every window compares with them, and changes most of them while sources are forged. As
 * rows they would be found and written one by one, in pages all over the table; so they
 * are divided into PARTS by their address, each a blob, and only parts that have changed
 * are written.
 *
 * A blob: FORMAT, then for each stay its flags, address (4 or 16 bytes), instance
 * (8 bytes, little endian), bytes, and the packets of each class that has any; numbers in
 * groups of seven bits, the lowest first.
 */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "internal.h"

#define PARTS		256
#define FORMAT		1
#define STAY_MAX	(2 + 16 + 8 + 10 * (1 + CLASS_COUNT))

#define FLAG_INSIDE	0x01
#define FLAG_IP4	0x02

_Static_assert(CLASS_COUNT <= 8, "the classes of a stay are the bits of a byte");

int stay_compare(const struct store_source *a, const struct store_source *b)
{
	if (a->address.hi != b->address.hi)
		return a->address.hi < b->address.hi ? -1 : 1;
	if (a->address.lo != b->address.lo)
		return a->address.lo < b->address.lo ? -1 : 1;
	if (a->inside != b->inside)
		return a->inside < b->inside ? -1 : 1;
	if (a->instance != b->instance)
		return a->instance < b->instance ? -1 : 1;
	return 0;
}

/* Bytes of a part; @was: as they are stored. */
struct part {
	uint8_t *bytes;
	size_t used;
	size_t room;
	uint8_t *was;
	size_t was_size;
};

static uint8_t *put_fixed(uint8_t *to, uint64_t n, int bytes)
{
	for (; bytes > 0; bytes--, n >>= 8)
		*to++ = (uint8_t)n;
	return to;
}

static uint8_t *put_number(uint8_t *to, uint64_t n)
{
	for (; n > 0x7f; n >>= 7)
		*to++ = (uint8_t)(n | 0x80);
	*to++ = (uint8_t)n;
	return to;
}

static int put_stay(struct part *part, const struct store_source *s)
{
	bool ip4 = address_is_ip4(s->address);
	uint8_t *to, *start, classes = 0;
	int c;

	to = array_reserve(part->bytes, &part->room, part->used, STAY_MAX + 1, 1);
	if (!to)
		return -1;
	part->bytes = to;
	if (!part->used)
		part->bytes[part->used++] = FORMAT;
	start = to = part->bytes + part->used;
	for (c = 0; c < CLASS_COUNT; c++)
		classes |= (uint8_t)((s->packets[c] != 0) << c);
	*to++ = (uint8_t)((s->inside ? FLAG_INSIDE : 0) | (ip4 ? FLAG_IP4 : 0));
	*to++ = classes;
	if (!ip4)
		to = put_fixed(to, s->address.hi, 8);
	to = put_fixed(to, s->address.lo, ip4 ? 4 : 8);
	to = put_fixed(to, s->instance, 8);
	to = put_number(to, s->bytes);
	for (c = 0; c < CLASS_COUNT; c++)
		if (s->packets[c])
			to = put_number(to, s->packets[c]);
	part->used += (size_t)(to - start);
	return 0;
}

/* Bytes that are read; @bad: there were too few of them. */
struct reader {
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
};

static uint64_t get_fixed(struct reader *r, int bytes)
{
	uint64_t n = 0;
	int i;

	if (r->end - r->at < bytes) {
		r->bad = true;
		return 0;
	}
	for (i = 0; i < bytes; i++)
		n |= (uint64_t)*r->at++ << 8 * i;
	return n;
}

static uint64_t get_number(struct reader *r)
{
	unsigned int shift;
	uint64_t n = 0;

	for (shift = 0; shift < 64 && r->at < r->end; shift += 7) {
		n |= (uint64_t)(*r->at & 0x7f) << shift;
		if (!(*r->at++ & 0x80))
			return n;
	}
	r->bad = true;
	return 0;
}

static void get_stay(struct reader *r, struct store_source *s)
{
	unsigned int flags = (unsigned int)get_fixed(r, 1);
	unsigned int classes = (unsigned int)get_fixed(r, 1);
	int c;

	memset(s, 0, sizeof(*s));
	s->inside = flags & FLAG_INSIDE;
	if (flags & FLAG_IP4) {
		s->address = address_ip4((uint32_t)get_fixed(r, 4));
	} else {
		s->address.hi = get_fixed(r, 8);
		s->address.lo = get_fixed(r, 8);
	}
	s->instance = get_fixed(r, 8);
	s->bytes = get_number(r);
	for (c = 0; c < CLASS_COUNT; c++)
		if (classes & 1u << c)
			s->packets[c] = get_number(r);
}

static int load_part(struct store *store, sqlite3_stmt *s,
		     struct store_source **list, size_t *room, size_t *count)
{
	struct reader r = { .at = sqlite3_column_blob(s, 1) };

	r.end = r.at + sqlite3_column_bytes(s, 1);
	if (get_fixed(&r, 1) != FORMAT)
		return db_fail(store->db, "%s: written by a newer nf-slammer: update nf-slammer",
			       store->db->path);
	while (r.at < r.end) {
		if (array_grow(list, room, *count))
			return db_fail(store->db, "out of memory");
		get_stay(&r, &(*list)[(*count)++]);
	}
	if (!r.bad)
		return 0;
	db_fail(store->db, "%s: the state of sensor %s is damaged",
		store->db->path, sqlite3_column_text(s, 2));
	store->db->fault = DB_DAMAGED;
	return -1;
}

static int load_parts(struct record *record, struct store_source **list,
		      size_t *room, size_t *count)
{
	struct store *store = record->store;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT part, stays, name FROM state_stays JOIN sensor ON id = sensor WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	while ((ret = db_step(store->db, s)) > 0) {
		if (load_part(store, s, list, room, count)) {
			ret = -1;
			break;
		}
	}
	sqlite3_finalize(s);
	return ret;
}

/* Rows of version 6 and before; stays_save() deletes them. */
static int load_rows(struct record *record, struct store_source **list,
		     size_t *room, size_t *count)
{
	struct store *store = record->store;
	struct store_source *w;
	sqlite3_stmt *s;
	int ret, i;

	s = db_prepare(store->db, "SELECT address, inside, instance, bytes" SLAMMER_CLASSES(CLASS_COLUMN) " FROM state_source WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	while ((ret = db_step(store->db, s)) > 0) {
		if (array_grow(list, room, *count)) {
			ret = db_fail(store->db, "out of memory");
			break;
		}
		w = &(*list)[(*count)++];
		memset(w, 0, sizeof(*w));
		w->address = db_column_address(s, 0);
		w->inside = sqlite3_column_int(s, 1) != 0;
		w->instance = (uint64_t)sqlite3_column_int64(s, 2);
		w->bytes = (uint64_t)sqlite3_column_int64(s, 3);
		for (i = 0; i < CLASS_COUNT; i++)
			w->packets[i] = (uint64_t)sqlite3_column_int64(s, 4 + i);
	}
	sqlite3_finalize(s);
	return ret;
}

static int compare_stays(const void *a, const void *b)
{
	return stay_compare(a, b);
}

int stays_load(struct record *record, struct store_source **list, size_t *count)
{
	size_t room = 0;

	*list = NULL;
	*count = 0;
	if (load_rows(record, list, &room, count) ||
	    load_parts(record, list, &room, count))
		return -1;
	if (*count)
		qsort(*list, *count, sizeof(**list), compare_stays);
	return 0;
}

static struct part *part_of(struct part *parts, struct address address)
{
	return &parts[sketch_hash(address) % PARTS];
}

static int read_parts(struct record *record, struct part *parts)
{
	struct store *store = record->store;
	struct part *part;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(store->db, "SELECT part, stays FROM state_stays WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	while ((ret = db_step(store->db, s)) > 0) {
		part = &parts[sqlite3_column_int64(s, 0) & (PARTS - 1)];
		part->was_size = (size_t)sqlite3_column_bytes(s, 1);
		part->was = malloc(part->was_size + 1);
		if (!part->was) {
			ret = db_fail(store->db, "out of memory");
			break;
		}
		memcpy(part->was, sqlite3_column_blob(s, 1), part->was_size);
	}
	sqlite3_finalize(s);
	return ret;
}

static int write_parts(struct record *record, const struct part *parts)
{
	struct store *store = record->store;
	const struct part *p;
	sqlite3_stmt *s;
	int i, ret = 0;

	s = db_prepare(store->db, "INSERT INTO state_stays VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET stays = excluded.stays");
	if (!s)
		return -1;
	for (i = 0; !ret && i < PARTS; i++) {
		p = &parts[i];
		if (p->used ? p->used == p->was_size &&
			      !memcmp(p->bytes, p->was, p->used) :
			      p->was_size <= 1)
			continue;
		sqlite3_bind_int64(s, 1, record->sensor);
		sqlite3_bind_int(s, 2, i);
		/* A part that has become empty keeps its row, with the format alone. */
		sqlite3_bind_blob(s, 3, p->used ? p->bytes : (const uint8_t[]){ FORMAT },
				  p->used ? (int)p->used : 1, SQLITE_STATIC);
		ret = db_run(store->db, s);
	}
	sqlite3_finalize(s);
	return ret;
}

static int forget_rows(struct record *record)
{
	sqlite3_stmt *s;

	s = db_prepare(record->store->db, "DELETE FROM state_source WHERE sensor = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, record->sensor);
	return db_run_once(record->store->db, s);
}

int stays_save(struct record *record, const struct store_source *const *now,
	       size_t count)
{
	struct part *parts = calloc(PARTS, sizeof(*parts));
	int ret = 0;
	size_t i;

	for (i = 0; parts && !ret && i < count; i++)
		ret = put_stay(part_of(parts, now[i]->address), now[i]);
	if (!parts || ret)
		ret = db_fail(record->store->db, "out of memory");
	if (!ret && (read_parts(record, parts) || write_parts(record, parts) ||
		     forget_rows(record)))
		ret = -1;
	for (i = 0; parts && i < PARTS; i++) {
		free(parts[i].bytes);
		free(parts[i].was);
	}
	free(parts);
	return ret;
}
