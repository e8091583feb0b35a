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
#include "nfslammer/ssrp.h"

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

/* The worm's marks, at their offsets. */
static enum slammer_reason reference_long(const uint8_t *p, size_t length,
				     size_t name)
{
	int marks = holds(p, length, 203, "sock", 4) +
		    holds(p, length, 213, "send", 4) +
		    holds(p, length, 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9);

	if (p[0] == 4 && marks == 3 && length == 376)
		return REASON_WORM;
	if (p[0] == 4 && marks >= 2)
		return REASON_WORM_VARIANT;
	return name > 100 ? REASON_LONG_NAME : REASON_GREY_NAME;
}

/* A name at @at: requests and the two abused opcodes. */
static enum slammer_reason reference_name(const uint8_t *p, size_t length, size_t at,
				     enum slammer_reason plain, bool attack)
{
	size_t name = 0, i;
	bool printable = true;

	while (at + name < length && p[at + name])
		name++;
	if (name > 32)
		return attack ? plain : reference_long(p, length, name);
	for (i = 0; i < name; i++)
		printable &= p[at + i] >= ' ' && p[at + i] <= '~';
	if (length >= 17 && at + name + 1 < length && (!name || !printable))
		return REASON_TRAILING;
	return plain;
}

static enum slammer_reason reference_answer(const uint8_t *p, size_t length,
				       unsigned int dport)
{
	size_t size, i;
	bool separated = false;

	if (length < 3)
		return REASON_FOREIGN;
	size = p[1] + 256u * p[2];
	for (i = 3; i < length && i < 3 + 512; i++)
		separated |= p[i] == ';';
	if (length >= 3 + 512 && !separated &&
	    (dport != 1434 || size == length - 3))
		return REASON_LONG_ANSWER;
	if (size == length - 3 || (length == 6 && size == 6 && p[3] == 1))
		return REASON_ANSWER;
	return REASON_FOREIGN;
}

static enum slammer_reason reference(const uint8_t *p, size_t length,
				unsigned int dport)
{
	if (!length)
		return REASON_EMPTY;
	if (p[0] == 5)
		return reference_answer(p, length, dport);
	if (dport != 1434)
		return REASON_FOREIGN;
	if (p[0] == 2 || p[0] == 3)
		return length < 17 ? REASON_LIST : REASON_TRAILING;
	if (p[0] == 4)
		return reference_name(p, length, 1, REASON_INSTANCE, false);
	if (p[0] == 15 && length > 1 && p[1] == 1)
		return reference_name(p, length, 2, REASON_DAC, false);
	if (p[0] == 8)
		return reference_name(p, length, 1, REASON_HEAP, true);
	if (p[0] == 10)
		return reference_name(p, length, 1, REASON_ECHO, true);
	return REASON_FOREIGN;
}

static uint8_t *exact(size_t n)
{
	uint8_t *p = malloc(n ? n : 1);

	assert_non_null(p);
	return p;
}

static void compare(const uint8_t *p, size_t length, uint16_t dport)
{
	enum slammer_reason want = reference(p, length, dport);
	enum slammer_reason is = ssrp_classify(p, (uint32_t)length,
					       (uint32_t)length, dport);

	if (is != want)
		fail_msg("opcode %02x, %zu bytes, to port %u: %s instead of %s",
			 length ? p[0] : 0, length, dport, reason_name(is),
			 reason_name(want));
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
				compare(p, length, SSRP_PORT);
				compare(p, length, OTHER_PORT);
				for (nul = n; nul < length;
				     nul = next_nul(nul, length)) {
					p[nul] = 0;
					compare(p, length, SSRP_PORT);
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
	static const uint8_t odd[] = { 0x00, 0x1f, 0x20, 0x7e, 0x7f, 0x80, ':' };
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
						compare(p, length, SSRP_PORT);
					}
		free(p);
	}
}

static void test_answers(void **state)
{
	static const int off[] = { -3, -1, 0, 1, 3, 256 };
	size_t length, separator, i;

	for (length = 0; length <= LENGTH_MAX; length++) {
		uint8_t *p = exact(length);

		for (i = 0; i < sizeof(off) / sizeof(*off); i++) {
			size_t size = length - 3 + (size_t)off[i];

			memset(p, 'A', length);
			p[0] = 5;
			if (length > 2) {
				p[1] = (uint8_t)size;
				p[2] = (uint8_t)(size >> 8);
			}
			if (!length)
				continue;
			compare(p, length, SSRP_PORT);
			compare(p, length, OTHER_PORT);
			for (separator = 3; separator < length;
			     separator += separator < 505 || separator > 520 ?
					  101 : 1) {
				p[separator] = ';';
				compare(p, length, SSRP_PORT);
				compare(p, length, OTHER_PORT);
				p[separator] = 'A';
			}
		}
		free(p);
	}
}

