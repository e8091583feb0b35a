// SPDX-License-Identifier: GPL-2.0-or-later
/* test_status.c - slammerctl status: a daemon's reply as an operator reads it */
#include "support/program_fixture.h"

#define DAEMON_AS(uptime, digest, store_ok, last, rest)			       \
	"\"daemon\": {\"version\": \"" NF_SLAMMER_VERSION "\", \"pid\": 7, \"uptime\": " uptime \
	", \"policy\": \"/p\", \"digest\": \"" digest "\", \"window\": 300,"     \
	" \"sensor\": \"gw\", \"store\": \"/s\", \"store_ok\": " store_ok      \
	", \"last_window\": " last rest "}"
#define DAEMON	DAEMON_AS("61", "00ff", "true", "null", "")
#define KERNEL_OF(generation, losses, signatures)			       \
	"\"kernel\": {\"version\": \"" NF_SLAMMER_VERSION "\", \"abi\": 2, \"epoch\": \"1\","    \
	" \"generation\": " generation ", \"digest\": \"00ff\", \"patterns\": 1," \
	" \"internal\": 2, \"allow\": 3, \"signatures\": " signatures ", " losses \
	" \"tables\": [{\"side\": \"inside\", \"size\": 9, \"used\": 1,"       \
	" \"evicted\": 2, \"untracked\": 3}]}"
#define KERNEL(losses, signatures)	KERNEL_OF("2", losses, signatures)
#define COUNTER(verdict, packets)					       \
	"{\"direction\": \"ingress\", \"class\": \"request\", \"reason\": \"list\"," \
	" \"verdict\": \"" verdict "\", \"packets\": " packets ", \"bytes\": 5}"
#define HEAD_OF(up)							       \
	"daemon   slammerd " NF_SLAMMER_VERSION ", pid 7, up " up "\n"			       \
	"         policy /p, digest 00ff\n"				       \
	"         sensor gw, store /s\n"				       \
	"         window 300 s, last written: none yet\n"
#define MODULE								       \
	"module   nf_slammer " NF_SLAMMER_VERSION ", generation 2, digest 00ff, same as the daemon's\n"
#define TABLES								       \
	"\nsources  slots  used  evicted  untracked\n"			       \
	"inside       9     1        2          3\n"

/* All but the summary, which ends with the first empty line */
static void shows(const char *reply, const char *rest)
{
	const char *const replies[] = { reply, NULL };
	struct outcome o = program_run_with("status", replies);
	const char *end = strstr(o.out, "\n\n");

	assert_string_equal(o.err, "");
	assert_int_equal(o.status, 0);
	assert_non_null(end);
	assert_string_equal(end + 2, rest);
	program_outcome_free(&o);
}

static void test_status(void **state)
{
	shows("{\"ok\": true, " DAEMON ", "
	      KERNEL("\"unattended\": 4, \"events_lost\": 1,", "1")
	      ", \"devices\": [{\"name\": \"wan0\", \"zone\": \"external\", \"passed\": 12},"
	      " {\"name\": \"\", \"zone\": \"local\", \"passed\": 3}], \"counters\": ["
	      COUNTER("limit", "6") ", " COUNTER("queue", "7") "],"
	      " \"estimates\": ["
	      "{\"side\": \"outside\", \"what\": \"sources\", \"since\": \"2026-01-25T12:00:00Z\", \"estimate\": 1234567, \"error\": 0.023},"
	      "{\"side\": \"inside\", \"what\": \"targets\", \"since\": \"2026-01-25T12:00:01Z\", \"estimate\": 0, \"error\": 0.023}]}",
	      HEAD_OF("1 min 1 s") MODULE
	      "         1 interface pattern, 2 internal prefixes, 3 allow entries, 1 signature\n"
	      "         4 packets for the queue had no listener\n"
	      "         1 event suppressed by the rate limit\n"
	      "\ninterface  zone      unruled\n"
	      "wan0       external       12\n"
	      "(router)   local           3\n"
	      "\ndirection  class    verdict  packets  bytes\n"
	      "ingress    request  limit          6    5 B\n"
	      "ingress    request  queue          7    5 B\n"
	      TABLES
	      "\ndistinct hosts in attacks (standard error 2.3 %)\n"
	      "distinct  side     estimate  since\n"
	      "sources   outside     1.2 M  2026-01-25T12:00:00Z\n"
	      "targets   inside          0  2026-01-25T12:00:01Z\n");
	assert_string_equal(program_request(), "{\"command\":\"status\"}\n");
}

