// SPDX-License-Identifier: GPL-2.0-or-later
/* test_metrics.c - a status report as OpenMetrics, character by character */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "status/metrics.h"

#define NOON	1769342400	/* 2026-01-25T12:00:00Z */

static json_t *json(const char *text)
{
	json_error_t error;
	json_t *object = json_loads(text, 0, &error);

	if (!object)
		fail_msg("bad JSON in the test: %s", error.text);
	return object;
}

static void writes(const char *families, const char *expected)
{
	json_t *list = json(families);
	char *text = metrics_text(list);

	assert_string_equal(text, expected);
	free(text);
	json_decref(list);
}

static void test_text(void **state)
{
	writes("[]", "# EOF\n");
	writes("[{\"name\": \"a\", \"type\": \"counter\", \"unit\": \"\", \"help\": \"h\","
	       "  \"samples\": [{\"labels\": {}, \"value\": 9007199254740993}]},"
	       " {\"name\": \"b_seconds\", \"type\": \"gauge\", \"unit\": \"seconds\","
	       "  \"help\": \"x\", \"samples\": [{\"labels\": {\"k\": \"v\", \"l\": \"w\"}, \"value\": 1.5}]},"
	       " {\"name\": \"c\", \"type\": \"info\", \"unit\": \"\", \"help\": \"\","
	       "  \"samples\": [{\"labels\": {\"k\": \"\"}, \"value\": 1}]},"
	       " {\"name\": \"d\", \"type\": \"gauge\", \"unit\": \"\", \"help\": \"none\", \"samples\": []}]",
	       "# TYPE a counter\n# HELP a h\na_total 9007199254740993\n"
	       "# TYPE b_seconds gauge\n# UNIT b_seconds seconds\n# HELP b_seconds x\n"
	       "b_seconds{k=\"v\",l=\"w\"} 1.500\n"
	       "# TYPE c info\n# HELP c \nc_info{k=\"\"} 1\n"
	       "# TYPE d gauge\n# HELP d none\n"
	       "# EOF\n");
}

static void test_escapes(void **state)
{
	writes("[{\"name\": \"a\", \"type\": \"gauge\", \"unit\": \"\", \"help\": \"x\\n\\\\\\\"y\","
	       "  \"samples\": [{\"labels\": {\"k\": \"\\\"\\\\\\n\\u00e9}\"}, \"value\": 0}]}]",
	       "# TYPE a gauge\n# HELP a x\\n\\\\\\\"y\n"
	       "a{k=\"\\\"\\\\\\n\u00e9}\"} 0\n# EOF\n");
}

static const json_t *family(const json_t *list, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "name")), name))
			return one;
	return NULL;
}

/* Value of the only sample; -1 without such a family. */
static long long only(const json_t *list, const char *name)
{
	const json_t *one = family(list, name);

	if (!one)
		return -1;
	assert_int_equal(json_array_size(json_object_get(one, "samples")), 1);
	return json_integer_value(json_object_get(json_array_get(
		json_object_get(one, "samples"), 0), "value"));
}

#define DAEMON(more)							       \
	"\"daemon\": {\"version\": \"1\", \"sensor\": \"gw\", \"digest\": \"aa\","    \
	" \"started\": \"2026-01-25T11:00:00Z\", \"window\": 300, " more "}"
#define KERNEL								       \
	"\"kernel\": {\"version\": \"1\", \"epoch\": \"e\", \"digest\": \"aa\","      \
	" \"generation\": 3, \"unattended\": 4, \"events_lost\": 5, \"tables\": []}"

