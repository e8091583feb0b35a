/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trouble_fixture.h - a daemon that writes windows to a store which can be hurt
 *
 * Windows are numbered from t0 on; time passes only in their numbers.
 */
#ifndef TESTS_TROUBLE_FIXTURE_H
#define TESTS_TROUBLE_FIXTURE_H

#include <dirent.h>

#include "common/error.h"
#include "daemon_fixture.h"
#include "fault_vfs.h"

/* Begin of the first window: long ago, or that of now. */
#define LONG_AGO	1769410800ll
static int64_t t0;

static const struct store_range always = { 0, INT64_MAX, NULL };

static inline void remove_asides(void)
{
	DIR *folder = opendir("build");
	struct dirent *entry;
	char path[300];

	while ((entry = readdir(folder)))
		if (!strncmp(entry->d_name, "test_daemon.db.damaged-", 23)) {
			snprintf(path, sizeof(path), "build/%s", entry->d_name);
			unlink(path);
		}
	closedir(folder);
}

static inline int begin(void **state)
{
	fault_install();
	faults_end();
	remove_asides();
	options.store = STORE;
	t0 = LONG_AGO;
	setup(state);
	assert_int_equal(daemon_start(&d), 0);
	return 0;
}

static inline int end(void **state)
{
	faults_end();
	return teardown(state);
}

static inline int note_window(const struct store_window *w, void *arg)
{
	uint64_t (*packets)[16] = arg;

	assert_true(w->start >= t0 && w->start < t0 + 16 * 300);
	(*packets)[(w->start - t0) / 300] +=
		w->packets[DIRECTION_INGRESS][CLASS_SLAMMER];
	return 0;
}

static inline struct store *readable(void)
{
	struct error error = { "" };
	struct store *store = store_open(STORE, DB_READ, &error);

	assert_string_equal(error.text, "");
	return store;
}

/* The i-th of the windows from t0 on has these worms. */
static inline void windows_are(const uint64_t *worms, size_t n)
{
	uint64_t packets[16] = { 0 };
	struct store *store = readable();
	size_t i;

	assert_int_equal(store_windows(store, &always, note_window, &packets), 0);
	store_close(store);
	for (i = 0; i < 16; i++)
		assert_int_equal(packets[i], i < n ? worms[i] : 0);
}

/* A window passes in which @worms come. */
static inline int window(unsigned int i, uint64_t worms)
{
	struct error error = { "" };
	int result;

	count_worms(worms);
	result = daemon_account(&d, t0 + 300 * i, &error);
	assert_int_equal(result != 0, *error.text != '\0');
	return result;
}

static inline void status_is(const char *key, const char *value)
{
	json_t *report = statistics_report(&d.statistics);
	const char *is = json_string_value(json_object_get(report, key));

	assert_non_null(report);
	if (value)
		assert_non_null(is);
	if (value && !strstr(is, value))
		fail_msg("%s: \"%s\" lacks \"%s\"", key, is, value);
	if (!value)
		assert_null(is);
	assert_int_equal(json_is_true(json_object_get(report, "ok")),
			 d.statistics.fault == DB_OK);
	json_decref(report);
}

static inline int note_lost(const struct store_gap *lost, void *arg)
{
	*(struct store_gap *)arg = *lost;
	return 0;
}

#endif /* TESTS_TROUBLE_FIXTURE_H */