#define FLOWS(side, size, used)						       \
	"{\"side\": \"" side "\", \"size\": " size ", \"used\": " used ","      \
	" \"opened\": 5, \"evicted\": 4, \"refused\": 3, \"answers\": 2}"
#define KERNEL_FLOWS(inside)						       \
	KERNEL("\"flows\": [" FLOWS("outside", "0", "0") ", " inside "],", "0")
#define REST	", \"devices\": [], \"counters\": [], \"estimates\": []}"
#define EMPTY								       \
	HEAD_OF("1 min 1 s") MODULE					       \
	"         1 interface pattern, 2 internal prefixes, 3 allow entries, 0 signatures\n" \
	"\nno packets counted\n" TABLES

static void test_flows(void **state)
{
	shows("{\"ok\": true, " DAEMON ", "
	      KERNEL_FLOWS(FLOWS("inside", "16384", "17")) REST,
	      EMPTY
	      "\nflows of   size  used  opened  evicted  refused  answers\n"
	      "outside       0     0       5        4        3        2\n"
	      "inside    16384    17       5        4        3        2\n");
	shows("{\"ok\": true, " DAEMON ", "
	      KERNEL_FLOWS(FLOWS("inside", "0", "0")) REST,
	      EMPTY
	      "\nsolicited flows are not tracked: answers to port 1434 are judged by content\n");
}

static void test_flows_are_explained(void **state)
{
	const char *const replies[] = {
		"{\"ok\": true, " DAEMON ", "
		KERNEL_FLOWS(FLOWS("inside", "16384", "17")) REST, NULL
	};
	struct outcome o = program_run_with("status --explain", replies);

	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "\nflows of  meaning, by the side that began the flow\n"
			       "size      entries of the table; 0: solicited flows are not tracked\n"));
	assert_non_null(strstr(o.out, "\nrefused   flows that got no entry: their answers are judged by content\n"));
	program_outcome_free(&o);
}

/* What did not happen has no line. */
static void test_quiet(void **state)
{
	shows("{\"ok\": true, " DAEMON ", "
	      KERNEL("\"unattended\": 0, \"events_lost\": 0,", "0")
	      ", \"devices\": [], \"counters\": [], \"estimates\": []}",
	      HEAD_OF("1 min 1 s") MODULE
	      "         1 interface pattern, 2 internal prefixes, 3 allow entries, 0 signatures\n"
	      "\nno packets counted\n"
	      TABLES);
}

#define AWAY	" \"kernel\": null, \"kernel_error\": \"not loaded\"}"

static void test_uptime(void **state)
{
	shows("{\"ok\": true, "
		      DAEMON_AS("59", "00ff", "true", "null", "") "," AWAY,
		      HEAD_OF("59 s") "module   not loaded\n");
	shows("{\"ok\": true, "
		      DAEMON_AS("3660", "00ff", "true", "null", "") "," AWAY,
		      HEAD_OF("1 h 1 min") "module   not loaded\n");
	shows("{\"ok\": true, "
		      DAEMON_AS("183600", "00ff", "true", "null", "") "," AWAY,
		      HEAD_OF("2 d 3 h") "module   not loaded\n");
}

/* Another digest in the kernel, the built-in policy, none at all */
static void test_drift(void **state)
{
	struct outcome o;
	const char *const drifted[] = {
		"{\"ok\": true, " DAEMON_AS("1", "00aa", "true", "null", "") ", "
		KERNEL_OF("1", "", "0") "}", NULL
	};
	const char *const empty[] = {
		"{\"ok\": true, " DAEMON ", " KERNEL_OF("0", "", "0") "}", NULL
	};

	o = program_run_with("status", drifted);
	assert_non_null(strstr(o.out, "\nmodule   nf_slammer " NF_SLAMMER_VERSION ", generation 1 (built-in), digest 00ff, DRIFT: the daemon confirmed 00aa\n"));
	program_outcome_free(&o);
	o = program_run_with("status", empty);
	assert_non_null(strstr(o.out, "\nmodule   nf_slammer " NF_SLAMMER_VERSION ", no policy in this network namespace: nothing is filtered\n"));
	program_outcome_free(&o);
}

