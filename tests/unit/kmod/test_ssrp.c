// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ssrp.c - the matcher against a naive reading of the protocol
 *
 * The reference below follows the specification literally and sees the whole
 * payload. Payloads are in heap buffers of exactly the bytes that may be read, so
 * that the sanitizer finds every over-read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/names.h"
#include "lab/tools/mutate.h"
#include "nfslammer/ssrp.h"
#include "support/answer_reference.h"

#define LENGTH_MAX	1500
#define OTHER_PORT	1046

/* The beginning of a payload: opcode, and what follows it. */
struct opening {
	uint8_t bytes[2];
	size_t length;
};

static const struct opening openings[] = {
	{ { 0x02 }, 1 }, { { 0x03 }, 1 }, { { 0x04 }, 1 }, { { 0x08 }, 1 },
	{ { 0x0a }, 1 }, { { 0x0f, 0x01 }, 2 }, { { 0x0f, 0x02 }, 2 },
	{ { 0x00 }, 1 }, { { 0x01 }, 1 }, { { 0x06 }, 1 }, { { 0x44 }, 1 },
	{ { 0xff }, 1 },
};

#define OPENINGS (sizeof(openings) / sizeof(*openings))

static bool holds(const uint8_t *p, size_t length, size_t at, const char *what,
		  size_t n)
{
	return at + n <= length && !memcmp(p + at, what, n);
}

/* How many of the worm's marks are at their offsets? */
static int reference_marks(const uint8_t *p, size_t length)
{
	return holds(p, length, 203, "sock", 4) +
	       holds(p, length, 213, "send", 4) +
	       holds(p, length, 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9);
}

static bool reference_text(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] == 0x7f)
			return false;
	return true;
}

static size_t reference_string(const uint8_t *p, size_t length, size_t at)
{
	size_t n = 0;

	while (at + n < length && p[at + n])
		n++;
	return n;
}

/* 04 and 0F 01, the name at @at. */
static enum slammer_reason reference_name(const uint8_t *p, size_t length,
					  size_t at, enum slammer_reason plain)
{
	size_t name = reference_string(p, length, at);
	int marks = p[0] == 4 ? reference_marks(p, length) : 0;

	if (marks == 3 && length == 376 && name > 32)
		return REASON_WORM;
	if (marks >= 2)
		return REASON_WORM_VARIANT;
	if (name > 32)
		return name > 100 ? REASON_LONG_NAME : REASON_GREY_NAME;
	return reference_text(p + at, name) && at + name + 1 >= length ?
		plain : REASON_TRAILING;
}

static enum slammer_reason reference_heap(const uint8_t *p, size_t length,
					  unsigned int sport)
{
	size_t n = reference_string(p, length, 1), digits = 0;

	while (digits < n && p[n - digits] >= '0' && p[n - digits] <= '9')
		digits++;
	if (n > 32 || n + 2 >= length || sport == 1434 ||
	    (digits && digits < n && p[n - digits] == ':'))
		return REASON_HEAP;
	return REASON_TRAILING;
}

static enum slammer_reason reference(const uint8_t *p, size_t length,
				     unsigned int sport, unsigned int dport)
{
	if (!length)
		return REASON_EMPTY;
	if (p[0] == 5)
		return sport != 1434 ? REASON_FOREIGN :
			answer_reference(p, (uint32_t)length, (uint32_t)length);
	if (dport != 1434)
		return REASON_FOREIGN;
	if (p[0] == 2 || p[0] == 3)
		return length == 1 ? REASON_LIST : REASON_TRAILING;
	if (p[0] == 4)
		return reference_name(p, length, 1, REASON_INSTANCE);
	if (p[0] == 15 && length > 1 && p[1] == 1)
		return reference_name(p, length, 2, REASON_DAC);
	if (p[0] == 8)
		return reference_heap(p, length, sport);
	if (p[0] == 10)
		return sport == 1434 || sport == 7 || sport == 19 ?
			REASON_ECHO : REASON_TRAILING;
	return REASON_FOREIGN;
}

