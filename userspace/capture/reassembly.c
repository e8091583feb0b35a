// SPDX-License-Identifier: GPL-2.0-or-later
/* reassembly.c - datagrams from their fragments, as Linux' nf_defrag does it */
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "common/array.h"
#include "fragment.h"
#include "internal.h"
#include "nfslammer/prefix.h"
#include "reassembly.h"

#define BUCKETS		4096		/* a power of two */
#define MEMORY_MAX	(4u << 20)	/* net.ipv4.ipfrag_high_thresh */
#define OVERHEAD	768		/* of the kernel's buffer for a fragment */
#define WAIT_IP4	(30ull * NS_PER_SECOND)	/* net.ipv4.ipfrag_time */
#define WAIT_IP6	(60ull * NS_PER_SECOND)	/* nf_conntrack_frag6_timeout */
#define LENGTH_MAX	65535

/* Bytes of a datagram that are there: those of fragments that came in a row */
struct run {
	uint32_t start;
	uint32_t end;
};

/**
 * struct datagram - fragments that wait for others
 * @number:  of the last frame that came of it
 * @length:  of its data, as far as it is known; exactly if @last was there
 * @there:   bytes of it that came
 * @known:   no byte of it from here on need be in @data: the capture has cut it
 * @runs:    sorted, none overlaps another
 * @header:  of its first fragment, @header_size bytes of it; 0: not there yet
 * @data:    its first bytes
 */
struct datagram {
	LIST_ENTRY(datagram) same_hash;
	TAILQ_ENTRY(datagram) next;
	struct fragment_key key;
	uint64_t since;
	unsigned long long number;
	uint32_t memory;
	uint32_t length;
	uint32_t there;
	uint32_t known;
	bool last;
	struct run *runs;
	size_t count;
	size_t room;
	uint32_t header_size;
	uint8_t header[PACKET_FRAME];
	uint8_t data[PACKET_FRAME];
};

TAILQ_HEAD(datagrams, datagram);

/**
 * struct reassembly - all datagrams that wait
 * @waiting: those of IPv4, and of IPv6, the oldest first
 * @whole:   bytes of the last one that became complete
 */
struct reassembly {
	LIST_HEAD(bucket, datagram) buckets[BUCKETS];
	struct datagrams waiting[2];
	uint64_t memory;
	uint8_t whole[PACKET_FRAME];
};

struct reassembly *reassembly_new(void)
{
	struct reassembly *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	TAILQ_INIT(&r->waiting[0]);
	TAILQ_INIT(&r->waiting[1]);
	return r;
}

static struct datagrams *waiting_of(struct reassembly *r, uint8_t family)
{
	return &r->waiting[family == 6];
}

static void forget(struct reassembly *r, struct datagram *d)
{
	LIST_REMOVE(d, same_hash);
	TAILQ_REMOVE(waiting_of(r, d->key.family), d, next);
	r->memory -= d->memory;
	free(d->runs);
	free(d);
}

void reassembly_free(struct reassembly *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; i < 2; i++)
		while (!TAILQ_EMPTY(&r->waiting[i]))
			forget(r, TAILQ_FIRST(&r->waiting[i]));
	free(r);
}

static bool same_key(const struct fragment_key *a, const struct fragment_key *b)
{
	return a->id == b->id && a->family == b->family &&
	       a->protocol == b->protocol && address_equal(a->src, b->src) &&
	       address_equal(a->dst, b->dst);
}

/* Spreads two addresses over 32 bits. */
static uint32_t addresses_hash(struct address from, struct address to)
{
	uint64_t h;

	h = (from.hi ^ (from.lo << 1)) * 0x9e3779b97f4a7c15ull;
	h ^= (to.hi + (to.lo << 1)) * 0xc2b2ae3d27d4eb4full;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	return (uint32_t)(h >> 32);
}

static struct bucket *bucket_of(struct reassembly *r,
				const struct fragment_key *key)
{
	uint32_t hash = addresses_hash(key->src, key->dst) ^ key->id * 0x9e3779b1u;

	return &r->buckets[(hash ^ hash >> 16) & (BUCKETS - 1)];
}

/* The datagram of a fragment, new if there is none; NULL: out of memory. */
static struct datagram *datagram_of(struct reassembly *r,
				    const struct fragment_key *key, uint64_t now)
{
	struct bucket *bucket = bucket_of(r, key);
	struct datagram *d;

	LIST_FOREACH(d, bucket, same_hash)
		if (same_key(&d->key, key))
			return d;
	d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	d->key = *key;
	d->since = now;
	d->known = UINT32_MAX;
	LIST_INSERT_HEAD(bucket, d, same_hash);
	TAILQ_INSERT_TAIL(waiting_of(r, key->family), d, next);
	return d;
}

/* What a fragment does to its datagram, by its end alone */
enum end { END_FITS, END_IGNORED, END_DISCARDS };

/*
 * As ip_frag_queue() and nf_ct_frag6_queue(): the one of IPv4 discards the datagram,
 * the one of IPv6 the fragment. IPv4 trims what is no multiple of 8.
 */
static enum end check_end(struct datagram *d, struct fragment *f)
{
	bool ip6 = f->key.family == 6;
	enum end wrong = ip6 ? END_IGNORED : END_DISCARDS;

	if (f->end > LENGTH_MAX)
		return wrong;
	if (!f->more) {
		if (f->end < d->length || (d->last && f->end != d->length))
			return wrong;
		d->last = true;
		d->length = f->end;
	} else {
		if (f->end % 8 && ip6)
			return END_DISCARDS;
		f->end &= ~7u;
		if (f->end > d->length) {
			if (d->last)
				return wrong;
			d->length = f->end;
		}
	}
	return f->end > f->offset ? END_FITS : wrong;
}

