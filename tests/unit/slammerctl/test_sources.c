// SPDX-License-Identifier: GPL-2.0-or-later
/* test_sources.c - slammerctl sources and metrics: a daemon's reply as text */
#include "support/program_fixture.h"

#define SOURCE(interface, rest)						       \
	"{\"address\": \"192.0.2.7\", \"side\": \"inside\", \"interface\": \"" interface "\"," \
	" \"first\": \"2026-01-25T12:00:00Z\", \"last\": \"2026-01-25T12:01:00Z\"," \
	" \"target\": \"203.0.113.1\", \"packets\": {\"slammer\": 2}, " rest "}"
#define HEADER								       \
	"address    side    interface  first                 last                  last target  packets\n"
#define ROW(interface)							       \
	"192.0.2.7  inside  " interface "  2026-01-25T12:00:00Z  2026-01-25T12:01:00Z  203.0.113.1  slammer 2"

static void test_sources(void **state)
{
	program_shows("sources", "{\"ok\": true, \"sources\": ["
	      SOURCE("lan0", "\"revisits\": 3, \"period\": 553.6, \"targets\": 0,"
		     " \"evidence\": \"worm\", \"infected\": true") ","
	      SOURCE("lan0", "\"revisits\": 0, \"period\": null, \"targets\": 12,"
		     " \"evidence\": \"many\", \"infected\": true") ","
	      SOURCE("lan0", "\"revisits\": 0, \"period\": null, \"targets\": 3,"
		     " \"evidence\": \"weak\", \"infected\": false") ","
	      SOURCE("lan0", "\"revisits\": 1, \"period\": 2500, \"infected\": false") ","
	      SOURCE("", "\"revisits\": 0, \"period\": null, \"infected\": true") ","
	      SOURCE("lan0", "\"revisits\": 0, \"period\": null, \"infected\": false") "]}",
	      HEADER
	      ROW("lan0     ") "  infected: sends the worm, returns to the same target every 554 s\n"
	      ROW("lan0     ") "  infected: attacks about 12 hosts\n"
	      ROW("lan0     ") "\n"
	      ROW("lan0     ") "  returns to the same target every 2500 s\n"
	      ROW("(router) ") "  infected\n"
	      ROW("lan0     ") "\n");
	program_shows("sources", "{\"ok\": true, \"sources\": []}", "no sources\n");
}

/* The worst class first */
static void test_classes(void **state)
{
	program_shows("sources", "{\"ok\": true, \"sources\": [{\"address\": \"2001:db8::1\","
	      " \"side\": \"outside\", \"interface\": \"wan0\", \"first\": \"a\","
	      " \"last\": \"b\", \"target\": \"c\", \"packets\": {\"other\": 1,"
	      " \"request\": 0, \"overflow\": 3, \"slammer\": 2}}]}",
	      "address      side     interface  first  last  last target  packets\n"
	      "2001:db8::1  outside  wan0       a      b     c            slammer 2, overflow 3, other 1\n");
}

static void test_filter(void **state)
{
	program_shows("sources --infected --limit 3", "{\"ok\": true, \"sources\": []}",
	      "no sources\n");
	assert_string_equal(program_request(),
		"{\"command\":\"sources\",\"infected\":true,\"infected_first\":false,\"limit\":3}\n");
}

static void test_pages(void **state)
{
	program_shows("sources --side inside --sort last --offset 20 --limit 10",
	      "{\"ok\": true, \"sources\": []}", "no sources\n");
	assert_string_equal(program_request(),
		"{\"command\":\"sources\",\"infected\":false,\"infected_first\":false,\"limit\":10,"
		"\"offset\":20,\"side\":\"inside\",\"sort\":\"last\"}\n");
	program_says("sources --side left", 2, "",
		"slammerctl sources: --side takes all, outside, inside or none, not \"left\"\n"
		"Try 'slammerctl sources --help'.\n");
	program_says("sources --sort colour", 2, "",
		"slammerctl sources: --sort takes attacks, packets, bytes, last, first or address, not \"colour\"\n"
		"Try 'slammerctl sources --help'.\n");
}

/* Row by row, with the same bytes as if the whole object was in memory */
static void test_json(void **state)
{
	program_shows("sources -j", "{\"ok\": true, \"sources\": []}",
	      "{\n  \"sources\": []\n}\n");
	program_shows("sources -j", "{\"ok\":true,\"total\":7,\"sources\":[{\"a\":\"]}\\\"{\","
	      "\"b\":{\"c\":[1,2]}} , {\"a\":null}]}",
	      "{\n  \"total\": 7,\n  \"sources\": [\n    {\n      \"a\": \"]}\\\"{\",\n"
	      "      \"b\": {\n        \"c\": [\n          1,\n          2\n"
	      "        ]\n      }\n    },\n    {\n      \"a\": null\n    }\n  ]\n}\n");
}

/* Neither as text nor as JSON is half a reply a success. */
static void test_bad_rows(void **state)
{
	const char *const replies[] = {
		"{\"ok\": true, \"sources\": [{\"a\": 1}, {\"a\" 2}]}", NULL
	};
	static const char *const commands[] = { "sources", "sources --json" };
	struct outcome o;
	size_t i;

	for (i = 0; i < 2; i++) {
		o = program_run_with(commands[i], replies);
		assert_int_equal(o.status, 1);
		assert_string_equal(o.err, "slammerctl: the reply of slammerd is not JSON\n");
		program_outcome_free(&o);
	}
}

static void test_metrics(void **state)
{
	const char *const replies[] = {
		"{\"ok\": true, \"daemon\": null, \"kernel\": {\"epoch\": \"e\"}, \"devices\": ["
		"{\"name\": \"wan0\", \"ifindex\": 2, \"zone\": \"external\", \"passed\": 5}],"
		" \"counters\": [{\"direction\": \"ingress\", \"class\": \"slammer\","
		" \"reason\": \"worm\", \"verdict\": \"drop\", \"packets\": 3, \"bytes\": 9}]}",
		NULL
	};
	struct outcome o = program_run_with("metrics", replies);
	json_t *root;

	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "\nnf_slammer_packets_total{direction=\"ingress\",class=\"slammer\",reason=\"worm\",verdict=\"drop\"} 3\n"));
	assert_non_null(strstr(o.out, "\n# EOF\n"));
	program_outcome_free(&o);
	o = program_run_with("metrics --json", replies);
	root = json_loads(o.out, 0, NULL);
	assert_true(json_array_size(json_object_get(root, "families")) > 0);
	json_decref(root);
	program_outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_bad_rows),
		cmocka_unit_test(test_metrics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