static void test_store_lag(void **state)
{
	json_t *status = json("{" DAEMON("\"store_ok\": true, \"last_window\": \"2026-01-25T11:50:00Z\"") ", \"kernel\": null}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(only(list, "nf_slammer_store_ok"), 1);
	assert_int_equal(only(list, "nf_slammer_store_lag_seconds"), 300);
	assert_int_equal(only(list, "nf_slammer_daemon_start_time_seconds"), NOON - 3600);
	assert_int_equal(only(list, "nf_slammer_daemon_up"), 1);
	assert_int_equal(only(list, "nf_slammer_module_up"), 0);
	/* no metrics of the module, which does not respond */
	assert_null(family(list, "nf_slammer_packets"));
	json_decref(list);
	/* no lag within the current window, or after the clock was set back */
	list = metrics_families(status, NOON - 600);
	assert_int_equal(only(list, "nf_slammer_store_lag_seconds"), 0);
	json_decref(list);
	json_decref(status);
	status = json("{" DAEMON("\"store_ok\": false, \"last_window\": null") "}");
	list = metrics_families(status, NOON);
	assert_int_equal(only(list, "nf_slammer_store_ok"), 0);
	assert_int_equal(only(list, "nf_slammer_store_lag_seconds"), -1);
	json_decref(list);
	json_decref(status);
}

static void test_without_a_daemon(void **state)
{
	json_t *status = json("{\"daemon\": null, " KERNEL ","
		" \"devices\": [{\"name\": \"\", \"zone\": \"local\", \"passed\": 7}],"
		" \"counters\": [], \"estimates\": []}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(only(list, "nf_slammer_daemon_up"), 0);
	assert_int_equal(only(list, "nf_slammer_module_up"), 1);
	assert_int_equal(only(list, "nf_slammer_policy_generation"), 3);
	assert_int_equal(only(list, "nf_slammer_queue_unattended_packets"), 4);
	assert_int_equal(only(list, "nf_slammer_events_lost"), 5);
	assert_int_equal(only(list, "nf_slammer_unruled_packets"), 7);
	assert_int_equal(only(list, "nf_slammer_store_ok"), -1);
	assert_null(family(list, "nf_slammer_drift"));
	json_decref(list);
	json_decref(status);
}

static long long of_label(const json_t *list, const char *name,
			  const char *label, const char *is)
{
	const json_t *samples = json_object_get(family(list, name), "samples");
	const json_t *sample;
	size_t i;

	json_array_foreach(samples, i, sample)
		if (!strcmp(json_string_value(json_object_get(json_object_get(
			    sample, "labels"), label)), is))
			return json_integer_value(json_object_get(sample, "value"));
	return -1;
}

static void test_flows(void **state)
{
	json_t *status = json("{\"daemon\": null, \"kernel\": {\"epoch\": \"e\", \"flows\": ["
		"{\"side\": \"outside\", \"size\": 1024, \"used\": 1, \"opened\": 2,"
		" \"evicted\": 3, \"refused\": 4, \"answers\": 5},"
		"{\"side\": \"inside\", \"size\": 2048, \"used\": 6, \"opened\": 7,"
		" \"evicted\": 8, \"refused\": 9, \"answers\": 10}]}}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(of_label(list, "nf_slammer_flow_entries", "side", "outside"), 1024);
	assert_int_equal(of_label(list, "nf_slammer_flow_entries", "side", "inside"), 2048);
	assert_int_equal(of_label(list, "nf_slammer_flow_entries_used", "side", "outside"), 1);
	assert_int_equal(of_label(list, "nf_slammer_flows_opened", "side", "outside"), 2);
	assert_int_equal(of_label(list, "nf_slammer_flows_evicted", "side", "outside"), 3);
	assert_int_equal(of_label(list, "nf_slammer_flows_refused", "side", "inside"), 9);
	assert_int_equal(of_label(list, "nf_slammer_flow_answers", "side", "inside"), 10);
	json_decref(list);
	json_decref(status);
}

static void test_drift(void **state)
{
	json_t *status = json("{" DAEMON("\"store_ok\": true, \"mode\": \"monitor\","
		" \"confirm\": {}, \"last_good\": {\"used\": true},"
		" \"repaired\": {\"count\": 3}, \"state_ok\": true") ", " KERNEL ","
		" \"drift\": [{\"what\": \"device\", \"text\": \"x\"}]}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(of_label(list, "nf_slammer_drift", "what", "device"), 1);
	assert_int_equal(of_label(list, "nf_slammer_drift", "what", "policy"), 0);
	assert_int_equal(of_label(list, "nf_slammer_drift", "what", "file"), 0);
	assert_int_equal(of_label(list, "nf_slammer_drift", "what", "module"), 0);
	assert_int_equal(only(list, "nf_slammer_policy_enforced"), 0);
	assert_int_equal(only(list, "nf_slammer_policy_pending"), 1);
	assert_int_equal(only(list, "nf_slammer_policy_last_good"), 1);
	assert_int_equal(only(list, "nf_slammer_policy_repairs"), 3);
	assert_int_equal(only(list, "nf_slammer_state_ok"), 1);
	json_decref(list);
	json_decref(status);
}

static void test_interfaces(void **state)
{
	json_t *status = json("{\"daemon\": null, " KERNEL ", \"interfaces\": {"
		"\"list\": [{\"name\": \"eth0\", \"zone\": \"none\"},"
		" {\"name\": \"wan\\\"0\", \"zone\": \"external\"}],"
		"\"patterns\": [{\"zone\": \"external\", \"pattern\": \"wan*\", \"interfaces\": 1},"
		" {\"zone\": \"internal\", \"pattern\": \"lan*\", \"interfaces\": 0}],"
		"\"worm\": [{\"direction\": \"ingress\", \"verdict\": \"drop\", \"passes\": false},"
		" {\"direction\": \"egress\", \"verdict\": \"accept\", \"passes\": true}]}}");
	json_t *list = metrics_families(status, NOON);
	char *text = metrics_text(list);

	assert_int_equal(of_label(list, "nf_slammer_interface_zone", "zone", "none"), 1);
	assert_int_equal(of_label(list, "nf_slammer_pattern_interfaces", "pattern", "lan*"), 0);
	assert_int_equal(of_label(list, "nf_slammer_pattern_interfaces", "pattern", "wan*"), 1);
	assert_int_equal(of_label(list, "nf_slammer_worm_passes", "direction", "egress"), 1);
	assert_int_equal(of_label(list, "nf_slammer_worm_passes", "direction", "ingress"), 0);
	assert_non_null(strstr(text, "nf_slammer_interface_zone{interface=\"wan\\\"0\",zone=\"external\"} 1\n"));
	free(text);
	json_decref(list);
	json_decref(status);
}

/* A series is there once, however many entries of the status have its labels. */
static void test_paths(void **state)
{
	json_t *status = json("{\"daemon\": null, \"kernel\": {\"generation\": 2,"
		" \"late\": 7, \"hooks\": [\"redirects\"]}, \"paths\": ["
		"{\"path\": \"ifb\", \"seen\": \"no\"}, {\"path\": \"ifb\", \"seen\": \"no\"},"
		" {\"path\": \"ifb\", \"seen\": \"yes\"}, {\"path\": \"xdp\", \"seen\": \"no\"}],"
		" \"not_built\": [{\"release\": \"6.1.0-1\", \"running\": false}]}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(json_array_size(json_object_get(family(list,
					"nf_slammer_path"), "samples")), 3);
	assert_int_equal(of_label(list, "nf_slammer_path", "path", "xdp"), 1);
	assert_int_equal(only(list, "nf_slammer_late_packets"), 7);
	assert_int_equal(of_label(list, "nf_slammer_hooks", "hook", "redirects"), 1);
	assert_int_equal(of_label(list, "nf_slammer_hooks", "hook", "egress"), 0);
	assert_int_equal(of_label(list, "nf_slammer_module_not_built", "release", "6.1.0-1"), 1);
	assert_int_equal(of_label(list, "nf_slammer_module_not_built", "running", "no"), 1);
	json_decref(list);
	json_object_set_new(status, "kernel", json_null());
	json_object_set_new(status, "paths", json_null());
	list = metrics_families(status, NOON);
	assert_null(family(list, "nf_slammer_path"));
	assert_int_equal(only(list, "nf_slammer_module_not_built"), 1);
	json_decref(list);
	json_decref(status);
}

static void test_inspection(void **state)
{
	json_t *status = json("{\"daemon\": null, \"kernel\": null, \"inspection\": {"
		"\"listening\": true, \"received\": 10, \"accepted\": 7, \"dropped\": 3,"
		"\"batches\": 2, \"waiting\": 1, \"overflowed\": 4, \"unattended\": 5,"
		"\"sampled\": 6, \"samples_skipped\": 8, \"samples_failed\": 9, \"bytes\": 11,"
		"\"classes\": {\"slammer\": 3, \"other\": 7}}}");
	json_t *list = metrics_families(status, NOON);

	assert_int_equal(only(list, "nf_slammer_queue_listening"), 1);
	assert_int_equal(only(list, "nf_slammer_queued_packets"), 10);
	assert_int_equal(of_label(list, "nf_slammer_queued_verdicts", "verdict", "accept"), 7);
	assert_int_equal(of_label(list, "nf_slammer_queued_verdicts", "verdict", "drop"), 3);
	assert_int_equal(of_label(list, "nf_slammer_queue_lost_packets", "cause", "overflow"), 4);
	assert_int_equal(of_label(list, "nf_slammer_queue_lost_packets", "cause", "unattended"), 5);
	assert_int_equal(of_label(list, "nf_slammer_sampled_packets", "result", "failed"), 9);
	assert_int_equal(of_label(list, "nf_slammer_queued_class_packets", "class", "slammer"), 3);
	assert_int_equal(only(list, "nf_slammer_samples_written_bytes"), 11);
	json_decref(list);
	json_decref(status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_store_lag),
		cmocka_unit_test(test_without_a_daemon),
		cmocka_unit_test(test_flows),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_inspection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
