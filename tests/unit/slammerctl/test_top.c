// SPDX-License-Identifier: GPL-2.0-or-later
/* test_top.c - slammerctl top: rates between two samples, order, screen sizes */
#include "slammerctl/top.h"
#include "support/program_fixture.h"

#define COUNTER(direction, class, verdict, packets, bytes)		       \
	"{\"direction\": \"" direction "\", \"class\": \"" class "\","	       \
	" \"verdict\": \"" verdict "\", \"packets\": " packets ", \"bytes\": " bytes "}"
#define STATUS(clock, epoch, worms, bytes, passed)			       \
	"{\"ok\": true, \"clock\": " clock ", \"daemon\": {\"sensor\": \"gw\","  \
	" \"digest\": \"aa\"}, \"kernel\": {\"epoch\": \"" epoch "\","	       \
	" \"generation\": 2, \"digest\": \"aa\"}, \"devices\": ["	       \
	"{\"name\": \"lan0\", \"zone\": \"internal\", \"passed\": " passed "}]," \
	" \"counters\": ["						       \
	COUNTER("ingress", "slammer", "drop", worms, bytes) ", "	       \
	COUNTER("egress", "request", "monitor", worms, "0") "]}"
#define SOURCE(address, side, infected, packets)			       \
	"{\"address\": \"" address "\", \"side\": \"" side "\", \"interface\": \"lan0\"," \
	" \"target\": \"203.0.113.1\", \"evidence\": \"worm\","	       \
	" \"infected\": " infected ", \"bytes\": 0,"			       \
	" \"packets\": {\"slammer\": " packets "}}"
#define SOURCES(sick, loud, quiet)					       \
	"{\"ok\": true, \"sources\": ["					       \
	SOURCE("198.51.100.9", "outside", "false", quiet) ", "		       \
	SOURCE("198.51.100.10", "outside", "false", loud) ", "		       \
	SOURCE("192.0.2.66", "inside", "true", sick) "]}"

static const char *const replies[] = {
	STATUS("100.0", "e", "0", "0", "0"), SOURCES("0", "0", "500"),
	STATUS("102.0", "e", "2000", "808000", "100"), SOURCES("10", "200", "502"),
	NULL
};

static struct outcome once(const char *options)
{
	char arguments[128];
	struct outcome o;

	snprintf(arguments, sizeof(arguments), "top --once --interval 0.1 %s", options);
	o = program_run_with(arguments, replies);
	assert_string_equal(o.err, "");
	assert_int_equal(o.status, 0);
	return o;
}

#define HEAD(sort)							       \
	"slammerctl top  gw  every 0.1 s, by " sort "\n"		       \
	"policy generation 2, digest aa, same as the daemon's\n"	       \
	"packets/s   2000  bits/s  3.23M  dropped  50.0 %  would drop  50.0 %  infected 1\n\n"
#define SICK	"192.0.2.66      INFECTED       5      0      10 slammer   lan0       203.0.113.1\n"
#define LOUD	"198.51.100.10   outside      100      0     200 slammer   lan0       203.0.113.1\n"
#define QUIET	"198.51.100.9    outside        1      0     502 slammer   lan0       203.0.113.1\n"
#define SOURCE_HEAD							       \
	"source                    rate/s bits/s packets class     interface  last target\n"

static void test_directions(void **state)
{
	struct outcome o = once("--by direction");

	assert_string_equal(o.out, HEAD("packets/s")
		"direction  packets/s   bits/s dropped/s   share   would/s   share      packets\n"
		"egress          1000        0         0   0.0 %      1000 100.0 %         2000\n"
		"ingress         1000    3.23M      1000 100.0 %         0   0.0 %         2000\n"
		"internal           0        0         0       -         0       -            0\n"
		"local              0        0         0       -         0       -            0\n"
		"unnamed            0        0         0       -         0       -            0\n"
		"\n" SOURCE_HEAD SICK LOUD QUIET "\n");
	program_outcome_free(&o);
}

static void test_interfaces(void **state)
{
	struct outcome o = once("--by interface");

	assert_non_null(strstr(o.out,
		"interface       zone     unruled/s      unruled  sources infected\n"
		"lan0            internal        50          100        3        1\n"));
	program_outcome_free(&o);
}

static void test_classes(void **state)
{
	struct outcome o = once("");

	assert_non_null(strstr(o.out, "\nslammer         1000    3.23M      1000 100.0 %         0   0.0 %         2000\n"));
	program_outcome_free(&o);
}