static uint8_t *exact(size_t n)
{
	uint8_t *p = malloc(n ? n : 1);

	assert_non_null(p);
	return p;
}

static enum slammer_reason classify(const uint8_t *p, size_t length,
				    uint16_t sport, uint16_t dport)
{
	return ssrp_classify(p, (uint32_t)length, (uint32_t)length, sport,
			     dport);
}

/* To port 1434, from another one. */
static enum slammer_reason asked(const uint8_t *p, size_t length)
{
	return classify(p, length, OTHER_PORT, SSRP_PORT);
}

/* From port 1434, to another one. */
static enum slammer_reason answered(const uint8_t *p, size_t length)
{
	return classify(p, length, SSRP_PORT, OTHER_PORT);
}

static void compare(const uint8_t *p, size_t length, uint16_t sport,
		    uint16_t dport)
{
	enum slammer_reason want = reference(p, length, sport, dport);
	enum slammer_reason is = classify(p, length, sport, dport);

	if (is != want)
		fail_msg("opcode %02x, %zu bytes, from port %u to %u: %s instead of %s",
			 length ? p[0] : 0, length, sport, dport,
			 reason_name(is), reason_name(want));
}

/* All that the ports can change. */
static void compare_ports(const uint8_t *p, size_t length)
{
	compare(p, length, OTHER_PORT, SSRP_PORT);
	compare(p, length, SSRP_PORT, SSRP_PORT);
	compare(p, length, SSRP_PORT, OTHER_PORT);
}

/* A NUL at every offset that can make a difference, and some more. */
static size_t next_nul(size_t nul, size_t length)
{
	nul++;
	if (nul > 45 && nul < 96)
		nul = 96;
	if (nul > 110 && nul + 2 < length)
		nul = length - 2;
	return nul;
}

static void test_lengths(void **state)
{
	static const uint8_t fills[] = { 'A', 0x01, 0x1f, 0x7e, 0x7f, 0xe3 };
	size_t length, o, f, nul;

	for (length = 0; length <= LENGTH_MAX; length++) {
		uint8_t *p = exact(length);

		for (o = 0; o < OPENINGS; o++) {
			for (f = 0; f < sizeof(fills); f++) {
				size_t n = openings[o].length;

				memset(p, fills[f], length);
				memcpy(p, openings[o].bytes,
				       n < length ? n : length);
				compare_ports(p, length);
				for (nul = n; nul < length;
				     nul = next_nul(nul, length)) {
					p[nul] = 0;
					compare_ports(p, length);
					p[nul] = fills[f];
				}
			}
		}
		free(p);
	}
}

/* Two NULs, and one odd byte in a name: is it a name or foreign? */
static void test_short_forms(void **state)
{
	static const uint8_t odd[] = {
		0x00, 0x1f, 0x20, 0x7e, 0x7f, 0x80, ':', '1'
	};
	size_t length, o, i, j, k;

	for (length = 2; length <= 40; length++) {
		uint8_t *p = exact(length);

		for (o = 0; o < OPENINGS; o++)
			for (i = 1; i < length; i++)
				for (j = 1; j < length; j++)
					for (k = 0; k < sizeof(odd); k++) {
						memset(p, 'n', length);
						p[i] = 0;
						p[j] = odd[k];
						memcpy(p, openings[o].bytes,
						       openings[o].length);
						compare(p, length, OTHER_PORT,
							SSRP_PORT);
					}
		free(p);
	}
}

/* 0A: which source ports send it back? */
static void test_echo_ports(void **state)
{
	const uint8_t p[2] = { 10, 0 };
	unsigned int port;

	for (port = 0; port <= 0xffff; port++)
		assert_int_equal(classify(p, 1 + port % 2, (uint16_t)port,
					  SSRP_PORT),
				 port == 7 || port == 19 || port == 1434 ?
				 REASON_ECHO : REASON_TRAILING);
}