enum placed { PLACED, DUPLICATE, OVERLAP, NO_MEMORY };

/*
 * inet_frag_queue_insert(): only what follows the last run is joined to it, so that a
 * fragment over two runs in the middle is an overlap and no duplicate.
 */
static enum placed place(struct datagram *d, const struct fragment *f)
{
	struct run *run;
	size_t i;

	for (i = 0; i < d->count && f->offset >= d->runs[i].end; i++)
		;
	if (i < d->count && f->end > d->runs[i].start)
		return f->offset >= d->runs[i].start &&
		       f->end <= d->runs[i].end ? DUPLICATE : OVERLAP;
	d->there += f->end - f->offset;
	if (i && i == d->count && d->runs[i - 1].end == f->offset) {
		d->runs[i - 1].end = f->end;
		return PLACED;
	}
	if (array_grow(&d->runs, &d->room, d->count))
		return NO_MEMORY;
	run = d->runs + i;
	memmove(run + 1, run, (d->count - i) * sizeof(*run));
	*run = (struct run) { f->offset, f->end };
	d->count++;
	return PLACED;
}

static void keep_header(struct datagram *d, const struct fragment *f)
{
	d->header_size = f->header_size;
	memcpy(d->header, f->header, min_u32(f->header_size, PACKET_FRAME));
	if (f->key.family == 6 && f->next_at < PACKET_FRAME)
		d->header[f->next_at] = f->next;
}

static void keep(struct datagram *d, const struct fragment *f)
{
	uint32_t size = f->end - f->offset, avail = min_u32(f->avail, size);

	if (avail < size)
		d->known = min_u32(d->known, f->offset + avail);
	if (f->offset < PACKET_FRAME)
		memcpy(d->data + f->offset, f->data,
		       min_u32(avail, PACKET_FRAME - f->offset));
	if (!f->offset)
		keep_header(d, f);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* The whole datagram in place of its last fragment; false if it is too long. */
static bool complete(struct reassembly *r, const struct datagram *d,
		     struct frame *frame)
{
	uint32_t header = min_u32(d->header_size, PACKET_FRAME);
	uint32_t room = PACKET_FRAME - header;
	bool ip6 = d->key.family == 6;
	uint32_t total = d->header_size + d->length;

	if (total - (ip6 ? 40 : 0) > LENGTH_MAX)
		return false;
	memcpy(r->whole, d->header, header);
	memcpy(r->whole + header, d->data, room);
	if (ip6) {
		put16(r->whole + 4, total - 40);
	} else {
		put16(r->whole + 2, total);
		put16(r->whole + 6, 0);
	}
	frame->bytes = r->whole;
	frame->avail = header + min_u32(room, min_u32(d->length, d->known));
	frame->wire = total;
	frame->type = ip6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4;
	return true;
}

/* A fragment of datagram @d */
static enum reassembly_result add(struct reassembly *r, struct datagram *d,
				  struct fragment *f, struct frame *frame)
{
	bool whole;

	switch (check_end(d, f)) {
	case END_IGNORED:
		return REASSEMBLY_WAITS;
	case END_DISCARDS:
		forget(r, d);
		return REASSEMBLY_DISCARDED;
	case END_FITS:
		break;
	}
	switch (place(d, f)) {
	case DUPLICATE:
		return REASSEMBLY_WAITS;
	case OVERLAP:
		forget(r, d);
		return REASSEMBLY_DISCARDED;
	case NO_MEMORY:
		return REASSEMBLY_FAILED;
	case PLACED:
		break;
	}
	d->memory += f->end - f->offset + OVERHEAD;
	r->memory += f->end - f->offset + OVERHEAD;
	keep(d, f);
	if (!d->last || d->there != d->length)
		return REASSEMBLY_WAITS;
	whole = complete(r, d, frame);
	forget(r, d);
	return whole ? REASSEMBLY_WHOLE : REASSEMBLY_DISCARDED;
}

static void set_addresses(const struct fragment_key *key, struct packet *pkt)
{
	pkt->family = key->family;
	pkt->src = key->src;
	pkt->dst = key->dst;
}

enum reassembly_result reassembly_add(struct reassembly *r, struct frame *frame,
				      unsigned long long number, uint64_t now,
				      struct packet *pkt)
{
	struct fragment f;
	struct datagram *d;

	if (!fragment_read(frame, &f))
		return REASSEMBLY_NONE;
	set_addresses(&f.key, pkt);
	d = datagram_of(r, &f.key, now);
	if (!d)
		return REASSEMBLY_FAILED;
	if (!d->number && r->memory > MEMORY_MAX) {
		forget(r, d);
		return REASSEMBLY_DISCARDED;
	}
	d->number = number;
	return add(r, d, &f, frame);
}

bool reassembly_expired(struct reassembly *r, uint64_t now,
			unsigned long long *number, struct packet *pkt)
{
	static const uint64_t wait[2] = { WAIT_IP4, WAIT_IP6 };
	struct datagram *d;
	size_t i;

	for (i = 0; i < 2; i++) {
		d = TAILQ_FIRST(&r->waiting[i]);
		if (!d || (now != UINT64_MAX && now - d->since < wait[i]))
			continue;
		set_addresses(&d->key, pkt);
		*number = d->number;
		forget(r, d);
		return true;
	}
	return false;
}
