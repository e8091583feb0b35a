// SPDX-License-Identifier: GPL-2.0-or-later
/* test_import_command.c - `slammer-advisory import`: what it stores and reports */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "support/command_fixture.h"

#define DIR	COMMAND_DIR "/import"
#define STORE	DIR "/dark.db"
#define REPORT	DIR "/report.csv"
#define IMPORT	"import --sensor dark --store " STORE " "

#define HEADER	"timestamp,protocol,src_ip,src_port,dst_ip,dst_port,infection,count\n"
#define WORM	"2026-01-27 09:00:00,udp,198.51.100.1,1025,203.0.113.5,1434,slammer,3\n"
#define OTHER	"2026-01-27 09:10:00,udp,192.0.2.9,1025,203.0.113.5,1434,,1\n"
#define TCP	"2026-01-27 09:10:00,tcp,192.0.2.9,1025,203.0.113.5,1434,,1\n"
#define DNS	"2026-01-27 09:10:00,udp,192.0.2.9,1025,203.0.113.5,53,,1\n"
#define LAN	"2026-01-27 09:20:00,udp,10.0.0.1,1025,203.0.113.5,1434,,1\n"
#define BAD_IP	"2026-01-27 09:00:00,udp,192.0.2.999,1,203.0.113.5,1434,,1\n"
#define LATE	"2099-01-27 09:00:00,udp,192.0.2.9,1,203.0.113.5,1434,,1\n"

static int fresh(void **state)
{
	command_folder("import");
	return 0;
}

