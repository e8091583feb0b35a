// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * validate.c - fields of a row -> a row that counts, is skipped or is invalid
 *
 * Reports classify packets but do not contain them. Rows that name Slammer are
 * counted as the worm; all other rows about port 1434 as REASON_TRUNCATED, because
 * there is no payload to classify.
 */
#include <gcrypt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "internal.h"
#include "common/text.h"

#define PORT	1434

const char *import_skip_name(enum import_skip skip)
{
	static const char *const names[] = {
#define X(sym, name, text) name,
		IMPORT_SKIPS(X)
#undef X
	};

	return names[skip];
}

const char *import_skip_text(enum import_skip skip)
{
	static const char *const texts[] = {
#define X(sym, name, text) text,
		IMPORT_SKIPS(X)
#undef X
	};

	return texts[skip];
}

const char *field_name(enum import_format format, enum field field)
{
	static const char *const names[][2] = {
#define X(sym, column, key) { column, key },
		IMPORT_FIELDS(X)
#undef X
	};

	return names[field][format == IMPORT_INTELMQ];
}

__attribute__((format(printf, 4, 5)))
static enum row_status invalid(struct row_result *r, const struct raw_row *raw,
			       enum field field, const char *format, ...)
{
	char quoted[TEXT_QUOTE_MAX], text[WHAT_MAX - TEXT_QUOTE_MAX];
	const char *is = raw->text[field];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	r->field = field;
	if (!is)
		snprintf(r->what, sizeof(r->what),
			 "is neither a text nor an integer");
	else if (!*is)
		snprintf(r->what, sizeof(r->what), "is missing (%s)", text);
	else
		snprintf(r->what, sizeof(r->what), "%s is not %s",
			 text_quote(is, quoted), text);
	return ROW_INVALID;
}

static enum row_status skip(struct row_result *r, const struct raw_row *raw,
			    enum import_skip why)
{
	r->why = why;
	r->row.time = 0;
	if (raw->text[FIELD_TIME] &&
	    value_time(raw->text[FIELD_TIME], &r->row.time))
		r->row.time = 0;
	return ROW_SKIPPED;
}

/* Does the row name the worm, by any of its names? */
static bool is_named(const struct raw_row *raw)
{
	static const char *const names[] = {
		"slammer", "sapphire", "sqlexp", "helkern",
	};
	const char *text;
	size_t f, n;

	for (f = FIELD_FIRST_NAME; f < FIELD_COUNT_ALL; f++) {
		text = raw->text[f];
		for (n = 0; text && *text && n < sizeof(names) / sizeof(*names); n++)
			if (strcasestr(text, names[n]))
				return true;
	}
	return false;
}

static bool is_udp(const char *protocol)
{
	return !strcasecmp(protocol, "udp") || !strcmp(protocol, "17");
}

/* An optional port; 0 or -1. */
static int find_port(const char *text, uint16_t *port)
{
	uint64_t number = 0;

	if (!text || (*text && value_number(text, UINT16_MAX, &number)))
		return -1;
	*port = (uint16_t)number;
	return 0;
}

/* Is it about UDP port 1434, and does it name the worm? */
static enum row_status find_reason(struct row_result *r,
				   const struct raw_row *raw)
{
	const char *protocol = raw->text[FIELD_PROTOCOL];
	bool named = is_named(raw), has_port;

	if (!protocol)
		return invalid(r, raw, FIELD_PROTOCOL, "a protocol");
	/* The worm implies protocol and port: a report may omit them. */
	if (*protocol ? !is_udp(protocol) : !named)
		return skip(r, raw, IMPORT_SKIP_PROTOCOL);
	if (find_port(raw->text[FIELD_TARGET_PORT], &r->row.target_port))
		return invalid(r, raw, FIELD_TARGET_PORT, "a port (0 to 65535)");
	if (find_port(raw->text[FIELD_SOURCE_PORT], &r->row.source_port))
		return invalid(r, raw, FIELD_SOURCE_PORT, "a port (0 to 65535)");
	has_port = *raw->text[FIELD_TARGET_PORT];
	named = named && (!has_port || r->row.target_port == PORT);
	r->row.reason = named ? REASON_WORM : REASON_TRUNCATED;
	if (named || r->row.target_port == PORT || r->row.source_port == PORT)
		return ROW_VALID;
	return skip(r, raw, IMPORT_SKIP_PORT);
}

