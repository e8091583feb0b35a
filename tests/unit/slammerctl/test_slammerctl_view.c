// SPDX-License-Identifier: GPL-2.0-or-later
/* test_slammerctl_view.c - what status and sources print of a daemon's answer */
#include "support/answer_fixture.h"

#define DAEMON								       \
	"\"daemon\": {\"version\": \"0.1.0\", \"pid\": 7, \"uptime\": 61,"     \
	" \"policy\": \"/p\", \"digest\": \"00ff\", \"window\": 300,"	       \
	" \"sensor\": \"gw\", \"store\": \"/s\", \"store_ok\": true, \"last_window\": null}"
#define KERNEL(losses, signatures)					       \
	"\"kernel\": {\"version\": \"0.1.0\", \"abi\": 2, \"epoch\": \"1\","    \
	" \"generation\": 2, \"digest\": \"00ff\", \"patterns\": 1,"	       \
	" \"internal\": 2, \"allow\": 3, \"signatures\": " signatures ", " losses \
	" \"tables\": [{\"side\": \"inside\", \"size\": 9, \"used\": 1,"       \
	" \"evicted\": 2, \"untracked\": 3}]}"
#define COUNTER(verdict, packets)					       \
	"{\"direction\": \"ingress\", \"class\": \"request\", \"reason\": \"list\"," \
	" \"verdict\": \"" verdict "\", \"packets\": " packets ", \"bytes\": 5}"
#define HEAD								       \
	"daemon   slammerd 0.1.0, pid 7, up 1 min 1 s\n"		       \
	"         policy /p, digest 00ff\n"				       \
	"         windows of 300 s as gw to /s, none written yet\n"	       \
	"module   nf_slammer 0.1.0, generation 2, digest 00ff, in step with the daemon\n"
#define TABLES								       \
	"\nsources        places        used       evicted     untracked\n"    \
	"inside              9           1             2             3\n"

static void test_status(void **state)
{
	shows("status", "{\"ok\": true, " DAEMON ", "
	      KERNEL("\"unheard\": 4, \"events_lost\": 1,", "1")
	      ", \"devices\": [], \"counters\": ["
	      COUNTER("limit", "6") ", " COUNTER("queue", "7") "],"
	      " \"estimates\": ["
	      "{\"side\": \"outside\", \"what\": \"sources\", \"since\": \"2026-01-25T12:00:00Z\", \"estimate\": 1234567, \"error\": 0.023},"
	      "{\"side\": \"inside\", \"what\": \"targets\", \"since\": \"2026-01-25T12:00:01Z\", \"estimate\": 0, \"error\": 0.023}]}",
	      HEAD
	      "         1 interface pattern, 2 internal prefixes, 3 allow entries, 1 signature\n"
	      "         4 packets to be queued, and no program took them\n"
	      "         1 event held back, for there were too many in a second\n"
	      "\ndirection  class      verdict          packets               bytes\n"
	      "ingress    request    limit                  6                   5\n"
	      "ingress    request    queue                  7                   5\n"
	      TABLES
	      "\ndistinct   side                 about  since (of attacks; standard error 2.3 %)\n"
	      "sources    outside            1234567  2026-01-25T12:00:00Z\n"
	      "targets    inside                   0  2026-01-25T12:00:01Z\n");
}

/* What did not happen is not told; nor estimates where there are none. */
static void test_status_quiet(void **state)
{
	shows("status", "{\"ok\": true, " DAEMON ", "
	      KERNEL("\"unheard\": 0, \"events_lost\": 0,", "0")
	      ", \"devices\": [], \"counters\": [], \"estimates\": []}",
	      HEAD
	      "         1 interface pattern, 2 internal prefixes, 3 allow entries, 0 signatures\n"
	      "\ndirection  class      verdict          packets               bytes\n"
	      TABLES);
}

#define SOURCE(rest)							       \
	"{\"address\": \"192.0.2.7\", \"side\": \"inside\", \"interface\": \"lan0\"," \
	" \"first\": \"2026-01-25T12:00:00Z\", \"last\": \"2026-01-25T12:01:00Z\"," \
	" \"target\": \"203.0.113.1\", \"packets\": {\"slammer\": 2}, " rest "}"
#define ROW								       \
	"192.0.2.7  inside   lan0       2026-01-25T12:00:00Z  2026-01-25T12:01:00Z  203.0.113.1  slammer 2"

static void test_sources(void **state)
{
	shows("sources", "{\"ok\": true, \"sources\": ["
	      SOURCE("\"revisits\": 3, \"period\": 553.6, \"infected\": true") ","
	      SOURCE("\"revisits\": 1, \"period\": 2500, \"infected\": false") ","
	      SOURCE("\"revisits\": 0, \"period\": null, \"infected\": true") ","
	      SOURCE("\"revisits\": 0, \"period\": null, \"infected\": false") "]}",
	      "address    side     interface  first                 last                  last target  packets\n"
	      ROW "  infected, comes back to the same target every 554 s\n"
	      ROW "  comes back to the same target every 2500 s\n"
	      ROW "  infected\n"
	      ROW "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_status_quiet),
		cmocka_unit_test(test_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