static json_int_t figure(const json_t *report, const char *key)
{
	const json_t *file = json_array_get(json_object_get(report, "files"), 0);
	const json_t *value = json_object_get(file, key);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void text_report(void **state)
{
	char *out;

	command_write(REPORT, HEADER WORM OTHER TCP DNS LAN);
	out = command_output(IMPORT REPORT);
	assert_string_equal(out, REPORT ": 5 rows, 2 new (4 packets of 2 sources),"
			    " 1 of another protocol than UDP, 1 of another port"
			    " than 1434, 1 of a source that is no host on the"
			    " Internet\n");
	free(out);
	command_prints("0 new (0 packets of 0 sources), 2 already known",
		       IMPORT REPORT);
	command_prints("3 new", "import --sensor other --private --store " STORE
		       " " REPORT);
	command_prints("\"packets\": 3,", "render --json --sensor dark --store "
		       STORE " --from 2026-01-27 --until 2026-01-28"
		       " --publisher etc/publisher.conf");
}

static void json_report(void **state)
{
	const json_t *file;
	json_t *report;

	command_write(REPORT, HEADER WORM OTHER TCP);
	free(command_output(IMPORT REPORT));
	command_write(REPORT, HEADER WORM LAN
		      "2026-01-27 10:00:00,udp,192.0.2.1,1,203.0.113.5,1434,,9\n");
	report = command_json(IMPORT "--dry-run --json " REPORT);
	assert_true(json_is_true(json_object_get(report, "ok")));
	assert_true(json_is_true(json_object_get(report, "dry_run")));
	assert_int_equal(figure(report, "rows"), 3);
	assert_int_equal(figure(report, "new"), 1);
	assert_int_equal(figure(report, "packets"), 9);
	assert_int_equal(figure(report, "known"), 1);
	assert_int_equal(figure(report, "bad"), 0);
	file = json_array_get(json_object_get(report, "files"), 0);
	assert_string_equal(json_string_value(json_object_get(file, "first")),
			    "2026-01-27T09:00:00+00:00");
	assert_string_equal(json_string_value(json_object_get(file, "error")),
			    "");
	json_decref(report);
	/* Nothing was written. */
	command_prints("1 new", IMPORT REPORT);
}

static void intelmq(void **state)
{
	json_t *report;

	command_input("{\"time.source\":\"2026-01-27T09:00:00+00:00\","
		      "\"protocol.transport\":\"udp\",\"source.ip\":\"198.51.100.1\","
		      "\"source.port\":1025,\"destination.ip\":\"203.0.113.5\","
		      "\"destination.port\":1434,\"malware.name\":\"slammer\","
		      "\"extra.count\":3}\n");
	report = command_json(IMPORT "--json -");
	assert_int_equal(figure(report, "packets"), 3);
	json_decref(report);
	/* The same row as CSV is known. */
	command_input(HEADER WORM);
	command_prints("standard input: 1 rows, 0 new", IMPORT "--format csv -");
}

static void invalid_rows(void **state)
{
	struct outcome o;
	json_t *report, *rows;

	command_write(REPORT, HEADER WORM BAD_IP LATE);
	o = command_run(IMPORT REPORT);
	assert_int_equal(o.status, 1);
	assert_string_equal(o.out, "");
	assert_non_null(strstr(o.err, REPORT ":3: src_ip: "));
	assert_non_null(strstr(o.err, REPORT ":4: timestamp: "));
	assert_non_null(strstr(o.err, REPORT ": rejected: 2 of 3 rows are invalid"
			       " (--skip-bad imports the others)\n"));
	outcome_free(&o);
	o = command_run(IMPORT "--errors 1 " REPORT);
	assert_non_null(strstr(o.err, ": and 1 more invalid rows\n"));
	assert_null(strstr(o.err, "timestamp"));
	outcome_free(&o);
	o = command_run(IMPORT "--skip-bad --json " REPORT);
	assert_int_equal(o.status, 0);
	report = json_loads(o.out, 0, NULL);
	assert_int_equal(figure(report, "new"), 1);
	assert_int_equal(figure(report, "bad"), 2);
	rows = json_object_get(json_array_get(json_object_get(report, "files"),
					      0), "errors");
	assert_int_equal(json_array_size(rows), 2);
	json_decref(report);
	outcome_free(&o);
}

static void constituents(void **state)
{
	command_write(REPORT, HEADER WORM);
	command_write(DIR "/who.conf", "constituents = ( { name = \"isp\";"
		      " prefixes = [ \"198.51.100.0/24\" ]; } );");
	command_prints("1 new", IMPORT "--constituents " DIR "/who.conf " REPORT);
	command_prints("\"name\": \"isp\"", "render --json --store " STORE
		       " --from 2026-01-27 --until 2026-01-28"
		       " --publisher etc/publisher.conf");
	command_write(DIR "/who.conf", "constituents = ( { name = 1; } );");
	assert_int_equal(command_status(IMPORT "--constituents " DIR "/who.conf "
					REPORT), 1);
}

static void wrong_usage(void **state)
{
	struct outcome o;

	command_fails(2, "--sensor is missing", "import x.csv");
	command_fails(2, "\"a b\" is not a valid sensor name",
		      "import --sensor 'a b' x.csv");
	command_fails(2, "no files given", IMPORT);
	command_fails(2, "--format is csv, intelmq or auto", IMPORT "--format xml x");
	command_fails(2, "--window is 5m or 1h", IMPORT "--window 7m x");
	command_fails(2, "--errors is 0 to", IMPORT "--errors -1 x");
	command_fails(1, "cannot be opened to read: No such file",
		      IMPORT "--dry-run x");
	o = command_run(IMPORT DIR "/none.csv " DIR);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, DIR "/none.csv: cannot be read: No such"));
	assert_non_null(strstr(o.err, DIR ": is a folder"));
	outcome_free(&o);
	command_write(REPORT, "a,b\n1,2\n");
	o = command_run(IMPORT "--window 1h " REPORT);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, REPORT ":1: there is no column \"timestamp\""));
	outcome_free(&o);
}

#define TEST(name)	cmocka_unit_test_setup(name, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_report),
		TEST(json_report),
		TEST(intelmq),
		TEST(invalid_rows),
		TEST(constituents),
		TEST(wrong_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