#define PATHS								       \
	", \"paths\": [{\"path\": \"ifb\", \"seen\": \"no\", \"interfaces\": [\"a\"]," \
	" \"what\": \"goes past\", \"advice\": \"drop it\"},"		       \
	" {\"path\": \"xdp\", \"seen\": \"partly\", \"interfaces\": [\"1\", \"2\", \"3\","  \
	" \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"10\"], \"what\": \"before\", \"advice\": null}," \
	" {\"path\": \"nat\", \"seen\": \"yes\", \"interfaces\": [], \"what\": \"all\"," \
	" \"advice\": null}],"						       \
	" \"not_built\": [{\"release\": \"7.9\", \"running\": false, \"reason\": \"R\"}," \
	" {\"release\": \"6.1\", \"running\": true, \"reason\": \"Q\"}]"

/* What is seen is only said when it is asked for. */
static void test_paths(void **state)
{
	struct outcome o;
	const char *const replies[] = {
		"{\"ok\": true, " DAEMON ", "
		KERNEL("\"late\": 3, \"memory\": 2450000,", "0") PATHS REST, NULL
	};
	const char *const away[] = {
		"{\"ok\": true, " DAEMON PATHS "," AWAY, NULL
	};

	o = program_run_with("status", replies);
	assert_non_null(strstr(o.out, "\n         2.3 MiB of counters and tables\n         3 packets dropped on the way out, unseen before\n"));
	assert_non_null(strstr(o.out,
		"\nWARNING  NOT FILTERED: path ifb (a): goes past; drop it\n"
		"WARNING  PARTLY FILTERED: path xdp (1, 2, 3, 4, 5, 6, 7, 8 and 2 more): before\n"
		"WARNING  the module could not be built for the installed kernel 7.9, under which nothing will be filtered: R\n"));
	assert_null(strstr(o.out, "path nat"));
	assert_null(strstr(o.out, "CRITICAL"));
	program_outcome_free(&o);
	o = program_run_with("status --explain", replies);
	assert_non_null(strstr(o.out, "\nnat   yes     -  "));
	program_outcome_free(&o);
	o = program_run_with("status", away);
	assert_non_null(strstr(o.out, "\nCRITICAL the module could not be built for the running kernel 6.1: Q\n"));
	program_outcome_free(&o);
}

#define INTERFACES							       \
	"\"interfaces\": {\"list\": [{\"name\": \"eth5\", \"zone\": \"none\"},"   \
	" {\"name\": \"wan0\", \"zone\": \"external\"},"		       \
	" {\"name\": \"eth6\", \"zone\": \"none\"}], \"messages\": ["	       \
	"{\"file\": \"/p\", \"line\": 7, \"severity\": \"warning\", \"text\": \"a\"}," \
	"{\"file\": \"/p\", \"line\": 0, \"severity\": \"note\", \"text\": \"b\"}," \
	"{\"file\": \"/p\", \"line\": 0, \"severity\": \"warning\", \"text\": \"c\"}]}"

/* What the policy does not do on this machine */
static void test_interfaces(void **state)
{
	const char *const reply[] = {
		"{\"ok\": true, " DAEMON ", " KERNEL("", "0") ", " INTERFACES "}",
		NULL
	};
	struct outcome o = program_run_with("status", reply);

	assert_non_null(strstr(o.out, "\nUNFILTERED eth5, eth6: no zone names them, and unnamed is \"off\"\n"
			       "WARNING  /p:7: a\nWARNING  /p: c\n"));
	program_outcome_free(&o);
}

