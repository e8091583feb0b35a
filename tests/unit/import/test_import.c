// SPDX-License-Identifier: GPL-2.0-or-later
/* test_import.c - reports of other sensors: what a row comes to, and what is bad */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "import/import.h"
#include "common/names.h"

#define NOW	1769600000	/* 2026-01-28 */
#define HEADER	"timestamp,protocol,src_ip,src_port,dst_ip,dst_port,infection,family,tag,count\n"
#define GOOD	"2026-01-27 09:00:00,udp,192.0.2.1,1025,203.0.113.5,1434,,,,1\n"

/* What was said of a file. */
static struct {
	struct import_row rows[16];
	unsigned int n_rows;
	unsigned int skipped[IMPORT_SKIP_COUNT];
	int64_t skipped_at;
	unsigned int n_bad;
	char bad[256];
	bool headless;
	enum import_format format;
} got;

static int take_row(const struct import_row *row, void *arg)
{
	assert_true(got.n_rows < 16);
	got.rows[got.n_rows++] = *row;
	return 0;
}

static int take_skipped(enum import_skip why, int64_t time, void *arg)
{
	got.skipped[why]++;
	got.skipped_at = time;
	return 0;
}

static int take_invalid(uint64_t line, const char *column, const char *what,
		    void *arg)
{
	if (!got.n_bad++)
		snprintf(got.bad, sizeof(got.bad), "%llu:%s: %s",
			 (unsigned long long)line, column, what);
	return 0;
}

static void read_bytes(const char *bytes, size_t size, size_t piece, bool private)
{
	const struct import_callbacks callbacks = {
		.row = take_row, .skipped = take_skipped, .invalid = take_invalid,
	};
	struct importer *importer;
	size_t n;

	memset(&got, 0, sizeof(got));
	importer = import_open(IMPORT_AUTO, NOW, private, &callbacks);
	assert_non_null(importer);
	for (; size; bytes += n, size -= n) {
		n = size < piece ? size : piece;
		assert_int_equal(import_feed(importer, bytes, n), 0);
	}
	assert_int_equal(import_finish(importer), 0);
	got.headless = import_headless(importer);
	got.format = import_format(importer);
	import_close(importer);
}

static void read_text(const char *text)
{
	read_bytes(text, strlen(text), SIZE_MAX, false);
}

static void columns_by_their_names(void **state)
{
	char address[ADDRESS_TEXT_MAX];

	read_text("\xef\xbb\xbf" "count,extra,DST_PORT,src_ip,protocol,timestamp,tag,dst_ip\r\n"
		  "7,\"a,\"\"b\"\"\nc\",1434,2001:db8::1,UDP,2026-01-27T09:00:00.25+09:00,MSSQL-Slammer,203.0.113.5\r\n"
		  "\r\n"
		  "\"1\",,\"1434\",\"192.0.2.9\",17, 2026-01-27 00:00 ,,");
	assert_int_equal(got.format, IMPORT_CSV);
	assert_string_equal(got.bad, "");
	assert_int_equal(got.n_rows, 2);
	assert_string_equal(address_text(got.rows[0].source, address), "2001:db8::1");
	assert_int_equal(got.rows[0].time, 1769472000);
	assert_int_equal(got.rows[0].count, 7);
	assert_int_equal(got.rows[0].reason, REASON_WORM);
	assert_true(got.rows[0].has_target);
	assert_int_equal(got.rows[1].reason, REASON_TRUNCATED);
	assert_int_equal(got.rows[1].time, 1769472000);
	assert_false(got.rows[1].has_target);
}

static void events_flat_and_nested(void **state)
{
	read_text("{\"time.source\":\"2026-01-27T00:00:00+00:00\",\"source.ip\":\"192.0.2.1\",\"source.port\":1025,\"destination.ip\":\"203.0.113.5\",\"destination.port\":1434,\"protocol.transport\":\"udp\",\"malware.name\":\"sqlslammer\",\"extra.count\":7}\n"
		  "{\"time\":{\"source\":\"2026-01-27T00:00:00+00:00\"},\"source\":{\"ip\":\"192.0.2.1\",\"port\":\"1025\"},\"destination\":{\"ip\":\"203.0.113.5\",\"port\":1434},\"protocol\":{\"transport\":\"udp\"},\"malware\":{\"name\":\"slammer\"},\"extra\":{\"count\":\"7\"}}\n");
	assert_int_equal(got.format, IMPORT_INTELMQ);
	assert_string_equal(got.bad, "");
	assert_int_equal(got.n_rows, 2);
	assert_int_equal(got.rows[0].reason, REASON_WORM);
	/* The same observation, whatever it was written like. */
	assert_memory_equal(got.rows[0].hash, got.rows[1].hash, IMPORT_HASH_SIZE);
}

