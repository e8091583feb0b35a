// SPDX-License-Identifier: GPL-2.0-or-later
/* store_fault_fixture.c - windows by number, and what the store has of them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>

#include "store_fault_fixture.h"

#define IN_THE_PAST	1769410800ll
#define WINDOWS		16

int64_t t0;
const struct store_range always = { 0, INT64_MAX, NULL };

static void remove_quarantined(void)
{
	DIR *directory = opendir("build");
	struct dirent *entry;
	char path[300];

	while ((entry = readdir(directory)))
		if (!strncmp(entry->d_name, "test_daemon.db.damaged-", 23)) {
			snprintf(path, sizeof(path), "build/%s", entry->d_name);
			unlink(path);
		}
	closedir(directory);
}

int store_fault_setup(void **state)
{
	fault_install();
	faults_end();
	remove_quarantined();
	options.store = STORE;
	t0 = IN_THE_PAST;
	fixture_setup(state);
	assert_int_equal(daemon_start(&d), 0);
	return 0;
}

int store_fault_teardown(void **state)
{
	faults_end();
	return fixture_teardown(state);
}

int record_window(unsigned int i, uint64_t worms)
{
	struct error error = { "" };
	int result;

	fixture_count_worms(worms);
	result = statistics_record(&d.statistics, t0 + 300 * i, &error);
	assert_int_equal(result != 0, *error.text != '\0');
	return result;
}

struct store *readable_store(void)
{
	struct error error = { "" };
	struct store *store = store_open(STORE, DB_READ, &error);

	assert_string_equal(error.text, "");
	return store;
}

static int add_window(const struct store_window *w, void *arg)
{
	uint64_t (*packets)[WINDOWS] = arg;

	assert_true(w->start >= t0 && w->start < t0 + WINDOWS * 300);
	(*packets)[(w->start - t0) / 300] +=
		w->packets[DIRECTION_INGRESS][CLASS_SLAMMER];
	return 0;
}

void assert_windows(const uint64_t *worms, size_t n)
{
	uint64_t packets[WINDOWS] = { 0 };
	struct store *store = readable_store();
	size_t i;

	assert_int_equal(store_windows(store, &always, add_window, &packets), 0);
	store_close(store);
	for (i = 0; i < WINDOWS; i++)
		assert_int_equal(packets[i], i < n ? worms[i] : 0);
}

void assert_statistics(const char *key, const char *text)
{
	json_t *report = statistics_report(&d.statistics);
	const char *value = json_string_value(json_object_get(report, key));

	assert_non_null(report);
	if (text)
		assert_non_null(value);
	if (text && !strstr(value, text))
		fail_msg("%s: \"%s\" lacks \"%s\"", key, value, text);
	if (!text)
		assert_null(value);
	assert_int_equal(json_is_true(json_object_get(report, "ok")),
			 d.statistics.fault == DB_OK);
	json_decref(report);
}

static int copy_gap(const struct store_gap *gap, void *arg)
{
	*(struct store_gap *)arg = *gap;
	return 0;
}

struct store_gap last_gap(void)
{
	struct store_gap gap = { .from = -1 };
	struct store *store = readable_store();

	assert_int_equal(store_gaps(store, &always, copy_gap, &gap), 0);
	store_close(store);
	return gap;
}
