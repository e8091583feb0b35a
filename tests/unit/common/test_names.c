// SPDX-License-Identifier: GPL-2.0-or-later
/* test_names.c - names, addresses, prefixes, and quoted text */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "common/error.h"
#include "common/names.h"
#include "common/text.h"

/* Names are unique, and lead back to their numbers. */
static void both_ways(const char *(*name)(unsigned int),
		      int (*number)(const char *), unsigned int expected)
{
	unsigned int i, known = 0;

	for (i = 0; i < 1000; i++) {
		if (!strcmp(name(i), "?"))
			continue;
		assert_int_equal(number(name(i)), i);
		known++;
	}
	assert_int_equal(known, expected);
	assert_int_equal(number("?"), -1);
	assert_int_equal(number(""), -1);
	assert_int_equal(number("no such name"), -1);
}

static void test_numbers(void **state)
{
	both_ways(class_name, class_number, CLASS_COUNT);
	both_ways(direction_name, direction_number, DIRECTION_COUNT);
	both_ways(verdict_name, verdict_number, VERDICT_COUNT);
	both_ways(zone_name, zone_number, ZONE_COUNT);
	both_ways(reason_name, reason_number, 27);
}

static void test_words(void **state)
{
	unsigned int i;

	assert_string_equal(class_name(CLASS_SLAMMER), "slammer");
	assert_string_equal(reason_name(REASON_WORM_VARIANT), "worm-variant");
	assert_string_equal(direction_name(DIRECTION_EGRESS), "egress");
	assert_string_equal(verdict_name(VERDICT_MONITOR), "monitor");
	assert_string_equal(zone_name(ZONE_LOCAL), "local");
	assert_int_equal(reason_number("grey-name"), REASON_GREY_NAME);
	for (i = 0; i < REASON_COUNT; i++)
		assert_int_equal(reason_known(i), *reason_text(i) != '\0');
	assert_string_equal(reason_text(REASON_COUNT), "");
}