/* One observation in both formats, and rows that differ in one value each. */
static void hashes(void **state)
{
	static const char *const rows[] = {
		"2026-01-27 09:00:00,udp,192.0.2.1,1025,203.0.113.5,1434,,,,1",
		"2026-01-27 09:00:01,udp,192.0.2.1,1025,203.0.113.5,1434,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.2,1025,203.0.113.5,1434,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1026,203.0.113.5,1434,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1025,203.0.113.6,1434,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1025,,1434,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1434,203.0.113.5,1025,,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1025,203.0.113.5,1434,slammer,,,1",
		"2026-01-27 09:00:00,udp,192.0.2.1,1025,203.0.113.5,1434,,,,2",
	};
	char text[2048] = HEADER;
	struct import_row first;
	unsigned int i, j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		strcat(strcat(text, rows[i]), "\n");
	read_text(text);
	assert_int_equal(got.n_rows, sizeof(rows) / sizeof(rows[0]));
	for (i = 0; i < got.n_rows; i++)
		for (j = 0; j < i; j++)
			assert_true(memcmp(got.rows[i].hash, got.rows[j].hash,
					   IMPORT_HASH_SIZE));
	first = got.rows[0];
	read_text("{\"time.source\":\"2026-01-27T18:00:00+09:00\",\"source.ip\":\"192.0.2.1\",\"source.port\":1025,\"destination.ip\":\"203.0.113.5\",\"destination.port\":1434,\"protocol.transport\":\"UDP\"}");
	assert_memory_equal(got.rows[0].hash, first.hash, IMPORT_HASH_SIZE);
}

static void named(const char *row, int reason)
{
	char text[512];

	snprintf(text, sizeof(text), HEADER "%s\n", row);
	read_text(text);
	assert_string_equal(got.bad, "");
	if (reason < 0) {
		assert_int_equal(got.n_rows, 0);
		assert_int_equal(got.skipped[-reason - 1], 1);
	} else {
		assert_int_equal(got.n_rows, 1);
		assert_int_equal(got.rows[0].reason, reason);
	}
}

#define SKIPPED(why)	(-1 - IMPORT_SKIP_##why)

static void what_counts_and_as_what(void **state)
{
	named("2026-01-27 09:00:00,udp,192.0.2.1,1,,1434,mssql-slammer,,,", REASON_WORM);
	named("2026-01-27 09:00:00,udp,192.0.2.1,1,,1434,,Sapphire,,", REASON_WORM);
	named("2026-01-27 09:00:00,udp,192.0.2.1,1,,1434,,,w32.sqlexp.worm,", REASON_WORM);
	named("2026-01-27 09:00:00,,192.0.2.1,,,,slammer,,,", REASON_WORM);
	named("2026-01-27 09:00:00,udp,192.0.2.1,1,,1434,,,mssql;scan,", REASON_TRUNCATED);
	/* From 1434: an answer or a reflection; called what it may be. */
	named("2026-01-27 09:00:00,udp,192.0.2.1,1434,,53211,slammer,,,", REASON_TRUNCATED);
	named("2026-01-27 09:00:00,tcp,192.0.2.1,1,,1434,slammer,,,", SKIPPED(PROTOCOL));
	named("2026-01-27 09:00:00,,192.0.2.1,1,,1434,,,,", SKIPPED(PROTOCOL));
	named("2026-01-27 09:00:00,udp,192.0.2.1,1,,1433,slammer,,,", SKIPPED(PORT));
	named("2026-01-27 09:00:00,udp,192.0.2.1,,,,,,,", SKIPPED(PORT));
	assert_int_equal(got.skipped_at, 1769504400);
}