/* The published form of 08 is an attack whatever comes after its NUL. */
static void test_heap_number(void **state)
{
	static const struct { const char *text; enum slammer_reason reason; }
	cases[] = {
		{ ":1", REASON_HEAP }, { "NAME:31337", REASON_HEAP },
		{ ":", REASON_TRAILING }, { "1", REASON_TRAILING },
		{ ":1a", REASON_TRAILING }, { "\x81\x80", REASON_TRAILING },
	};
	uint8_t p[16] = { 8 };
	size_t i, n;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		n = strlen(cases[i].text);
		memset(p + 1, 0, sizeof(p) - 1);
		memcpy(p + 1, cases[i].text, n);
		p[n + 2] = 'x';
		assert_int_equal(asked(p, n + 3), cases[i].reason);
		assert_int_equal(asked(p, n + 2), REASON_HEAP);
		assert_int_equal(asked(p, n + 1), REASON_HEAP);
		assert_int_equal(classify(p, n + 3, SSRP_PORT, SSRP_PORT),
				 REASON_HEAP);
	}
}

/* An answer of @length bytes with any RESP_SIZE, all of its data @fill. */
static void fill_answer(uint8_t *p, size_t length, uint8_t fill, bool begins)
{
	static const uint8_t sizes[][2] = { { 0, 0 }, { 0xff, 0xff }, { 6, 0 } };

	memset(p, fill, length);
	p[0] = 5;
	if (length > 2)
		memcpy(p + 1, sizes[length % 3], 2);
	if (begins && length >= 14)
		memcpy(p + 3, "ServerName;", 11);
}

/* A separator or a NUL anywhere, and one more of these. */
static void test_answers(void **state)
{
	static const uint8_t ends[] = { ';', 0, 0x1f, 0x7f, 0xff };
	size_t length, at, e, begins;

	for (length = 1; length <= LENGTH_MAX; length++) {
		uint8_t *p = exact(length);

		for (begins = 0; begins < 2; begins++) {
			fill_answer(p, length, 'A', begins);
			compare_ports(p, length);
			for (at = length % 7; at < length;
			     at += at < 505 || at > 540 ? 41 : 1)
				for (e = 0; at > 3 && e < sizeof(ends); e++) {
					p[at] = ends[e];
					compare_ports(p, length);
					p[3 + (at * 7 + e) % (length - 3)] = ';';
					compare_ports(p, length);
					fill_answer(p, length, 'A', begins);
				}
		}
		free(p);
	}
}

/* Runs of 511 and 512 bytes everywhere, behind and before separators. */
static void test_answer_runs(void **state)
{
	size_t run, from;

	for (run = 511; run <= 513; run++)
		for (from = 3; from + run <= 1200; from++) {
			uint8_t *p = exact(1200);

			fill_answer(p, 1200, ';', true);
			memset(p + from, 'A', run);
			assert_int_equal(answered(p, 1200),
					 run >= 512 ? REASON_LONG_ANSWER :
					 from > 13 ? REASON_ANSWER :
					 reference(p, 1200, SSRP_PORT,
						   OTHER_PORT));
			p[from + 300] = 0;
			compare(p, 1200, SSRP_PORT, OTHER_PORT);
			free(p);
		}
}

static void test_answer_dac(void **state)
{
	uint8_t p[6] = { 5, 6, 0, 1, 0x9a, 0x05 };

	assert_int_equal(answered(p, 6), REASON_ANSWER);
	assert_int_equal(classify(p, 6, SSRP_PORT, SSRP_PORT), REASON_ANSWER);
	assert_int_equal(asked(p, 6), REASON_FOREIGN);
	assert_int_equal(ssrp_classify(p, 3, 6, SSRP_PORT, OTHER_PORT),
			 REASON_TRUNCATED);
	p[1] = 77;
	assert_int_equal(answered(p, 6), REASON_ANSWER);
	p[3] = 2;
	assert_int_equal(answered(p, 6), REASON_FOREIGN);
}

/*
 * A fragmented answer about 100 instances is an answer. Too little of it to tell,
 * or an item that may go on in the next fragment, is truncated.
 */
