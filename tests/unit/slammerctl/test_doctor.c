// SPDX-License-Identifier: GPL-2.0-or-later
/* test_doctor.c - slammerctl doctor: each thing that can be wrong is found and said */
#include <string.h>
#include <time.h>

#include "support/program_fixture.h"

#define STORE	FIXTURE_DIR "/doctor.db"
#define POLICY	FIXTURE_DIR "/doctor.conf"

/* A daemon's answer in which nothing is wrong; members are replaced by @change. */
static json_t *healthy(void)
{
	char last[32];
	time_t now = time(NULL) - 300;

	strftime(last, sizeof(last), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	return json_pack("{s:b, s:{s:s, s:i, s:i, s:s, s:s, s:i, s:s, s:s, s:b, s:s,"
			 " s:s, s:n, s:{s:b, s:n, s:n}, s:b},"
			 " s:{s:s, s:i, s:s}, s:[], s:{s:[], s:[]}, s:[], s:[],"
			 " s:{s:n}, s:{s:n, s:n, s:{s:i, s:i, s:i}}}",
		"ok", 1, "daemon", "version", NF_SLAMMER_VERSION, "pid", 7,
		"uptime", 86400, "policy", POLICY, "digest", "00ff", "window", 300,
		"sensor", "gw", "store", STORE, "store_ok", 1, "last_window", last,
		"mode", "enforce", "confirm",
		"last_good", "used", 0, "confirmed", "reason", "state_ok", 1,
		"kernel", "version", NF_SLAMMER_VERSION, "generation", 2,
		"digest", "00ff", "drift", "interfaces", "list", "messages",
		"paths", "not_built", "inspection", "queue",
		"statistics", "error", "quarantined", "gaps", "periods", 0,
		"packets", 0, "unknown", 0);
}

/* What doctor makes of @status, which is consumed */
static json_t *examine(json_t *status, int at_least)
{
	char *reply = json_dumps(status, JSON_COMPACT);
	struct outcome o;
	json_t *answer;

	assert_non_null(reply);
	o = program_run_with("doctor --json",
			     (const char *const[]){ reply, NULL });
	/* the clock of the machine that tests may not be synchronised */
	assert_true(o.status >= at_least && o.status <= 2);
	answer = json_loads(o.out, 0, NULL);
	assert_non_null(answer);
	program_outcome_free(&o);
	free(reply);
	json_decref(status);
	return answer;
}

/* The worst result of a check, "" if it was not made; @text: what it said of it */
static const char *result_of(const json_t *answer, const char *check,
			     const char **text)
{
	static const char *const order[] = { "", "ok", "warning", "error" };
	const json_t *one;
	size_t worst = 0, i, k;

	json_array_foreach(json_object_get(answer, "checks"), i, one) {
		if (strcmp(json_string_value(json_object_get(one, "check")), check))
			continue;
		for (k = 3; k > worst; k--)
			if (!strcmp(json_string_value(json_object_get(one, "result")),
				    order[k]))
				break;
		if (k <= worst)
			continue;
		worst = k;
		if (text)
			*text = json_string_value(json_object_get(one, "text"));
	}
	return order[worst];
}

/* @status gives this result of the check, whose text has @part */
static void finds(json_t *status, const char *check, const char *result,
		  const char *part)
{
	int least = !strcmp(result, "error") ? 2 : !strcmp(result, "warning");
	json_t *answer = examine(status, least);
	const char *text = "";

	assert_string_equal(result_of(answer, check, &text), result);
	if (!strstr(text, part))
		fail_msg("\"%s\" lacks \"%s\"", text, part);
	json_decref(answer);
}

/* A healthy answer but for a member of @object: "" is the answer itself */
static json_t *but(const char *object, const char *key, json_t *value)
{
	json_t *status = healthy();

	assert_int_equal(json_object_set_new(*object ?
		json_object_get(status, object) : status, key, value), 0);
	return status;
}

static void keep(const char *name, const char *text)
{
	fixture_write(name, text, strlen(text));
}

static int begin(void **state)
{
	keep("doctor.conf", ZONES "control: { read = \"root\"; };\n");
	keep("doctor.db", "a store\n");
	return 0;
}

static void test_nothing_wrong(void **state)
{
	static const char *const checks[] = {
		"module", "daemon", "version", "policy", "file", "interfaces",
		"paths", "statistics",
	};
	json_t *answer = examine(healthy(), 0);
	size_t i;

	for (i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		assert_string_equal(result_of(answer, checks[i], NULL), "ok");
	assert_string_equal(result_of(answer, "queue", NULL), "");
	assert_string_equal(result_of(answer, "kernel", NULL), "");
	assert_string_equal(result_of(answer, "groups", NULL), "");
	json_decref(answer);
}

static void test_module(void **state)
{
	json_t *status = but("", "kernel", json_null());

	json_object_set_new(status, "kernel_error", json_string("not loaded"));
	finds(status, "module", "error", "not loaded");
	finds(but("kernel", "generation", json_integer(0)), "module", "error",
	      "nothing is filtered");
	finds(but("kernel", "version", json_string("0.0.9")), "version", "warning",
	      "the module is version 0.0.9");
	finds(but("daemon", "version", json_string("0.0.9")), "version", "warning",
	      "slammerd is version 0.0.9");
	finds(but("", "not_built", json_pack("[{s:s, s:s, s:b}]", "release", "6.99",
		"reason", "no headers", "running", 0)), "kernel", "warning",
	      "the installed kernel 6.99: no headers");
}

static void test_policy(void **state)
{
	finds(but("daemon", "mode", json_string("monitor")), "policy", "warning",
	      "nothing is dropped");
	finds(but("daemon", "confirm", json_pack("{s:i}", "left", 42)), "policy",
	      "warning", "rollback in 42 s");
	finds(but("daemon", "last_good", json_pack("{s:b, s:s}", "used", 1,
		"reason", "the file has errors")), "policy", "warning",
	      "the file has errors");
	finds(but("daemon", "state_ok", json_false()), "policy", "warning",
	      "cannot be saved");
	finds(but("", "drift", json_pack("[{s:s, s:s}]", "what", "file",
		"text", "the file has changed")), "policy", "warning",
	      "the file has changed");
	finds(but("", "drift", json_pack("[{s:s, s:s}]", "what", "policy",
		"text", "the kernel has another one")), "policy", "error",
	      "the kernel has another one");
}

static void test_file(void **state)
{
	keep("doctor.conf", "ingress: { slammer = \"dorp\"; };\n");
	finds(healthy(), "file", "error", POLICY ":1: ");
	keep("doctor.conf", ZONES "control: { read = \"no-such-group\"; };\n");
	finds(healthy(), "groups", "warning", "\"no-such-group\"");
	finds(but("daemon", "policy", json_string(FIXTURE_DIR "/none")), "file",
	      "error", FIXTURE_DIR "/none: ");
	begin(state);
}

static void test_interfaces(void **state)
{
	json_t *status = healthy();
	json_t *interfaces = json_object_get(status, "interfaces");

	json_object_set_new(interfaces, "messages", json_pack(
		"[{s:s, s:s, s:i, s:s}, {s:s, s:s, s:i, s:s}]",
		"severity", "note", "file", "p", "line", 1, "text", "a note",
		"severity", "warning", "file", "p", "line", 3, "text", "no match"));
	finds(status, "interfaces", "warning", "p:3: no match");
	/* every machine has it, and this one has just talked to itself */
	status = healthy();
	json_object_set_new(json_object_get(status, "interfaces"), "list",
		json_pack("[{s:s, s:s}, {s:s, s:s}]", "name", "none0",
			  "zone", "none", "name", "../lo", "zone", "external"));
	finds(status, "interfaces", "ok", "all that carry traffic");
	finds(but("", "paths", json_pack("[{s:s, s:s, s:s, s:s}]", "path", "xdp",
		"seen", "partly", "what", "a program", "advice", "have it pass")),
	      "paths", "warning", "xdp is partly filtered: a program");
}

static void test_facts(void **state)
{
	finds(but("daemon", "store_ok", json_false()), "statistics", "error",
	      "cannot be written");
	finds(but("statistics", "error", json_string("disk full")), "statistics",
	      "error", "disk full");
	finds(but("daemon", "last_window", json_string("2026-01-25T12:00:00Z")),
	      "statistics", "warning", "2026-01-25T12:00:00Z");
	finds(but("statistics", "quarantined", json_string("/s.bad")), "statistics",
	      "warning", "/s.bad");
	finds(but("statistics", "gaps", json_pack("{s:i, s:i, s:i}", "periods", 2,
		"packets", 9, "unknown", 0)), "statistics", "warning", "2 gaps");
	finds(but("daemon", "store", json_string(FIXTURE_DIR "/none")), "disk",
	      "warning", FIXTURE_DIR "/none");
	finds(but("", "inspection", json_pack("{s:i, s:s, s:b}", "queue", 0,
		"fail", "closed", "listening", 0)), "queue", "error",
	      "fail is \"closed\"");
	finds(but("", "inspection", json_pack("{s:i, s:s, s:b}", "queue", 0,
		"fail", "closed", "listening", 1)), "queue", "ok", "queue 0");
}

static void test_no_daemon(void **state)
{
	struct outcome o = program_run("doctor --socket " FIXTURE_DIR "/none");

	assert_int_equal(o.status, 2);
	assert_non_null(strstr(o.out, "nf-slammer: "));
	assert_non_null(strstr(o.out, "error    daemon "));
	assert_string_equal(o.err, "");
	program_outcome_free(&o);
}

/* Whatever a daemon of another version says */
static void test_strange_answers(void **state)
{
	static const char *const replies[] = {
		"{\"ok\": true}", "{\"ok\": true, \"daemon\": 7, \"kernel\": []}",
		"{\"ok\": true, \"daemon\": {}, \"kernel\": {}, \"drift\": 3,"
		" \"paths\": [1, null], \"interfaces\": {\"list\": [[]]},"
		" \"statistics\": {\"gaps\": []}, \"not_built\": [{}]}",
		"{\"ok\": false, \"error\": \"no\"}",
	};
	struct outcome o;
	size_t i;

	for (i = 0; i < sizeof(replies) / sizeof(*replies); i++) {
		o = program_run_with("doctor",
				     (const char *const[]){ replies[i], NULL });
		assert_int_equal(o.status, 2);
		assert_non_null(strstr(o.out, "nf-slammer: "));
		program_outcome_free(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_wrong),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_no_daemon),
		cmocka_unit_test(test_strange_answers),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