static void test_statistics(void **state)
{
	shows("{\"ok\": true, "
	      DAEMON_AS("1", "00ff", "false", "\"2026-01-25T12:00:00Z\"", "")
	      ", \"statistics\": {\"error\": \"disk full\", \"since\": \"noon\","
	      " \"queued\": {\"windows\": 2}, \"quarantined\": \"/s.bad\","
	      " \"gaps\": {\"periods\": 2, \"unknown\": 1, \"packets\": 5}}," AWAY,
	      "daemon   slammerd " NF_SLAMMER_VERSION ", pid 7, up 1 s\n"
	      "         policy /p, digest 00ff\n"
	      "         sensor gw, store /s, which CANNOT BE WRITTEN\n"
	      "         window 300 s, last written: 2026-01-25T12:00:00Z\n"
	      "         since noon: disk full\n"
	      "         2 windows held in memory\n"
	      "         the database was damaged and quarantined as /s.bad\n"
	      "         last 7 days: 2 gaps in the statistics; 5 packets known lost, 1 gap of unknown size\n"
	      "module   not loaded\n");
	shows("{\"ok\": true, " DAEMON ", \"statistics\": {"
	      "\"queued\": {\"windows\": 1}, \"gaps\": {\"periods\": 1,"
	      " \"unknown\": 0, \"packets\": 1}}," AWAY,
	      HEAD_OF("1 min 1 s")
	      "         1 window held in memory\n"
	      "         last 7 days: 1 gap in the statistics; 1 packet known lost\n"
	      "module   not loaded\n");
}

#define WITH(rest)	DAEMON_AS("61", "00ff", "true", "null", ", " rest)
#define MONITOR	"mode     MONITOR: NOTHING IS DROPPED. Would have been dropped: "

static void test_policy_state(void **state)
{
	shows("{\"ok\": true, " WITH("\"mode\": \"enforce\","
	      " \"confirm\": {\"seconds\": 9, \"left\": 4, \"previous\": \"00aa\"},"
	      " \"last_good\": {\"used\": true, \"confirmed\": \"then\"},"
	      " \"repaired\": {\"count\": 2, \"last\": \"now\", \"reason\": \"that\"},"
	      " \"state_ok\": false")
	      ", \"drift\": [{\"what\": \"file\", \"text\": \"/p was edited\"}]," AWAY,
	      HEAD_OF("1 min 1 s")
	      "module   not loaded\n"
	      "policy   THE LAST KNOWN GOOD POLICY IS ACTIVE, confirmed then\n"
	      "pending  ROLLBACK IN 4 s to digest 00aa unless confirmed: slammerctl confirm\n"
	      "DRIFT    file: /p was edited\n"
	      "repaired 2 times, last now: that\n"
	      "state    CANNOT BE WRITTEN: the last known good policy is not saved (see the log)\n");
	shows("{\"ok\": true, " WITH("\"mode\": \"monitor\"")
	      ", \"counters\": ["
	      "{\"class\": \"request\", \"verdict\": \"monitor\", \"packets\": 2},"
	      "{\"class\": \"slammer\", \"verdict\": \"monitor\", \"packets\": 3},"
	      "{\"class\": \"slammer\", \"verdict\": \"accept\", \"packets\": 9},"
	      "{\"class\": \"slammer\", \"verdict\": \"monitor\", \"packets\": 4}]," AWAY,
	      HEAD_OF("1 min 1 s") "module   not loaded\n"
	      MONITOR "slammer 7, request 2 packets (slammerctl policy advise)\n");
	shows("{\"ok\": true, " WITH("\"mode\": \"monitor\"")
	      ", \"counters\": []," AWAY,
	      HEAD_OF("1 min 1 s") "module   not loaded\n" MONITOR "nothing\n");
}

#define INSPECTION(state)						       \
	"\"inspection\": {\"queue\": 14, \"fail\": \"open\", \"received\": 9,"     \
	" \"accepted\": 4, \"dropped\": 5, \"batches\": 2, \"overflowed\": 6,"  \
	" \"unattended\": 7, " state "}"