static void test_addresses(void **state)
{
	char buf[ADDRESS_TEXT_MAX];
	struct address a = address_ip4(0xc0000201);

	assert_string_equal(address_text(a, buf), "192.0.2.1");
	assert_string_equal(address_text(address_ip4(0), buf), "0.0.0.0");
	a = (struct address){ 0x20010db800000000ull, 1 };
	assert_string_equal(address_text(a, buf), "2001:db8::1");
	a = (struct address){ 0, 0 };
	assert_string_equal(address_text(a, buf), "::");
	a = (struct address){ ~0ull, ~0ull };
	assert_string_equal(address_text(a, buf),
			    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static const struct {
	const char *text, *shown;
	struct prefix prefix;
} prefixes[] = {
	{ "192.0.2.0/24", "192.0.2.0/24",
	  { { 0, 0xffffc0000200ull }, 120 } },
	{ "192.0.2.1", "192.0.2.1/32", { { 0, 0xffffc0000201ull }, 128 } },
	{ "0.0.0.0/0", "0.0.0.0/0", { { 0, 0xffff00000000ull }, 96 } },
	{ "255.255.255.255/32", "255.255.255.255/32",
	  { { 0, 0xffffffffffffull }, 128 } },
	{ "::/0", "::/0", { { 0, 0 }, 0 } },
	{ "2001:DB8::/32", "2001:db8::/32", { { 0x20010db800000000ull, 0 }, 32 } },
	{ "2001:db8::1", "2001:db8::1/128", { { 0x20010db800000000ull, 1 }, 128 } },
	{ "::ffff:192.0.2.0/120", "192.0.2.0/24",
	  { { 0, 0xffffc0000200ull }, 120 } },
};

static void test_prefixes(void **state)
{
	struct error error;
	char buf[PREFIX_TEXT_MAX];
	struct prefix p;
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		assert_int_equal(prefix_parse(prefixes[i].text, &p, &error), 0);
		assert_true(address_equal(p.addr, prefixes[i].prefix.addr));
		assert_int_equal(p.len, prefixes[i].prefix.len);
		assert_string_equal(prefix_text(&p, buf), prefixes[i].shown);
	}
}

static const char *const bad_prefixes[][2] = {
	{ "192.0.2.7/24", "192.0.2.7/24 has host bits: did you mean 192.0.2.0/24, or 192.0.2.7/32?" },
	{ "0.0.0.1/0", "0.0.0.1/0 has host bits: did you mean 0.0.0.0/0, or 0.0.0.1/32?" },
	{ "2001:db8::1/32", "2001:db8::1/32 has host bits: did you mean 2001:db8::/32, or 2001:db8::1/128?" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127 has host bits: did you mean ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127, or ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128?" },
	{ "::ffff:0:0/90", "::ffff:0.0.0.0/90 has host bits: did you mean ::ffc0:0:0/90, or 0.0.0.0/32?" },
	{ "192.0.2.0/33", "\"192.0.2.0/33\": the length of an IPv4 prefix is 0 to 32" },
	{ "2001:db8::/129", "\"2001:db8::/129\": the length of an IPv6 prefix is 0 to 128" },
	{ "192.0.2.0/", "\"192.0.2.0/\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2.0/024", "\"192.0.2.0/024\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2.0/ 24", "\"192.0.2.0/ 24\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2.0/-1", "\"192.0.2.0/-1\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2.0/4294967320", "\"192.0.2.0/4294967320\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2.0/24/8", "\"192.0.2.0/24/8\": the length of an IPv4 prefix is 0 to 32" },
	{ "192.0.2/24", "\"192.0.2/24\" is not a prefix such as 192.0.2.0/24 or 2001:db8::/32" },
	{ "/24", "\"/24\" is not a prefix such as 192.0.2.0/24 or 2001:db8::/32" },
	{ "", "\"\" is not an IP address such as 192.0.2.1 or 2001:db8::1" },
	{ "host.example", "\"host.example\" is not an IP address such as 192.0.2.1 or 2001:db8::1" },
	{ "192.0.2.1\x1b[2J", "\"192.0.2.1\\x1b[2J\" is not an IP address such as 192.0.2.1 or 2001:db8::1" },
	{ "0123456789012345678901234567890123456789012345678901234567890123456789",
	  "\"0123456789012345678901234567890123456789012345678901234567890123456789\" is not an IP address such as 192.0.2.1 or 2001:db8::1" },
};

static void test_bad_prefixes(void **state)
{
	struct error error;
	char text[4096];
	struct prefix p;
	size_t i;

	for (i = 0; i < sizeof(bad_prefixes) / sizeof(*bad_prefixes); i++) {
		assert_int_equal(prefix_parse(bad_prefixes[i][0], &p, &error), -1);
		assert_string_equal(error.text, bad_prefixes[i][1]);
	}
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(prefix_parse(text, &p, &error), -1);
	assert_true(strlen(error.text) < sizeof(error.text));
	memset(text + 200, '/', 1);
	assert_int_equal(prefix_parse(text, &p, &error), -1);
}

static const char *const quotes[][2] = {
	{ "wan0", "\"wan0\"" },
	{ "a \"b\" \\", "\"a \\\"b\\\" \\\\\"" },
	{ "\x1b[31m\r\n\t\x7f", "\"\\x1b[31m\\x0d\\x0a\\x09\\x7f\"" },
	{ "東京 é", "\"東京 é\"" },
	{ "\xc3", "\"\\xc3\"" },				/* cut short */
	{ "\xc0\xaf", "\"\\xc0\\xaf\"" },			/* overlong */
	{ "\xe0\x80\xaf", "\"\\xe0\\x80\\xaf\"" },
	{ "\xed\xa0\x80", "\"\\xed\\xa0\\x80\"" },		/* surrogate */
	{ "\xf4\x90\x80\x80", "\"\\xf4\\x90\\x80\\x80\"" },	/* > 10ffff */
	{ "\xf0\x9f\x90\x9b", "\"\xf0\x9f\x90\x9b\"" },
	{ "\xc2\x9b" "2J", "\"\\xc2\\x9b2J\"" },		/* C1: CSI */
	{ "a\xe2\x80\xae" "b", "\"a\\xe2\\x80\\xae" "b\"" },	/* right to left */
	{ "\xff\xfe", "\"\\xff\\xfe\"" },
};

static void test_quotes(void **state)
{
	char buf[TEXT_QUOTE_MAX], small[8], text[1000];
	size_t i;

	for (i = 0; i < sizeof(quotes) / sizeof(*quotes); i++)
		assert_string_equal(text_quote(quotes[i][0], buf), quotes[i][1]);

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text_quote(text, buf);
	assert_int_equal(strlen(buf), TEXT_QUOTE_MAX - 1);
	assert_string_equal(buf + strlen(buf) - 5, "x...\"");
	memset(text, '\xff', sizeof(text) - 1);
	text_quote(text, buf);
	assert_string_equal(buf + strlen(buf) - 8, "\\xff...\"");

	assert_string_equal(text_escape("1234567", small, 8), "1234567");
	assert_string_equal(text_escape("12345678", small, 8), "1234...");
	assert_string_equal(text_escape("123\n", small, 8), "123\\x0a");
	assert_string_equal(text_escape("東京都", small, 8), "東...");
}

static const char *name_at(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

static void test_suggestions(void **state)
{
	static const char *const names[] = {
		"interfaces", "prefixes", "store", "to", "status", NULL
	};
	char text[200];

	assert_string_equal(text_suggest("interfases", name_at, names), "interfaces");
	assert_string_equal(text_suggest("prefxies", name_at, names), "prefixes");
	assert_string_equal(text_suggest("stat", name_at, names), "status");
	assert_string_equal(text_suggest("too", name_at, names), "to");
	assert_string_equal(text_suggest("sotre", name_at, names), "store");
	assert_null(text_suggest("xyz", name_at, names));
	assert_null(text_suggest("", name_at, names));
	memset(text, 'i', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_null(text_suggest(text, name_at, names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_bad_prefixes),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_suggestions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
