// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - does a row count, and as what?
 *
 * A report says what its author took a packet for, never the packet. So what is
 * called Slammer is taken for it, and of everything else that went to port 1434 only
 * that is known: there are too few bytes to judge (REASON_TRUNCATED).
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
static enum verdict_of_row bad(struct judgement *j, const struct draft *draft,
			       enum field field, const char *format, ...)
{
	char quoted[TEXT_QUOTE_MAX], text[WHAT_MAX - TEXT_QUOTE_MAX];
	const char *is = draft->text[field];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	j->field = field;
	if (!is)
		snprintf(j->what, sizeof(j->what),
			 "is neither a text nor a whole number");
	else if (!*is)
		snprintf(j->what, sizeof(j->what), "is missing (%s)", text);
	else
		snprintf(j->what, sizeof(j->what), "%s is not %s",
			 text_quote(is, quoted), text);
	return ROW_BAD;
}

static enum verdict_of_row skip(struct judgement *j, const struct draft *draft,
				enum import_skip why)
{
	j->why = why;
	j->row.time = 0;
	if (draft->text[FIELD_TIME] &&
	    value_time(draft->text[FIELD_TIME], &j->row.time))
		j->row.time = 0;
	return ROW_SKIPPED;
}

/* Does the report name the worm, by one of the names that it has been given? */
static bool is_named(const struct draft *draft)
{
	static const char *const names[] = {
		"slammer", "sapphire", "sqlexp", "helkern",
	};
	const char *text;
	size_t f, n;

	for (f = FIELD_FIRST_NAME; f < FIELD_COUNT_ALL; f++) {
		text = draft->text[f];
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

/* A port that the row need not say; 0 or -1. */
static int find_port(const char *text, uint16_t *port)
{
	uint64_t number = 0;

	if (!text || (*text && value_number(text, UINT16_MAX, &number)))
		return -1;
	*port = (uint16_t)number;
	return 0;
}

/* Is it about UDP 1434, and what went there? */
static enum verdict_of_row find_reason(struct judgement *j,
				       const struct draft *draft)
{
	const char *protocol = draft->text[FIELD_PROTOCOL];
	bool named = is_named(draft), said;

	if (!protocol)
		return bad(j, draft, FIELD_PROTOCOL, "a protocol");
	/* The worm has one protocol and one port: they need not be said. */
	if (*protocol ? !is_udp(protocol) : !named)
		return skip(j, draft, IMPORT_SKIP_PROTOCOL);
	if (find_port(draft->text[FIELD_TARGET_PORT], &j->row.target_port))
		return bad(j, draft, FIELD_TARGET_PORT, "a port (0 to 65535)");
	if (find_port(draft->text[FIELD_SOURCE_PORT], &j->row.source_port))
		return bad(j, draft, FIELD_SOURCE_PORT, "a port (0 to 65535)");
	said = *draft->text[FIELD_TARGET_PORT];
	named = named && (!said || j->row.target_port == PORT);
	j->row.reason = named ? REASON_WORM : REASON_TRUNCATED;
	if (named || j->row.target_port == PORT || j->row.source_port == PORT)
		return ROW_COUNTS;
	return skip(j, draft, IMPORT_SKIP_PORT);
}

static enum verdict_of_row find_time(struct judgement *j,
				     const struct draft *draft, int64_t now)
{
	const char *text = draft->text[FIELD_TIME];
	int64_t time;

	if (!text || value_time(text, &time))
		return bad(j, draft, FIELD_TIME,
			   "a time such as 2026-01-27 09:00:00 or 2026-01-27T09:00:00+09:00");
	if (time > now + IMPORT_AHEAD)
		return bad(j, draft, FIELD_TIME,
			   "a time that has been: it is in the future");
	if (time < IMPORT_EARLIEST)
		return bad(j, draft, FIELD_TIME,
			   "a time from which there are reports (2000 and later)");
	j->row.time = time;
	return ROW_COUNTS;
}

static enum verdict_of_row find_hosts(struct judgement *j,
				      const struct draft *draft, bool private)
{
	const char *source = draft->text[FIELD_SOURCE];
	const char *target = draft->text[FIELD_TARGET];

	if (!source || value_address(source, &j->row.source))
		return bad(j, draft, FIELD_SOURCE, "an IP address");
	j->row.has_target = target && *target;
	if (!target ||
	    (j->row.has_target && value_address(target, &j->row.target)))
		return bad(j, draft, FIELD_TARGET, "an IP address");
	return value_is_host(j->row.source, private) ? ROW_COUNTS :
		skip(j, draft, IMPORT_SKIP_SOURCE);
}

/* A row without one is a packet. */
static enum verdict_of_row find_count(struct judgement *j,
				      const struct draft *draft)
{
	const char *text = draft->text[FIELD_COUNT];

	j->row.count = 1;
	if (!text || (*text && (value_number(text, IMPORT_COUNT_MAX,
					     &j->row.count) || !j->row.count)))
		return bad(j, draft, FIELD_COUNT,
			   "a number of packets (1 to %llu, digits only)",
			   IMPORT_COUNT_MAX);
	return ROW_COUNTS;
}

static unsigned char *put(unsigned char *p, uint64_t value, unsigned int bytes)
{
	while (bytes--)
		*p++ = (unsigned char)(value >> (8 * bytes));
	return p;
}

/*
 * Of what is told from a row, in one form whatever the file's. Nobody can make two
 * rows that share one, so nobody can make another's row look known.
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

enum verdict_of_row judge(struct judgement *j, const struct draft *draft,
			  int64_t now, bool private)
{
	enum verdict_of_row verdict;

	memset(&j->row, 0, sizeof(j->row));
	verdict = find_reason(j, draft);
	if (verdict == ROW_COUNTS)
		verdict = find_time(j, draft, now);
	if (verdict == ROW_COUNTS)
		verdict = find_hosts(j, draft, private);
	if (verdict == ROW_COUNTS)
		verdict = find_count(j, draft);
	if (verdict == ROW_COUNTS)
		fill_hash(&j->row);
	return verdict;
}