static enum row_status find_time(struct row_result *r,
				 const struct raw_row *raw, int64_t now)
{
	const char *text = raw->text[FIELD_TIME];
	int64_t time;

	if (!text || value_time(text, &time))
		return invalid(r, raw, FIELD_TIME,
			       "a time such as 2026-01-27 09:00:00 or 2026-01-27T09:00:00+09:00");
	if (time > now + IMPORT_AHEAD)
		return invalid(r, raw, FIELD_TIME,
			       "a time in the past");
	if (time < IMPORT_EARLIEST)
		return invalid(r, raw, FIELD_TIME,
			       "a time in 2000 or later");
	r->row.time = time;
	return ROW_VALID;
}

static enum row_status find_hosts(struct row_result *r,
				  const struct raw_row *raw, bool private)
{
	const char *source = raw->text[FIELD_SOURCE];
	const char *target = raw->text[FIELD_TARGET];

	if (!source || value_address(source, &r->row.source))
		return invalid(r, raw, FIELD_SOURCE, "an IP address");
	r->row.has_target = target && *target;
	if (!target ||
	    (r->row.has_target && value_address(target, &r->row.target)))
		return invalid(r, raw, FIELD_TARGET, "an IP address");
	return value_is_host(r->row.source, private) ? ROW_VALID :
		skip(r, raw, IMPORT_SKIP_SOURCE);
}

/* A row without one is a packet. */
static enum row_status find_count(struct row_result *r,
				  const struct raw_row *raw)
{
	const char *text = raw->text[FIELD_COUNT];

	r->row.count = 1;
	if (!text || (*text && (value_number(text, IMPORT_COUNT_MAX,
					     &r->row.count) || !r->row.count)))
		return invalid(r, raw, FIELD_COUNT,
			   "a number of packets (1 to %llu, digits only)",
			   IMPORT_COUNT_MAX);
	return ROW_VALID;
}

static unsigned char *put(unsigned char *p, uint64_t value, unsigned int bytes)
{
	while (bytes--)
		*p++ = (unsigned char)(value >> (8 * bytes));
	return p;
}

/*
 * Over all values of the row in a canonical form, independent of the format of the
 * file. Cryptographic, so that a report cannot make another sensor's row look known.
 */
static void fill_hash(struct import_row *row)
{
	unsigned char bytes[64], digest[32], *p = bytes;

	p = put(p, (uint64_t)row->time, 8);
	p = put(p, row->source.hi, 8);
	p = put(p, row->source.lo, 8);
	p = put(p, row->has_target, 1);
	p = put(p, row->target.hi, 8);
	p = put(p, row->target.lo, 8);
	p = put(p, row->source_port, 2);
	p = put(p, row->target_port, 2);
	p = put(p, row->reason, 1);
	p = put(p, row->count, 8);
	gcry_md_hash_buffer(GCRY_MD_SHA256, digest, bytes, (size_t)(p - bytes));
	memcpy(row->hash, digest, sizeof(row->hash));
}

enum row_status validate_row(struct row_result *r, const struct raw_row *raw,
			     int64_t now, bool private)
{
	enum row_status verdict;

	memset(&r->row, 0, sizeof(r->row));
	verdict = find_reason(r, raw);
	if (verdict == ROW_VALID)
		verdict = find_time(r, raw, now);
	if (verdict == ROW_VALID)
		verdict = find_hosts(r, raw, private);
	if (verdict == ROW_VALID)
		verdict = find_count(r, raw);
	if (verdict == ROW_VALID)
		fill_hash(&r->row);
	return verdict;
}
