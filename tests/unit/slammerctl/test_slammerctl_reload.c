// SPDX-License-Identifier: GPL-2.0-or-later
/* test_slammerctl_reload.c - reload on probation, its end, drift, advice: as text */
#include "support/answer_fixture.h"

#define RELOADED							       \
	"{\"ok\": true, \"policy\": \"/p\", \"changed\": true, \"messages\": []," \
	" \"old\": {\"generation\": 2, \"digest\": \"00aa\"},"		       \
	" \"new\": {\"generation\": 3, \"digest\": \"00bb\"}, \"confirm\": "
#define LOADED								       \
	"/p loaded: generation 3, digest 00bb confirmed by the kernel\n"       \
	"before: generation 2, digest 00aa\n"

static void test_reload(void **state)
{
	shows("reload", RELOADED "null}", LOADED);
	assert_string_equal(asked, "{\"command\":\"reload\"}\n");
	shows("reload --confirm 60",
	      RELOADED "{\"seconds\": 60, \"left\": 60, \"previous\": \"00aa\"}}",
	      LOADED
	      "rolled back to digest 00aa in 60 s unless confirmed: slammerctl confirm\n");
	assert_string_equal(asked, "{\"command\":\"reload\",\"confirm\":60}\n");
	program_says("reload --confirm soon", 2, "",
		     "slammerctl reload: --confirm takes a number from 1 on, not \"soon\"\n"
		     "Try 'slammerctl reload --help'.\n");
}

static void test_confirm_and_rollback(void **state)
{
	const char *done = "{\"ok\": true, \"new\": {\"generation\": 3, \"digest\": \"00bb\"}}";

	shows("confirm", done, "confirmed: generation 3, digest 00bb\n");
	assert_string_equal(asked, "{\"command\":\"confirm\"}\n");
	shows("rollback", done, "rolled back: generation 3, digest 00bb\n");
	tells("confirm", "{\"ok\": false, \"error\": \"nothing waits\"}", 1, "",
	      "slammerctl: nothing waits\n");
}

#define DAEMON								       \
	"\"daemon\": {\"version\": \"0.1.0\", \"pid\": 7, \"uptime\": 1,"      \
	" \"policy\": \"/p\", \"digest\": \"00ff\", \"window\": 300,"	       \
	" \"sensor\": \"gw\", \"store\": \"/s\", \"store_ok\": true,"	       \
	" \"last_window\": null, "
#define HEAD								       \
	"daemon   slammerd 0.1.0, pid 7, up 1 s\n"			       \
	"         policy /p, digest 00ff\n"				       \
	"         windows of 300 s as gw to /s, none written yet\n"	       \
	"module   is away\n"
#define MONITOR	"mode     MONITOR: NOTHING IS DROPPED. Would have been dropped: "

static void test_standing(void **state)
{
	shows("status", "{\"ok\": true, " DAEMON "\"mode\": \"enforce\","
	      " \"confirm\": {\"seconds\": 9, \"left\": 4, \"previous\": \"00aa\"},"
	      " \"last_good\": {\"used\": true, \"confirmed\": \"then\"},"
	      " \"repaired\": {\"count\": 2, \"last\": \"now\", \"reason\": \"that\"},"
	      " \"state_ok\": false}, \"kernel\": null, \"kernel_error\": \"is away\","
	      " \"drift\": [{\"what\": \"file\", \"text\": \"/p was edited\"}]}",
	      HEAD
	      "policy   THE LAST KNOWN GOOD ONE IS USED, confirmed then\n"
	      "pending  ROLLED BACK IN 4 s to digest 00aa unless confirmed: slammerctl confirm\n"
	      "DRIFT    file: /p was edited\n"
	      "mended   2 times, the last one now: that\n"
	      "state    CANNOT BE WRITTEN: no last known good policy is kept (the log says why)\n");
	shows("status", "{\"ok\": true, " DAEMON "\"mode\": \"monitor\"},"
	      " \"kernel\": null, \"kernel_error\": \"is away\", \"counters\": ["
	      "{\"class\": \"request\", \"verdict\": \"monitor\", \"packets\": 2},"
	      "{\"class\": \"slammer\", \"verdict\": \"monitor\", \"packets\": 3},"
	      "{\"class\": \"slammer\", \"verdict\": \"accept\", \"packets\": 9},"
	      "{\"class\": \"slammer\", \"verdict\": \"monitor\", \"packets\": 4}]}",
	      HEAD MONITOR "slammer 7, request 2 packets (slammerctl policy advise)\n");
	shows("status", "{\"ok\": true, " DAEMON "\"mode\": \"monitor\"},"
	      " \"kernel\": null, \"kernel_error\": \"is away\", \"counters\": []}",
	      HEAD MONITOR "nothing\n");
}

static void test_advise(void **state)
{
	shows("policy advise", "{\"ok\": true, \"monitored\": true, \"since\": \"then\","
	      " \"untracked\": 3, \"other\": 4, \"allow\": [{\"line\": \"{ x },\","
	      " \"packets\": 5, \"first\": \"a\", \"last\": \"b\"}], \"infected\": ["
	      "{\"address\": \"192.0.2.66\", \"packets\": {\"slammer\": 6}}]}",
	      "# 1 entry is missing, by what was seen since then\n"
	      "\t{ x },  # 5 packets, a to b\n"
	      "# 3 packets of pairs for which there was no room: this is not all\n"
	      "# 4 packets of other protocols would be dropped; of whom is not known\n"
	      "# WARNING: 192.0.2.66 of the inside is infected: slammer 6, overflow 0 packets\n");
	assert_string_equal(asked, "{\"command\":\"advise\"}\n");
	shows("policy advise", "{\"ok\": true, \"monitored\": false}",
	      "# no question and no answer is monitored: nothing is advised (set mode = \"monitor\")\n");
	shows("policy advise", "{\"ok\": true, \"monitored\": true, \"since\": \"then\"}",
	      "# no entry is missing, by what was seen since then\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_confirm_and_rollback),
		cmocka_unit_test(test_standing),
		cmocka_unit_test(test_advise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