static void test_answer_fragments(void **state)
{
	uint8_t *p = exact(1252);
	size_t i;

	fill_answer(p, 1252, 'N', true);
	for (i = 14; i < 1252; i += 15)
		p[i] = ';';
	assert_int_equal(ssrp_classify(p, 1252, 9000, SSRP_PORT, OTHER_PORT),
			 REASON_ANSWER);
	assert_int_equal(ssrp_classify(p, 515, 9000, SSRP_PORT, OTHER_PORT),
			 REASON_ANSWER);
	assert_int_equal(ssrp_classify(p, 514, 9000, SSRP_PORT, OTHER_PORT),
			 REASON_TRUNCATED);
	assert_int_equal(ssrp_classify(p, 514, 1000, SSRP_PORT, OTHER_PORT),
			 REASON_ANSWER);
	memset(p + 1252 - 256, 'N', 256);
	assert_int_equal(ssrp_classify(p, 1252, 9000, SSRP_PORT, OTHER_PORT),
			 REASON_TRUNCATED);
	assert_int_equal(ssrp_classify(p, 1252, 1400, SSRP_PORT, OTHER_PORT),
			 REASON_ANSWER);
	p[1000] = 0;
	assert_int_equal(ssrp_classify(p, 1252, 9000, SSRP_PORT, OTHER_PORT),
			 REASON_ANSWER);
	free(p);
}

/* The boundaries of the rule: 32, 33, 100, 101 bytes. */
static void test_name_boundaries(void **state)
{
	static const struct {
		size_t name;
		enum slammer_reason reason;
	} cases[] = {
		{ 0, REASON_INSTANCE }, { 1, REASON_INSTANCE },
		{ 31, REASON_INSTANCE }, { 32, REASON_INSTANCE },
		{ 33, REASON_GREY_NAME }, { 34, REASON_GREY_NAME },
		{ 99, REASON_GREY_NAME }, { 100, REASON_GREY_NAME },
		{ 101, REASON_LONG_NAME }, { 1400, REASON_LONG_NAME },
	};
	size_t i, behind;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (behind = 0; behind <= 2; behind++) {
			size_t length = 1 + cases[i].name + behind;
			uint8_t *p = exact(length);

			memset(p, 'N', length);
			p[0] = 4;
			if (behind)
				p[1 + cases[i].name] = 0;
			assert_int_equal(asked(p, length),
					 behind == 2 && cases[i].name <= 32 ?
					 REASON_TRAILING : cases[i].reason);
			free(p);
		}
	}
}

/*
 * Two of the three marks make a variant, whatever the name; all of them, the length
 * and a long name, the worm.
 */
static void test_marks(void **state)
{
	static const struct { size_t at; const char *text; size_t n; } marks[] = {
		{ 203, "sock", 4 }, { 213, "send", 4 },
		{ 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9 },
	};
	size_t length, which, i, nul;

	for (length = 200; length <= 400; length++) {
		uint8_t *p = exact(length);

		for (which = 0; which < 16; which++) {
			memset(p, 'x', length);
			p[0] = 4;
			for (i = 0; i < 3; i++)
				if (which & 1u << i &&
				    marks[i].at + marks[i].n <= length)
					memcpy(p + marks[i].at, marks[i].text,
					       marks[i].n);
			if (which & 8)
				p[length % 35 + 1] = 0;
			compare_ports(p, length);
			if (length == 376 && which == 7)
				assert_int_equal(asked(p, 376), REASON_WORM);
			for (nul = 1; length == 376 && which == 7 && nul < 34; nul++) {
				p[nul] = 0;
				assert_int_equal(asked(p, 376), REASON_WORM_VARIANT);
				p[nul] = 'x';
			}
		}
		free(p);
	}
}