static void is_source(const char *address, bool host, bool private_host)
{
	char text[512];

	snprintf(text, sizeof(text), HEADER
		 "2026-01-27 09:00:00,udp,%s,1,,1434,,,,\n", address);
	read_text(text);
	assert_int_equal(got.n_rows, host);
	assert_int_equal(got.skipped[IMPORT_SKIP_SOURCE], !host);
	read_bytes(text, strlen(text), SIZE_MAX, true);
	assert_int_equal(got.n_rows, private_host);
}

static void sources(void **state)
{
	is_source("192.0.2.1", true, true);
	is_source("2001:db8::1", true, true);
	is_source("10.1.2.3", false, true);
	is_source("172.31.0.1", false, true);
	is_source("172.32.0.1", true, true);
	is_source("192.168.0.1", false, true);
	is_source("100.64.0.1", false, true);
	is_source("fd00::1", false, true);
	is_source("::ffff:192.168.0.1", false, true);
	is_source("0.1.2.3", false, false);
	is_source("127.0.0.1", false, false);
	is_source("169.254.1.1", false, false);
	is_source("224.0.0.1", false, false);
	is_source("255.255.255.255", false, false);
	is_source("::", false, false);
	is_source("::1", false, false);
	is_source("ff02::1", false, false);
	is_source("fe80::1", false, false);
}

/* The only row of a file is bad. */
static void is_bad(const char *row, const char *why)
{
	char text[1024];

	snprintf(text, sizeof(text), HEADER "%s\n" GOOD, row);
	read_text(text);
	if (!strstr(got.bad, why))
		fail_msg("\"%s\" is not in \"%s\"", why, got.bad);
	assert_int_equal(got.n_bad, 1);
	assert_int_equal(got.n_rows, 1);
}

#define TIME(t)		t ",udp,192.0.2.1,1,,1434,,,,"
#define SOURCE(a)	"2026-01-27 09:00:00,udp," a ",1,,1434,,,,"
#define COUNT(n)	"2026-01-27 09:00:00,udp,192.0.2.1,1,,1434,,,," n

static void bad_values(void **state)
{
	static const char *const times[] = {
		"", "now", "2026-01-27", "2026-13-01 00:00", "2026-02-29 00:00",
		"2026-01-27 24:00:00", "2026-01-27 09:60:00", "2026-01-27 9:00:00",
		"27.01.2026 09:00", "2026-01-27 09:00:00 JST", "1769472000",
		"2026-01-27 09:00:00+25:00", "2026-01-27 09:00:00.",
		"-026-01-27 09:00:00", "2026-01-27 09:00:00Zx",
	};
	static const char *const counts[] = {
		"0", "-1", "+1", "1.5", "1e3", "1 000", "1.000", "0x10",
		"1000000001", "18446744073709551617", "\xef\xbc\x91",
	};
	static const char *const addresses[] = {
		"", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1/32",
		"host.example", "fe80::1%eth0", "2001:db8:::1", "0xc0000201",
	};
	char row[256];
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		snprintf(row, sizeof(row), TIME("%s"), times[i]);
		is_bad(row, "2:timestamp: ");
	}
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		snprintf(row, sizeof(row), COUNT("%s"), counts[i]);
		is_bad(row, "2:count: ");
	}
	for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		snprintf(row, sizeof(row), SOURCE("%s"), addresses[i]);
		is_bad(row, "2:src_ip: ");
	}
	is_bad(TIME("2026-01-30 00:00:00"), "a time in the past");
	is_bad(TIME("1999-12-31 23:59:59"), "in 2000 or later");
	is_bad("2026-01-27 09:00:00,udp,192.0.2.1,1,,65536,,,,", "2:dst_port: ");
	is_bad("2026-01-27 09:00:00,udp,192.0.2.1,-1,,1434,,,,", "2:src_port: ");
	is_bad("2026-01-27 09:00:00,udp,192.0.2.1,1,x,1434,,,,", "2:dst_ip: \"x\" is not an IP address");
	is_bad(COUNT("1,"), "has 11 fields, but the header has 10");
	is_bad("\"a\"b," COUNT("1"), "does not end with its quote");
}