static void test_queue(void **state)
{
	shows("{\"ok\": true, " DAEMON ", "
	      INSPECTION("\"listening\": true, \"waiting\": 1, \"directory\": \"/d\","
			 " \"sampled\": 3, \"bytes\": 300, \"samples_skipped\": 1,"
			 " \"samples_failed\": 2, \"samples_error\": \"disk full\"")
	      "," AWAY,
	      HEAD_OF("1 min 1 s")
	      "module   not loaded\n"
	      "\nqueue    14, fail open, slammerd is listening\n"
	      "         9 received (4 accepted, 5 dropped, in 2 batches), 1 waiting\n"
	      "         lost: 6 queue full, 7 no listener\n"
	      "samples  /d: 3 packets, 300 bytes; 1 skipped, 2 lost\n"
	      "         samples: disk full\n");
	shows("{\"ok\": true, " DAEMON ", "
	      INSPECTION("\"listening\": false, \"error\": \"queue 14 is taken\"")
	      "," AWAY,
	      HEAD_OF("1 min 1 s")
	      "module   not loaded\n"
	      "\nqueue    14, fail open, slammerd is NOT LISTENING\n"
	      "         queue: queue 14 is taken\n"
	      "         9 received (4 accepted, 5 dropped, in 2 batches)\n"
	      "         lost: 6 queue full, 7 no listener\n"
	      "samples  off\n");
}

/* After an upgrade slammerd has to be restarted: it has other members. */
static void test_other_version(void **state)
{
	program_answers("status", "{\"ok\": true, \"daemon\": {\"version\": \"0.0.9\","
	      " \"pid\": 7, \"uptime\": 1, \"policy\": \"/p\", \"digest\": \"00ff\","
	      " \"window\": 300, \"sensor\": \"gw\", \"store\": \"/s\","
	      " \"store_ok\": true, \"last_window\": null}," AWAY, 0,
	      "infected unknown: the source tables cannot be read\n"
	      "filter   NOTHING IS FILTERED: not loaded\n"
	      "health   2 problems (slammerctl doctor)\n"
	      "         error, module: not loaded\n"
	      "         warning, version: slammerd is version 0.0.9, slammerctl is " NF_SLAMMER_VERSION "\n"
	      "           to do: systemctl restart nf-slammer\n\n"
	      "daemon   slammerd 0.0.9, pid 7, up 1 s\n"
	      "         policy /p, digest 00ff\n"
	      "         sensor gw, store /s\n"
	      "         window 300 s, last written: none yet\n"
	      "module   not loaded\n",
	      "slammerctl: warning: slammerd is version 0.0.9, slammerctl " NF_SLAMMER_VERSION
	      ": restart slammerd, until then values may be missing or 0\n");
}

/* Every reason with its packets, added up over directions and verdicts */
static void test_explain(void **state)
{
	const char *const replies[] = {
		"{\"ok\": true, " DAEMON ", " KERNEL("", "0") ", \"counters\": ["
		COUNTER("drop", "6") ", " COUNTER("accept", "7") "], "
		INSPECTION("\"listening\": true") "}", NULL
	};
	struct outcome o = program_run_with("status --explain", replies);
	json_t *status, *reason;
	size_t i, found = 0;

	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "\nreason "));
	assert_non_null(strstr(o.out, "\nlist            request         13  "));
	assert_non_null(strstr(o.out, "\nworm            slammer          0  "));
	assert_non_null(strstr(o.out, "\ninspection       packets  meaning\nreceived               9  "));
	program_outcome_free(&o);

	o = program_run_with("status --explain --json", replies);
	status = json_loads(o.out, 0, NULL);
	assert_null(json_object_get(status, "ok"));
	json_array_foreach(json_object_get(status, "reasons"), i, reason)
		if (!strcmp(json_string_value(json_object_get(reason, "reason")), "list"))
			found += (size_t)json_integer_value(json_object_get(reason, "packets"));
	assert_int_equal(found, 13);
	json_decref(status);
	program_outcome_free(&o);
}

#define SEEN	", \"interfaces\": {\"list\": [], \"worm\": [], \"messages\": []}, \"paths\": []"
#define INFECTED(total, hosts)						       \
	"{\"ok\": true, \"total\": " total ", \"sources\": [" hosts "]}"
#define HOST(address)	"{\"address\": \"" address "\"}"