/* A mark with one wrong byte is not a mark. */
static void test_marks_bytewise(void **state)
{
	size_t i;

	for (i = 270; i < 279; i++) {
		uint8_t *p = exact(376);

		memset(p, 'x', 376);
		p[0] = 4;
		memcpy(p + 203, "sock", 4);
		memcpy(p + 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9);
		assert_int_equal(asked(p, 376), REASON_WORM_VARIANT);
		p[i] ^= 1;
		assert_int_equal(asked(p, 376), REASON_LONG_NAME);
		free(p);
	}
}

/*
 * With fewer bytes the reason is the same, or "truncated", or another reason of an
 * attack: never a harmless reason that more bytes would refute, and never an
 * attack if the whole payload is not one. An answer may become a long one after
 * what a whole first fragment has; what is behind a NUL, no client reads.
 */
static void check_partial(const uint8_t *whole, size_t length, uint16_t sport,
			  uint16_t dport)
{
	enum slammer_reason full = reference(whole, length, sport, dport), part;
	size_t avail;

	for (avail = 0; avail < length; avail++) {
		uint8_t *p = exact(avail);

		memcpy(p, whole, avail);
		part = ssrp_classify(p, (uint32_t)avail, (uint32_t)length,
				     sport, dport);
		free(p);
		if (part == full || part == REASON_TRUNCATED ||
		    (reason_is_attack(part) && reason_is_attack(full)) ||
		    (part == REASON_ANSWER && full == REASON_LONG_ANSWER &&
		     avail >= 515) ||
		    (part == REASON_FOREIGN && full == REASON_LONG_ANSWER &&
		     memchr(whole + 3, 0, avail - 3)))
			continue;
		fail_msg("opcode %02x, %zu of %zu bytes: %s, but whole %s",
			 whole[0], avail, length, reason_name(part),
			 reason_name(full));
	}
}

static void check_partial_ports(const uint8_t *whole, size_t length)
{
	check_partial(whole, length, OTHER_PORT, SSRP_PORT);
	check_partial(whole, length, SSRP_PORT, SSRP_PORT);
	check_partial(whole, length, SSRP_PORT, OTHER_PORT);
}

/* Answers that begin well, and marks of the worm after a short name. */
static void check_partial_specials(uint8_t *p, size_t length)
{
	if (length > 20) {
		p[0] = 5;
		memcpy(p + 3, "ServerName;", 11);
		check_partial_ports(p, length);
	}
	if (length > 220) {
		p[0] = 4;
		memcpy(p + 203, "sock", 4);
		check_partial_ports(p, length);
		memcpy(p + 213, "send", 4);
		check_partial_ports(p, length);
	}
}

/* A piece of a payload that some rule is about, at a random place. */
static void put_piece(uint8_t *p, size_t length, uint64_t *random)
{
	static const struct { size_t at; const char *text; size_t n; } fixed[] = {
		{ 203, "sock", 4 }, { 213, "send", 4 },
		{ 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9 },
		{ 3, "ServerName;", 11 }, { 1, ":1", 2 }, { 1, "NAME:31337", 11 },
		{ 3, "\1", 1 }, { 1, "", 1 },
	};
	static const uint8_t bytes[] = { 0, 0, ';', ';', ':', '7', 0x1f, 0x7f };
	size_t i = mutate_below(random, sizeof(fixed) / sizeof(*fixed));

	if (mutate_below(random, 2))
		p[mutate_below(random, length)] =
			bytes[mutate_below(random, sizeof(bytes))];
	else if (fixed[i].at + fixed[i].n <= length)
		memcpy(p + fixed[i].at, fixed[i].text, fixed[i].n);
}