static void test_answer_dac(void **state)
{
	uint8_t p[6] = { 5, 6, 0, 1, 0x9a, 0x05 };

	assert_int_equal(ssrp_classify(p, 6, 6, OTHER_PORT), REASON_ANSWER);
	assert_int_equal(ssrp_classify(p, 6, 6, SSRP_PORT), REASON_ANSWER);
	assert_int_equal(ssrp_classify(p, 3, 6, SSRP_PORT), REASON_TRUNCATED);
	p[3] = 2;
	assert_int_equal(ssrp_classify(p, 6, 6, OTHER_PORT), REASON_FOREIGN);
	p[1] = 3;
	assert_int_equal(ssrp_classify(p, 6, 6, OTHER_PORT), REASON_ANSWER);
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
			assert_int_equal(ssrp_classify(p, (uint32_t)length,
						       (uint32_t)length,
						       SSRP_PORT),
					 cases[i].reason);
			free(p);
		}
	}
}

/* Two of the three marks make a variant; all of them and the length, the worm. */
static void test_marks(void **state)
{
	static const struct { size_t at; const char *text; size_t n; } marks[] = {
		{ 203, "sock", 4 }, { 213, "send", 4 },
		{ 270, "\x81\xf1\x03\x01\x04\x9b\x81\xf1\x01", 9 },
	};
	size_t length, which, i;

	for (length = 200; length <= 400; length++) {
		uint8_t *p = exact(length);

		for (which = 0; which < 8; which++) {
			memset(p, 'x', length);
			p[0] = 4;
			for (i = 0; i < 3; i++)
				if (which & 1u << i &&
				    marks[i].at + marks[i].n <= length)
					memcpy(p + marks[i].at, marks[i].text,
					       marks[i].n);
			compare(p, length, SSRP_PORT);
			if (length == 376 && which == 7)
				assert_int_equal(ssrp_classify(p, 376, 376,
							       SSRP_PORT),
						 REASON_WORM);
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
		assert_int_equal(ssrp_classify(p, 376, 376, SSRP_PORT),
				 REASON_WORM_VARIANT);
		p[i] ^= 1;
		assert_int_equal(ssrp_classify(p, 376, 376, SSRP_PORT),
				 REASON_LONG_NAME);
		free(p);
	}
}

/*
 * With fewer bytes the reason is the same, or "truncated", or another reason of an
 * attack: never a harmless reason that more bytes would refute, and never an
 * attack if the whole payload is not one.
 */
static void check_partial(const uint8_t *whole, size_t length, uint16_t dport)
{
	enum slammer_reason full = reference(whole, length, dport), part;
	size_t avail;

	for (avail = 0; avail < length; avail++) {
		uint8_t *p = exact(avail);

		memcpy(p, whole, avail);
		part = ssrp_classify(p, (uint32_t)avail, (uint32_t)length,
				     dport);
		free(p);
		if (part == full || part == REASON_TRUNCATED ||
		    (reason_is_attack(part) && reason_is_attack(full)))
			continue;
		fail_msg("opcode %02x, %zu of %zu bytes: %s, but whole %s",
			 whole[0], avail, length, reason_name(part),
			 reason_name(full));
	}
}

static void test_partial(void **state)
{
	static const size_t lengths[] = {
		1, 2, 3, 5, 6, 16, 17, 18, 31, 32, 33, 34, 35, 36, 50, 101, 102,
		103, 120, 216, 217, 278, 279, 376, 514, 515, 516, 600
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
				check_partial(p, lengths[i], SSRP_PORT);
			}
			p[0] = 5;
			check_partial(p, lengths[i], SSRP_PORT);
			check_partial(p, lengths[i], OTHER_PORT);
		}
		free(p);
	}
}

/* 34 bytes of a long name are enough to classify it. */
static void test_partial_enough(void **state)
{
	uint8_t *p = exact(34);

	memset(p, 'A', 34);
	p[0] = 4;
	assert_int_equal(ssrp_classify(p, 34, 376, SSRP_PORT), REASON_LONG_NAME);
	assert_int_equal(ssrp_classify(p, 33, 376, SSRP_PORT), REASON_TRUNCATED);
	assert_int_equal(ssrp_classify(p, 34, 50, SSRP_PORT), REASON_GREY_NAME);
	free(p);
}

/* DNS answers with any ID, of the shortest kind and of a large one. */
static void test_dns_ids(void **state)
{
	static const uint8_t root[] = {
		0, 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1
	};
	uint8_t *small = exact(sizeof(root)), *large = exact(900);
	unsigned int id;

	memcpy(small, root, sizeof(root));
	memset(large, 0xb7, 900);
	memcpy(large, root, sizeof(root));
	for (id = 0; id <= 0xffff; id++) {
		small[0] = large[0] = (uint8_t)(id >> 8);
		small[1] = large[1] = (uint8_t)id;
		if (reason_class(ssrp_classify(small, sizeof(root), sizeof(root),
					       SSRP_PORT)) != CLASS_OTHER ||
		    reason_class(ssrp_classify(large, 900, 900, SSRP_PORT)) !=
			    CLASS_OTHER)
			fail_msg("a DNS answer with ID %04x is mistaken for SSRP", id);
	}
	free(small);
	free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_short_forms),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_answer_dac),
		cmocka_unit_test(test_name_boundaries),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_marks_bytewise),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_partial_enough),
		cmocka_unit_test(test_dns_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
