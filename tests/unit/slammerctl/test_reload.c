// SPDX-License-Identifier: GPL-2.0-or-later
/* test_reload.c - reload, confirm, rollback, flush, policy advise: the daemon's reply as text */
#include "support/program_fixture.h"

#define RELOADED							       \
	"{\"ok\": true, \"policy\": \"/p\", \"changed\": true, \"messages\": []," \
	" \"old\": {\"generation\": 2, \"digest\": \"00aa\"},"		       \
	" \"new\": {\"generation\": 3, \"digest\": \"00bb\"}, \"confirm\": "
#define LOADED								       \
	"/p loaded: generation 3, digest 00bb, confirmed by the kernel\n"       \
	"previous: generation 2, digest 00aa\n"

static void test_reload(void **state)
{
	program_shows("reload", RELOADED "null}", LOADED);
	assert_string_equal(program_request(), "{\"command\":\"reload\"}\n");
	program_shows("reload --confirm 60",
	      RELOADED "{\"seconds\": 60, \"left\": 60, \"previous\": \"00aa\"}}",
	      LOADED
	      "rollback to digest 00aa in 60 s unless confirmed: slammerctl confirm\n");
	assert_string_equal(program_request(), "{\"command\":\"reload\",\"confirm\":60}\n");
}

static void test_confirm_and_rollback(void **state)
{
	const char *done = "{\"ok\": true, \"new\": {\"generation\": 3, \"digest\": \"00bb\"}}";

	program_shows("confirm", done, "confirmed: generation 3, digest 00bb\n");
	assert_string_equal(program_request(), "{\"command\":\"confirm\"}\n");
	program_shows("rollback", done, "rolled back: generation 3, digest 00bb\n");
	program_answers("confirm", "{\"ok\": false, \"error\": \"no policy is pending\"}", 1, "",
	      "slammerctl: no policy is pending\n");
}

static void test_unchanged(void **state)
{
	program_shows("reload", "{\"ok\": true, \"policy\": \"/p\", \"changed\": false,"
		      " \"new\": {\"generation\": 3, \"digest\": \"00bb\"}}",
		      "/p unchanged: generation 3, digest 00bb, confirmed by the kernel\n");
}

static void test_refused(void **state)
{
	const char *reply = "{\"ok\": false, \"error\": \"/p has 1 error\", \"messages\": ["
		"{\"file\": \"/p\", \"line\": 3, \"severity\": \"error\", \"text\": \"mode: unknown\"},"
		"{\"file\": \"/p\", \"line\": 0, \"severity\": \"warning\", \"text\": \"is old\"}]}";

	program_answers("reload", reply, 1, "",
		     "/p:3: mode: unknown\n/p: warning: is old\nslammerctl: /p has 1 error\n");
}

static void test_flush(void **state)
{
	program_shows("flush", "{\"ok\": true, \"window\": {\"start\": \"a\","
		      " \"end\": \"b\", \"sensor\": \"gw\", \"store\": \"/s\"}}",
		      "window a to b of sensor gw written to /s\n");
	assert_string_equal(program_request(), "{\"command\":\"flush\"}\n");
}

/* The reply as it came; a refusal is a failure all the same. */
static void test_json(void **state)
{
	program_shows("confirm --json", "{\"ok\": true, \"new\": null}",
		      "{\n  \"ok\": true,\n  \"new\": null\n}\n");
	program_answers("rollback -j", "{\"ok\": false}", 1, "{\n  \"ok\": false\n}\n", "");
}

static void test_advise(void **state)
{
	program_shows("policy advise", "{\"ok\": true, \"monitored\": true, \"since\": \"then\","
	      " \"untracked\": 3, \"other\": 4, \"allow\": [{\"line\": \"{ x },\","
	      " \"packets\": 5, \"first\": \"a\", \"last\": \"b\"}], \"infected\": ["
	      "{\"address\": \"192.0.2.66\", \"packets\": {\"slammer\": 6}, \"evidence\": \"worm\"},"
	      "{\"address\": \"192.0.2.67\", \"packets\": {\"overflow\": 40, \"request\": 1},"
	      " \"evidence\": \"many\", \"targets\": 30}]}",
	      "# 1 allow entry missing, judging by packets since then\n"
	      "\t{ x },  # 5 packets, a to b\n"
	      "# incomplete: 3 packets of pairs that did not fit into the table\n"
	      "# 4 packets of other protocols would be dropped; their pairs are not recorded\n"
	      "# WARNING: inside host 192.0.2.66 is infected: slammer 6 packets\n"
	      "# WARNING: inside host 192.0.2.67 is infected: overflow 40, request 1 packets, to about 30 hosts\n");
	assert_string_equal(program_request(), "{\"command\":\"advise\"}\n");
	program_shows("policy advise", "{\"ok\": true, \"monitored\": false}",
	      "# no advice: neither requests nor responses are monitored (set mode = \"monitor\")\n");
	program_shows("policy advise", "{\"ok\": true, \"monitored\": true, \"since\": \"then\"}",
	      "# no allow entries missing, judging by packets since then\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_confirm_and_rollback),
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_flush),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_advise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