/* Infected hosts come first in every order. */
static void test_sorts(void **state)
{
	struct outcome o;

	o = once("--by sources --sort total");
	assert_string_equal(o.out, HEAD("total") SOURCE_HEAD SICK QUIET LOUD "\n");
	program_outcome_free(&o);
	o = once("--by sources --sort name");
	assert_string_equal(o.out, HEAD("name") SOURCE_HEAD SICK QUIET LOUD "\n");
	program_outcome_free(&o);
	o = once("--by sources --sort bits");
	assert_string_equal(o.out, HEAD("bits/s") SOURCE_HEAD SICK QUIET LOUD "\n");
	program_outcome_free(&o);
	o = once("--by sources --sort dropped");
	assert_string_equal(o.out, HEAD("dropped/s") SOURCE_HEAD SICK QUIET LOUD "\n");
	program_outcome_free(&o);
}

static void test_json(void **state)
{
	struct outcome o = once("--json");
	json_t *root = json_loads(o.out, 0, NULL);
	double seconds, packets, bits, unruled;
	const char *first, *zone, *evidence;

	assert_int_equal(json_unpack(root, "{s:F, s:{s:{s:F, s:F}}, s:[{s:s, s:{s:F}}], s:[{s:s, s:s}*]}",
				     "seconds", &seconds, "all", "rates",
				     "packets", &packets, "bits", &bits,
				     "interfaces", "zone", &zone, "rates",
				     "packets", &unruled,
				     "sources", "name", &first,
				     "evidence", &evidence), 0);
	assert_true(seconds == 2 && packets == 2000 && bits == 3232000);
	assert_true(unruled == 50);
	assert_string_equal(zone, "internal");
	assert_string_equal(first, "192.0.2.66");
	assert_string_equal(evidence, "worm");
	json_decref(root);
	program_outcome_free(&o);
}

/* Counters of a module that was loaded again give no rates. */
static void test_reloaded_module(void **state)
{
	const char *const reloaded[] = {
		STATUS("100.0", "e", "500", "0", "0"), SOURCES("0", "0", "0"),
		STATUS("102.0", "f", "2000", "808000", "100"), SOURCES("1", "2", "3"),
		NULL
	};
	struct outcome o = program_run_with("top --once --interval 0.1", reloaded);

	assert_non_null(strstr(o.out, "packets/s      -  bits/s      -  dropped       -"));
	assert_non_null(strstr(o.out, "192.0.2.66      INFECTED       -      -       1 slammer"));
	program_outcome_free(&o);
}

static void test_no_answer(void **state)
{
	struct outcome o = program_run("top --once --socket " FIXTURE_DIR "/none");

	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, "slammerctl: slammerd is not running"));
	program_outcome_free(&o);
	o = program_run("top </dev/null");
	assert_int_equal(o.status, 1);
	assert_string_equal(o.err, "slammerctl: top needs a terminal (--once prints one screen, --batch one after the other)\n");
	program_outcome_free(&o);
}

static struct top_sample *sample(int first)
{
	json_t *status = json_loads(replies[first], 0, NULL);

	return top_sample_new(status, json_loads(replies[first + 1], 0, NULL));
}

/* The screen of any size: @lines lines of at most @columns, the keys in the last. */
static void fits(struct top_sample *now, int columns, int lines, const char *last)
{
	struct top_view view = { .interval = 2, .columns = columns, .lines = lines };
	char *text = top_screen(now, &view, ""), *line;
	int n = 0;

	assert_non_null(text);
	for (line = text; *line; n++) {
		size_t length = strcspn(line, "\n");

		if (*line == TOP_REVERSE || *line == TOP_BOLD)
			length--;
		assert_true(length <= (size_t)columns);
		if (n == lines - 1)
			assert_memory_equal(line, last, strlen(last));
		line = strchr(line, '\n') + 1;
	}
	assert_int_equal(n, lines);
	free(text);
}

static void test_screen(void **state)
{
	struct top_sample *before = sample(0), *now = sample(2);
	struct top_view view = { .interval = 2, .columns = 80, .lines = 24 };
	char *text;

	top_sample_rate(now, before);
	fits(now, 80, 24, "sort r rate");
	fits(now, 120, 40, "sort r rate");
	fits(now, 60, 15, "q quit");
	fits(now, 20, 3, "q quit");
	view.paused = true;
	text = top_screen(now, &view, "slammerd is not running");
	assert_non_null(strstr(text, " PAUSED\n\2slammerd is not running\n"));
	free(text);
	top_sample_free(before);
	top_sample_free(now);
}

static void test_numbers(void **state)
{
	static const struct { double value; const char *text; } numbers[] = {
		{ 0, "0" }, { 7, "7" }, { 0.44, "0.4" }, { 12.3, "12" },
		{ 99999, "99999" }, { 100000, "100k" }, { 1200000, "1.20M" },
		{ 12345678, "12.3M" }, { 1e12, "1.00T" },
	};
	char buf[TOP_NUMBER_MAX];
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_string_equal(top_number(numbers[i].value, buf), numbers[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_sorts),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_reloaded_module),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
