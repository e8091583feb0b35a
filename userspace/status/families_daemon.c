// SPDX-License-Identifier: GPL-2.0-or-later
/* families_daemon.c - the daemon, its store, and whether all is as it should be */
#include <string.h>
#include <time.h>

#include "status/family.h"

static void seconds(json_t *list, const char *name, const char *help,
		    int64_t value)
{
	const struct family family = { name, "gauge", "seconds", help };

	family_sample(family_new(list, &family), json_object(),
		      json_integer(value));
}

/* Seconds since 1970 of "2026-01-25T05:29:40Z"; -1 if it is none. */
static int64_t when(const json_t *object, const char *key)
{
	struct tm tm = { 0 };
	const char *end = strptime(family_text(object, key),
				   "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (int64_t)timegm(&tm) : -1;
}

static void store(json_t *list, const json_t *daemon, int64_t now)
{
	int64_t begin = when(daemon, "last_window"), lag;

	family_truth(list, GAUGE("store_ok",
				 "1 if the statistics could be written the last time."),
		     json_is_true(json_object_get(daemon, "store_ok")));
	if (begin < 0)
		return;
	lag = now - begin -
	      json_integer_value(json_object_get(daemon, "window"));
	seconds(list, "store_lag_seconds",
		"Time since the end of the last window that was written.",
		lag > 0 ? lag : 0);
}

static void statistics(json_t *list, const json_t *statistics)
{
	const json_t *waiting = json_object_get(statistics, "queued");
	const json_t *lost = json_object_get(statistics, "gaps");

	family_member(list, GAUGE("store_waiting_windows",
				  "Windows in memory that could not be written yet."),
		      waiting, "windows");
	family_member(list, COUNTER("store_lost_periods",
				    "Stretches of time that are in no window."),
		      lost, "periods");
	family_member(list, COUNTER("store_lost_packets",
				    "Packets that are in no window, as far as they are known."),
		      lost, "packets");
	family_member(list, COUNTER("clock_steps", "How often the clock was set."),
		      json_object_get(statistics, "clock"), "steps");
}

/* Every kind, so that none appears from nowhere when it has come true. */
static void drift(json_t *list, const json_t *drifts)
{
	static const char *const kinds[] = {
		"file", "policy", "module", "device", NULL
	};
	json_t *one = family_new(list, GAUGE("drift",
		"1 where file, daemon and kernel are not the same."));
	const char *const *kind;
	const json_t *object;
	bool there;
	size_t i;

	for (kind = kinds; *kind; kind++) {
		there = false;
		json_array_foreach(drifts, i, object)
			there |= !strcmp(family_text(object, "what"), *kind);
		family_sample(one, json_pack("{s:s}", "what", *kind),
			      json_integer(there));
	}
}

static void standing(json_t *list, const json_t *daemon)
{
	const json_t *good = json_object_get(daemon, "last_good");

	family_truth(list, GAUGE("policy_enforced",
				 "1 in mode enforce, 0 in mode monitor."),
		     !strcmp(family_text(daemon, "mode"), "enforce"));
	family_truth(list, GAUGE("policy_pending",
				 "1 while a policy waits for its confirmation."),
		     json_is_object(json_object_get(daemon, "confirm")));
	family_truth(list, GAUGE("policy_last_good",
				 "1 if the last known good policy runs, because the file cannot."),
		     json_is_true(json_object_get(good, "used")));
	family_member(list, COUNTER("policy_mended",
				    "How often the daemon set its policy again."),
		      json_object_get(daemon, "repaired"), "count");
	family_truth(list, GAUGE("state_ok",
				 "1 if what has to outlive the daemon can be written down."),
		     json_is_true(json_object_get(daemon, "state_ok")));
}

void families_of_daemon(json_t *list, const json_t *status, int64_t now)
{
	static const char *const keys[] = { "version", "sensor", NULL };
	static const struct family info = { "daemon", "info", "", "The daemon." };
	const json_t *daemon = json_object_get(status, "daemon");
	int64_t started = when(daemon, "started");

	family_sample(family_new(list, &info), family_labels(daemon, keys),
		      json_integer(1));
	if (started >= 0)
		seconds(list, "daemon_start_time_seconds",
			"When the daemon was started, in seconds since 1970.",
			started);
	store(list, daemon, now);
	statistics(list, json_object_get(status, "statistics"));
	drift(list, json_object_get(status, "drift"));
	standing(list, daemon);
}