/* 10^6 payloads of such pieces in text, filler or random bytes. */
static void test_mutants(void **state)
{
	static const uint8_t opcodes[] = { 2, 3, 4, 4, 4, 5, 5, 8, 8, 10, 15, 9 };
	static const size_t most[] = { 8, 40, 120, 300, 1300 };
	static const uint16_t ports[] = { OTHER_PORT, SSRP_PORT, 7, 19, 53 };
	uint64_t random = 20030125;
	size_t i, k, length, pieces;
	uint8_t p[1304];
	uint64_t word;

	for (i = 0; i < 1000000; i++) {
		length = 1 + mutate_below(&random, most[mutate_below(&random, 5)]);
		memset(p, "A\1\xf5"[mutate_below(&random, 3)], length);
		for (k = 0; k < length && !(i % 4); k += sizeof(word)) {
			word = mutate_next(&random);
			memcpy(p + k, &word, sizeof(word));
		}
		for (pieces = mutate_below(&random, 6); pieces; pieces--)
			put_piece(p, length, &random);
		p[0] = opcodes[mutate_below(&random, sizeof(opcodes))];
		if (p[0] == 15 && length > 1 && i % 8)
			p[1] = 1;
		compare(p, length, ports[mutate_below(&random, 5)], SSRP_PORT);
		compare(p, length, SSRP_PORT, ports[mutate_below(&random, 5)]);
		if (i % 100 == 0)
			check_partial_ports(p, length);
	}
}

static void test_partial(void **state)
{
	static const size_t lengths[] = {
		1, 2, 3, 5, 6, 16, 17, 18, 31, 32, 33, 34, 35, 36, 50, 101, 102,
		103, 120, 216, 217, 218, 278, 279, 376, 514, 515, 516, 600, 1100
	};
	static const size_t nuls[] = { 0, 1, 2, 5, 16, 31, 32, 33, 34, 100, 101 };
	size_t i, n, o;

	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		uint8_t *p = exact(lengths[i] + 2);

		for (n = 0; n < sizeof(nuls) / sizeof(*nuls); n++) {
			for (o = 0; o < OPENINGS; o++) {
				memset(p, n & 1 ? 'A' : 0xb7, lengths[i]);
				if (nuls[n] < lengths[i])
					p[nuls[n]] = 0;
				memcpy(p, openings[o].bytes,
				       openings[o].length);
				check_partial_ports(p, lengths[i]);
			}
			p[0] = 5;
			check_partial_ports(p, lengths[i]);
			check_partial_specials(p, lengths[i]);
		}
		free(p);
	}
}

/* 34 bytes of a long name are enough to classify it. */
static void test_partial_enough(void **state)
{
	static const struct {
		uint32_t avail, wire;
		enum slammer_reason reason;
	} cases[] = {
		{ 34, 376, REASON_LONG_NAME }, { 33, 376, REASON_TRUNCATED },
		{ 34, 50, REASON_GREY_NAME },
	};
	uint8_t *p = exact(34);
	size_t i;

	memset(p, 'A', 34);
	p[0] = 4;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(ssrp_classify(p, cases[i].avail, cases[i].wire,
					       OTHER_PORT, SSRP_PORT),
				 cases[i].reason);
	free(p);
}

/*
 * DNS answers with any ID: the header alone (SERVFAIL, FORMERR), the shortest with
 * a question, and a large one.
 */
static void test_dns_ids(void **state)
{
	static const uint8_t root[] = {
		0, 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1
	};
	static const size_t lengths[] = { 12, sizeof(root), 900 };
	uint8_t *p = exact(900);
	unsigned int id;
	size_t i;

	memset(p, 0xb7, 900);
	memcpy(p, root, sizeof(root));
	for (id = 0; id <= 0xffff; id++) {
		p[0] = (uint8_t)(id >> 8);
		p[1] = (uint8_t)id;
		for (i = 0; i < 3; i++)
			if (reason_class(asked(p, lengths[i])) != CLASS_OTHER ||
			    reason_class(answered(p, lengths[i])) != CLASS_OTHER)
				fail_msg("a DNS answer with ID %04x is mistaken for SSRP",
					 id);
	}
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_short_forms),
		cmocka_unit_test(test_echo_ports),
		cmocka_unit_test(test_heap_number),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_answer_runs),
		cmocka_unit_test(test_answer_fragments),
		cmocka_unit_test(test_answer_dac),
		cmocka_unit_test(test_name_boundaries),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_marks_bytewise),
		cmocka_unit_test(test_mutants),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_partial_enough),
		cmocka_unit_test(test_dns_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
