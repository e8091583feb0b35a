// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_daemon.c - mode, and the settings of the daemon */
#include <syslog.h>

#include "policy/text.h"
#include "support/policy_fixture.h"

static void test_defaults(void **state)
{
	struct policy *p = fixture_good("daemon-defaults", ZONES);

	assert_false(p->monitor);
	assert_false(p->repair);
	assert_null(p->samples.directory);
	assert_int_equal(p->samples.megabytes, 64);
	assert_int_equal(p->samples.days, 30);
	assert_int_equal(p->retention.windows, 14);
	assert_int_equal(p->retention.hours, 90);
	assert_int_equal(p->retention.days, 3650);
	assert_int_equal(p->retention.megabytes, 4096);
	assert_int_equal(p->evidence.packets, 20);
	assert_int_equal(p->evidence.targets, 5);
	assert_null(p->metrics);
	assert_null(p->read_group);
	assert_null(p->admin_group);
	assert_int_equal(p->log_level, LOG_INFO);
	assert_null(p->constituents);
	policy_free(p);
}

static void test_all(void **state)
{
	struct policy *p = fixture_good("daemon-all", ZONES
		"mode = \"enforce\"; drift = \"repair\"; log = \"warning\";\n"
		"samples: { age = 7; size = 1; directory = \"/s\"; };\n"
		"retention: { days = 100; windows = 2; size = 500; hours = 30; };\n"
		"evidence: { targets = 9; packets = 300; };\n"
		"metrics = \"[::1]:9434\";\n"
		"control: { read = \"adm\"; admin = \"net-admin\"; };\n"
		"constituents = \"/etc/nf-slammer/constituents.conf\";\n");

	assert_false(p->monitor);
	assert_true(p->repair);
	assert_string_equal(p->samples.directory, "/s");
	assert_int_equal(p->samples.megabytes, 1);
	assert_int_equal(p->samples.days, 7);
	assert_int_equal(p->retention.windows, 2);
	assert_int_equal(p->retention.hours, 30);
	assert_int_equal(p->retention.days, 100);
	assert_int_equal(p->retention.megabytes, 500);
	assert_int_equal(p->evidence.packets, 300);
	assert_int_equal(p->evidence.targets, 9);
	assert_string_equal(p->metrics, "[::1]:9434");
	assert_string_equal(p->read_group, "adm");
	assert_string_equal(p->admin_group, "net-admin");
	assert_int_equal(p->log_level, LOG_WARNING);
	assert_string_equal(p->constituents, "/etc/nf-slammer/constituents.conf");
	policy_free(p);
}

static void expect_level(const char *text, int level)
{
	struct policy *p = fixture_good("level", text);

	assert_int_equal(p->log_level, level);
	policy_free(p);
}

static void test_log_levels(void **state)
{
	expect_level(ZONES "log = \"error\";", LOG_ERR);
	expect_level(ZONES "log = \"info\";", LOG_INFO);
	expect_level(ZONES "log = \"debug\";", LOG_DEBUG);
	assert_string_equal(policy_log_name(LOG_ERR), "error");
	assert_string_equal(policy_log_name(LOG_DEBUG), "debug");
	assert_string_equal(policy_log_name(LOG_EMERG), "?");
}

static void expect_metrics(const char *text, const char *metrics)
{
	struct policy *p = fixture_good("metrics", text);

	assert_string_equal(p->metrics, metrics);
	policy_free(p);
}

static void test_metrics(void **state)
{
	expect_metrics(ZONES "metrics = \"127.0.0.1:1\";", "127.0.0.1:1");
	expect_metrics(ZONES "metrics = \"127.8.9.10:65535\";", "127.8.9.10:65535");
	expect_metrics(ZONES "metrics = \"[0::1]:80\";", "[0::1]:80");
	expect_metrics(ZONES "metrics = \"/run/nf-slammer/metrics.sock\";",
		       "/run/nf-slammer/metrics.sock");
}

/* By default, aggregates are kept as long as their parts. */
static void test_retention_default(void **state)
{
	struct policy *p = fixture_good("retention", ZONES "retention: { windows = 4000; };");

	assert_int_equal(p->retention.windows, 4000);
	assert_int_equal(p->retention.hours, 4000);
	assert_int_equal(p->retention.days, 4000);
	policy_free(p);
}

/* Nothing is dropped, limited or queued; the rules of the file are kept. */
static void test_monitor(void **state)
{
	static const char rules[] = ZONES
		"ingress: { request = \"limit 5/s\"; response = \"queue\"; };\n"
		"egress: { request = \"drop\"; slammer = \"accept\"; };\n"
		"local: { grey = \"monitor\"; };\n";
	struct policy *p, *enforce = fixture_good("enforce", rules);
	char text[512];
	unsigned int d, r, count[VERDICT_COUNT] = { 0 };

	snprintf(text, sizeof(text), "mode = \"monitor\";\n%s", rules);
	p = fixture_good("monitor", text);
	assert_true(p->monitor);
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < REASON_COUNT; r++) {
			count[p->verdict[d][r]]++;
			assert_int_equal(p->limit[d][r], 0);
			assert_int_equal(p->verdict[d][r] == VERDICT_ACCEPT,
					 p->written[d][r] == VERDICT_ACCEPT);
		}
	assert_int_equal(count[VERDICT_DROP], 0);
	assert_int_equal(count[VERDICT_LIMIT], 0);
	assert_int_equal(count[VERDICT_QUEUE], 0);
	assert_true(count[VERDICT_MONITOR] > 0);
	assert_int_equal(p->verdict[DIRECTION_EGRESS][REASON_WORM], VERDICT_ACCEPT);
	assert_int_equal(p->verdict[DIRECTION_EGRESS][REASON_LIST], VERDICT_MONITOR);
	assert_int_equal(p->n_limits, 0);
	assert_false(policy_queues(p));
	assert_int_not_equal(policy_digest(p), policy_digest(enforce));

	assert_memory_equal(p->written, enforce->verdict, sizeof(p->written));
	assert_memory_equal(p->written_limit, enforce->limit, sizeof(p->limit));
	assert_memory_equal(enforce->written, enforce->verdict, sizeof(p->written));
	assert_int_equal(p->n_written_limits, 1);
	assert_int_equal(enforce->n_limits, 1);
	policy_free(enforce);
	policy_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_log_levels),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_retention_default),
		cmocka_unit_test(test_monitor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
