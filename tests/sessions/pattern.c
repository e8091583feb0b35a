// SPDX-License-Identifier: GPL-2.0-or-later
/* pattern.c - from a pattern to the bytes of a datagram */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

#define STEP	157	/* odd: all 256 values in 256 steps */

/* What random bytes depend on. */
enum scope { SCOPE_SESSION, SCOPE_EXCHANGE, SCOPE_DATAGRAM };

struct output {
	const struct session *session;
	uint8_t *bytes;
	size_t length;
	size_t total_at;	/* of the field with the length of the datagram */
	size_t total_size;	/* 0: there is none */
	bool total_little;
	unsigned int item;
};

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014) */
static uint64_t mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15ull;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* How many datagrams went before it in its direction */
static uint64_t number(const struct session *s)
{
	return s->part ? (uint64_t)s->exchange * s->protocol->burst + s->part - 1 :
			 s->exchange;
}

static uint64_t state_of(const struct output *o, enum scope scope)
{
	const struct session *s = o->session;
	uint64_t state = mix(s->seed ^ (uint64_t)s->protocol->port << 32);

	if (scope != SCOPE_SESSION)
		state = mix(state ^ s->exchange);
	if (scope == SCOPE_DATAGRAM)
		state = mix(state ^ ((uint64_t)s->part << 8 | o->item) << 32);
	return state;
}

static uint8_t stepped(const struct output *o, enum scope scope)
{
	uint64_t first = mix(o->session->seed ^ o->session->protocol->port);
	uint64_t n = scope == SCOPE_EXCHANGE ? o->session->exchange :
					       number(o->session);

	return (uint8_t)(first + n * STEP);
}

static int put(struct output *o, uint8_t byte)
{
	if (o->length == SESSION_BYTES_MAX)
		return -1;
	o->bytes[o->length++] = byte;
	return 0;
}

static int put_random(struct output *o, enum scope scope, size_t n)
{
	uint64_t state = state_of(o, scope);
	size_t i;

	for (i = 0; i < n; i++) {
		state = mix(state);
		if (put(o, i || scope == SCOPE_SESSION ? (uint8_t)state :
							 stepped(o, scope)))
			return -1;
	}
	return 0;
}

static int put_number(struct output *o, uint64_t value, size_t n, bool little)
{
	size_t i, shift;

	for (i = 0; i < n; i++) {
		shift = 8 * (little ? i : n - 1 - i);
		if (put(o, shift < 64 ? (uint8_t)(value >> shift) : 0))
			return -1;
	}
	return 0;
}

static int put_total(struct output *o, size_t n, bool little)
{
	o->total_at = o->length;
	o->total_size = n;
	o->total_little = little;
	return put_number(o, 0, n, little);
}

/* An item that begins with a letter: @n, or @n to @most, bytes */
static int put_kind(struct output *o, char kind, size_t n, size_t most)
{
	size_t i;

	o->item++;
	switch (kind) {
	case 'z':
		for (i = 0; i < n; i++)
			if (put(o, 0))
				return -1;
		return 0;
	case 's':
		return put_random(o, SCOPE_SESSION, n);
	case 'x':
		return put_random(o, SCOPE_EXCHANGE, n);
	case 'r':
		n += mix(state_of(o, SCOPE_DATAGRAM)) % (most - n + 1);
		return put_random(o, SCOPE_DATAGRAM, n);
	case 'n':
	case 'l':
		return put_number(o, number(o->session), n, kind == 'l');
	case 'w':
	case 'v':
		return put_total(o, n, kind == 'v');
	}
	return -1;
}

static const char *put_text(struct output *o, const char *p)
{
	for (; *p && *p != '\''; p++)
		if (put(o, (uint8_t)*p))
			return NULL;
	return *p ? p + 1 : NULL;
}

static int nibble(char c)
{
	return isdigit((unsigned char)c) ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *put_hex(struct output *o, const char *p)
{
	for (; nibble(*p) >= 0; p += 2)
		if (nibble(p[1]) < 0 ||
		    put(o, (uint8_t)(nibble(p[0]) << 4 | nibble(p[1]))))
			return NULL;
	return p;
}

static const char *put_item(struct output *o, const char *p)
{
	char kind = *p, *end;
	size_t n, most;

	if (kind == '\'')
		return put_text(o, p + 1);
	if (nibble(kind) >= 0)
		return put_hex(o, p);
	n = most = strtoul(p + 1, &end, 10);
	if (*end == '-')
		most = strtoul(end + 1, &end, 10);
	if (!n || most < n || most > SESSION_BYTES_MAX)
		return NULL;
	return put_kind(o, kind, n, most) ? NULL : end;
}

static const char *pattern_of(const struct session *s)
{
	const char *const *list = s->part ? s->protocol->answer :
					    s->protocol->ask;
	size_t n = 0;

	while (n < SESSION_PATTERNS_MAX && list[n])
		n++;
	if (!n)
		return NULL;
	return n == 1 || !s->exchange ? list[0] :
					list[1 + (s->exchange - 1) % (n - 1)];
}

int session_bytes(const struct session *s, uint8_t *out)
{
	struct output o = { .session = s, .bytes = out };
	const char *p = pattern_of(s);
	size_t length;

	while (p && *p) {
		if (*p == ' ')
			p++;
		else
			p = put_item(&o, p);
	}
	if (!p)
		return -1;
	length = o.length;
	o.length = o.total_at;
	put_number(&o, length, o.total_size, o.total_little);
	return (int)length;
}