/* Nothing that a terminal obeys, and nothing that turns the text around. */
static void hostile_values(void **state)
{
	static const char *const hostile[] = {
		"\x1b[2J", "\xe2\x80\xae" "1.2.0.192", "a\rb", "<script>",
		"\xff\xfe", "=cmd()", "\xe2\x80\x8b",
	};
	char row[256];
	const char *c;
	size_t i;

	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		snprintf(row, sizeof(row), SOURCE("%s"), hostile[i]);
		is_bad(row, "2:src_ip: ");
		for (c = got.bad; *c; c++)
			assert_true((unsigned char)*c >= 0x20 && *c < 0x7f);
	}
}

static void bad_files(void **state)
{
	read_text("");
	assert_true(got.headless);
	assert_string_equal(got.bad, "1:: the file is empty");
	read_text("timestamp,protocol,src_ip,count\n" GOOD);
	assert_true(got.headless);
	assert_non_null(strstr(got.bad, "1:: there is no column \"dst_port\""));
	assert_int_equal(got.n_bad, 1);
	read_text("timestamp,protocol,src_ip,dst_port,count,Count\n" GOOD);
	assert_non_null(strstr(got.bad, "duplicate column \"count\""));
	read_text("{\"a\": 1}\n{\"a\": \n[1]\n{\"a\": 1, \"a\": 2}\n");
	assert_non_null(strstr(got.bad, "2:: not JSON, at byte "));
	assert_int_equal(got.n_bad, 3);
	assert_int_equal(got.skipped[IMPORT_SKIP_PROTOCOL], 1);
	read_text("{\"protocol.transport\":\"udp\",\"destination.port\":1434,\"time.source\":1.5}\n");
	assert_string_equal(got.bad, "1:time.source: is neither a text nor an integer");
	read_bytes(HEADER "a\0b\n" GOOD, sizeof(HEADER GOOD) + 3, SIZE_MAX, false);
	assert_string_equal(got.bad, "2:: has a NUL byte");
	assert_int_equal(got.n_rows, 1);
}

/* A quote that is never closed costs its line, and no other. */
static void open_quotes(void **state)
{
	static char text[4 * IMPORT_ROW_MAX];
	char *end = text;
	unsigned int i;

	read_text(HEADER "\"2026\n" GOOD GOOD);
	assert_string_equal(got.bad, "2:: a quote that starts in this line is not closed");
	assert_int_equal(got.n_bad, 1);
	assert_int_equal(got.n_rows, 2);
	/* Too far away to be found out at the end. */
	end = stpcpy(end, HEADER "\"2026\n");
	for (i = 0; i < 2000; i++)
		end = stpcpy(end, "2026-01-27 09:00:00,tcp,192.0.2.1,1025,203.0.113.5,1434,,,,1\n");
	stpcpy(end, GOOD);
	read_text(text);
	assert_string_equal(got.bad, "2:: a quote that starts in this line is not closed");
	assert_int_equal(got.n_bad, 1);
	assert_int_equal(got.skipped[IMPORT_SKIP_PROTOCOL], 2000);
	assert_int_equal(got.n_rows, 1);
}

static void long_rows(void **state)
{
	static char text[4 * IMPORT_ROW_MAX];
	size_t n = strlen(HEADER);

	strcpy(text, HEADER);
	memset(text + n, 'x', 2 * IMPORT_ROW_MAX + 7);
	n += 2 * IMPORT_ROW_MAX + 7;
	strcpy(text + n, "\n" GOOD);
	read_text(text);
	assert_string_equal(got.bad, "2:: is too long: rows have at most 65536 bytes");
	assert_int_equal(got.n_bad, 1);
	assert_int_equal(got.n_rows, 1);
	read_bytes(text, strlen(text), 1, false);
	assert_int_equal(got.n_bad, 1);
	assert_int_equal(got.n_rows, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_by_their_names),
		cmocka_unit_test(events_flat_and_nested),
		cmocka_unit_test(hashes),
		cmocka_unit_test(what_counts_and_as_what),
		cmocka_unit_test(sources),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(hostile_values),
		cmocka_unit_test(bad_files),
		cmocka_unit_test(open_quotes),
		cmocka_unit_test(long_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