/* The summary of @reply, where the daemon answers the question for sources with @sources */
static void begins(const char *reply, const char *sources, const char *summary)
{
	const char *const replies[] = { reply, sources, NULL };
	struct outcome o = program_run_with("status", replies);
	char *end = strstr(o.out, "\n\n");

	assert_non_null(end);
	end[1] = '\0';
	assert_string_equal(o.out, summary);
	program_outcome_free(&o);
}

static void test_summary(void **state)
{
	begins("{\"ok\": true, " DAEMON_AS("1", "00ff", "true", "null", "") ", "
	       KERNEL("", "0") SEEN REST, INFECTED("0", ""),
	       "infected no inside host\n"
	       "filter   complete: interfaces, paths and policy are in step\n"
	       "health   ok\n");
	assert_non_null(strstr(program_request(), "\"command\":\"sources\""));
	assert_non_null(strstr(program_request(), "\"infected\":true"));
	begins("{\"ok\": true, " DAEMON ", " KERNEL("", "0") SEEN REST,
	       INFECTED("12345", HOST("192.0.2.1") "," HOST("192.0.2.2")),
	       "infected 12.3 k INSIDE HOSTS: 192.0.2.1, 192.0.2.2, ... (slammerctl sources --infected)\n"
	       "filter   complete: interfaces, paths and policy are in step\n"
	       "health   ok\n");
	begins("{\"ok\": true, " DAEMON ", " KERNEL("", "0") REST,
	       INFECTED("1", HOST("192.0.2.1")),
	       "infected 1 INSIDE HOST: 192.0.2.1 (slammerctl sources --infected)\n"
	       "filter   unknown whether complete: interfaces and paths cannot be read\n"
	       "health   ok\n");
}

/* What is missing, and what to do; errors before warnings */
static void test_summary_of_problems(void **state)
{
	begins("{\"ok\": true, " DAEMON_AS("1", "00ff", "false", "null", "") ", "
	       KERNEL("", "0") PATHS ", " INTERFACES
	       ", \"drift\": [{\"what\": \"file\", \"text\": \"edited\"},"
	       " {\"what\": \"kernel\", \"text\": \"another one\"}]" REST,
	       INFECTED("0", ""),
	       "infected no inside host\n"
	       "filter   INCOMPLETE: eth5, eth6 are not filtered; path ifb is not filtered; path xdp is partly filtered; kernel: another one\n"
	       "health   8 problems (slammerctl doctor)\n"
	       "         error, policy: another one\n"
	       "           to do: slammerctl policy diff; slammerctl reload\n"
	       "         error, statistics: /s cannot be written: see the log\n"
	       "           to do: free space, or correct the permissions of its directory\n"
	       "         warning, kernel: the module could not be built for the installed kernel 7.9: R\n"
	       "           to do: do not start it before the module is built: dkms status\n"
	       "         warning, policy: edited\n"
	       "           to do: slammerctl policy diff; slammerctl reload\n"
	       "         warning, interfaces: /p:7: a\n"
	       "           to do: slammerctl policy check FILE\n"
	       "         and 3 more\n");
	begins("{\"ok\": true, " WITH("\"mode\": \"monitor\"") ", " KERNEL("", "0")
	       SEEN REST, INFECTED("0", ""),
	       "infected no inside host\n"
	       "filter   NOTHING IS FILTERED: mode is monitor, which drops nothing\n"
	       "health   1 problem (slammerctl doctor)\n"
	       "         warning, policy: mode monitor: nothing is dropped\n"
	       "           to do: mode = \"enforce\" in the policy file; slammerctl reload\n");
	begins("{\"ok\": true, " DAEMON ", " KERNEL_OF("0", "", "0") SEEN REST,
	       INFECTED("0", ""),
	       "infected no inside host\n"
	       "filter   NOTHING IS FILTERED: there is no policy in this network namespace\n"
	       "health   1 problem (slammerctl doctor)\n"
	       "         error, module: no policy in this network namespace: nothing is filtered\n"
	       "           to do: systemctl start nf-slammer\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_flows),
		cmocka_unit_test(test_flows_are_explained),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_uptime),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_policy_state),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_summary_of_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
