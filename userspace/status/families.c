// SPDX-License-Identifier: GPL-2.0-or-later
/* families.c - a status report -> families of metrics */
#include <string.h>

#include "common/clock.h"
#include "status/internal.h"
#include "status/metrics.h"

static void counters(json_t *list, const json_t *status)
{
	static const char *const keys[] = {
		"direction", "class", "reason", "verdict", NULL
	};
	static const struct family bytes = {
		"bytes", "counter", "bytes", "Bytes of classified packets."
	};
	const json_t *array = json_object_get(status, "counters");

	family_each(list, COUNTER("packets", "Classified packets, each counted once."),
		    array, "packets", keys);
	family_each(list, &bytes, array, "bytes", keys);
}

static void devices(json_t *list, const json_t *status)
{
	json_t *one = family_new(list, COUNTER("unruled_packets",
		"Packets at an interface to which no rule of the policy applies."));
	const json_t *device;
	const char *name;
	size_t i;

	json_array_foreach(json_object_get(status, "devices"), i, device) {
		name = family_text(device, "name");
		family_sample(one, json_pack("{s:s, s:s}",
				"interface", *name ? name : "(router)",
				"zone", family_text(device, "zone")),
			      family_number(device, "passed"));
	}
}

/* By the policy and the names of the interfaces; the hooks are under "devices". */
static void interfaces(json_t *list, const json_t *interfaces)
{
	static const char *const patterns[] = { "zone", "pattern", NULL };
	json_t *zones = family_new(list, GAUGE("interface_zone",
		"1 for each interface, with its zone; zone none: not filtered."));
	json_t *worm;
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(interfaces, "list"), i, one)
		family_sample(zones, json_pack("{s:s, s:s}",
				"interface", family_text(one, "name"),
				"zone", family_text(one, "zone")),
			      json_integer(1));
	family_each(list, GAUGE("pattern_interfaces",
				"Interfaces that a pattern of the policy matches."),
		    json_object_get(interfaces, "patterns"), "interfaces",
		    patterns);
	worm = family_new(list, GAUGE("worm_passes",
		"1 if the policy lets the worm through in a direction."));
	json_array_foreach(json_object_get(interfaces, "worm"), i, one)
		family_sample(worm, json_pack("{s:s}", "direction",
					      family_text(one, "direction")),
			      json_integer(json_is_true(json_object_get(one,
							"passes"))));
}

static void tables(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "side", NULL };
	const json_t *array = json_object_get(kernel, "tables");

	family_each(list, GAUGE("source_slots", "Slots of the source table."),
		    array, "size", keys);
	family_each(list, GAUGE("source_slots_used",
				"Slots of the source table that are in use."),
		    array, "used", keys);
	family_each(list, COUNTER("sources_evicted",
				  "Sources that were evicted from the source table."),
		    array, "evicted", keys);
	family_each(list, COUNTER("untracked_packets",
				  "Packets whose source was not inserted into the source table."),
		    array, "untracked", keys);
}

static void flows(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "side", NULL };
	const json_t *array = json_object_get(kernel, "flows");

	family_each(list, GAUGE("flow_entries",
				"Entries of the table of solicited flows, by the side that begins them; 0: off."),
		    array, "size", keys);
	family_each(list, GAUGE("flow_entries_used",
				"Entries of solicited flows that are alive."),
		    array, "used", keys);
	family_each(list, COUNTER("flows_opened", "Solicited flows that were opened."),
		    array, "opened", keys);
	family_each(list, COUNTER("flows_evicted",
				  "Solicited flows that lost their entry before an answer came."),
		    array, "evicted", keys);
	family_each(list, COUNTER("flows_refused",
				  "Solicited flows that got no entry."),
		    array, "refused", keys);
	family_each(list, COUNTER("flow_answers",
				  "Packets from port 1434 that began no flow, because they answer an earlier datagram."),
		    array, "answers", keys);
}

static void entries(json_t *list, const json_t *kernel)
{
	static const char *const kinds[] = {
		"patterns", "internal", "allow", "signatures", NULL
	};
	json_t *one = family_new(list, GAUGE("policy_entries",
					     "Entries of the active policy."));
	const char *const *kind;

	for (kind = kinds; *kind; kind++)
		family_sample(one, json_pack("{s:s}", "kind", *kind),
			      family_number(kernel, *kind));
}

static void module(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "version", "epoch", "digest", NULL };
	static const struct family info = {
		"module", "info", "",
		"The module, the epoch of its counters, and the active policy."
	}, memory = {
		"memory_bytes", "gauge", "bytes",
		"Memory of the kernel that counters and tables take."
	};

	family_sample(family_new(list, &info), family_labels(kernel, keys),
		      json_integer(1));
	family_member(list, GAUGE("policy_generation",
				  "Generation of the active policy; 1: built in, 0: none."),
		      kernel, "generation");
	entries(list, kernel);
	family_member(list, COUNTER("queue_unattended_packets",
				    "Packets to be queued while no program listened."),
		      kernel, "unattended");
	family_member(list, COUNTER("events_lost",
				    "Events suppressed by their rate limit."),
		      kernel, "events_lost");
	family_member(list, COUNTER("late_packets",
				    "Packets dropped on their way out that no other hook saw; they are among the classified packets."),
		      kernel, "late");
	families_hooks(list, json_object_get(kernel, "hooks"));
	family_member(list, &memory, kernel, "memory");
	tables(list, kernel);
	flows(list, kernel);
}

static void estimates(json_t *list, const json_t *status)
{
	static const char *const keys[] = { "side", "what", NULL };

	family_each(list, GAUGE("distinct_addresses",
				"Estimated number of distinct addresses that attacked or were attacked."),
		    json_object_get(status, "estimates"), "estimate", keys);
}

static void seconds(json_t *list, const char *name, const char *help,
		    int64_t value)
{
	const struct family family = { name, "gauge", "seconds", help };

	family_sample(family_new(list, &family), json_object(),
		      json_integer(value));
}

/* Seconds since 1970 of a member "2026-01-25T05:29:40Z"; -1 if it has no time. */
static int64_t when(const json_t *object, const char *key)
{
	int64_t t;

	return clock_parse(family_text(object, key), 0, &t) ? -1 : t;
}

static void store(json_t *list, const json_t *daemon, int64_t now)
{
	int64_t begin = when(daemon, "last_window"), lag;

	family_truth(list, GAUGE("store_ok",
				 "1 if the last write of the statistics succeeded."),
		     json_is_true(json_object_get(daemon, "store_ok")));
	if (begin < 0)
		return;
	lag = now - begin -
	      json_integer_value(json_object_get(daemon, "window"));
	seconds(list, "store_lag_seconds",
		"Time since the end of the last window written.",
		lag > 0 ? lag : 0);
}

static void statistics(json_t *list, const json_t *statistics)
{
	const json_t *queued = json_object_get(statistics, "queued");
	const json_t *gaps = json_object_get(statistics, "recorded_gaps");

	family_member(list, GAUGE("store_queued_windows",
				  "Windows in memory that could not be written yet."),
		      queued, "windows");
	family_member(list, COUNTER("store_gaps",
				    "Gaps recorded since the daemon's start: periods without windows of their own."),
		      gaps, "periods");
	family_member(list, COUNTER("store_gap_packets",
				    "Packets of these gaps that are in no window, as far as known."),
		      gaps, "packets");
	family_member(list, COUNTER("clock_steps", "How often the clock was set."),
		      json_object_get(statistics, "clock"), "steps");
}

/* A sample for each kind, so that its series exists before the first drift. */
static void drift(json_t *list, const json_t *drifts)
{
	static const char *const kinds[] = {
		"file", "policy", "module", "device", NULL
	};
	json_t *one = family_new(list, GAUGE("drift",
		"1 where file, daemon and kernel differ."));
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

static void policy_state(json_t *list, const json_t *daemon)
{
	const json_t *good = json_object_get(daemon, "last_good");

	family_truth(list, GAUGE("policy_enforced",
				 "1 in mode enforce, 0 in mode monitor."),
		     !strcmp(family_text(daemon, "mode"), "enforce"));
	family_truth(list, GAUGE("policy_pending",
				 "1 while a policy waits for confirmation."),
		     json_is_object(json_object_get(daemon, "confirm")));
	family_truth(list, GAUGE("policy_last_good",
				 "1 if the last known good policy is active because the file could not be loaded."),
		     json_is_true(json_object_get(good, "used")));
	family_member(list, COUNTER("policy_repairs",
				    "How often the daemon restored its policy in the kernel."),
		      json_object_get(daemon, "repaired"), "count");
	family_truth(list, GAUGE("state_ok",
				 "1 if the daemon can write its state directory."),
		     json_is_true(json_object_get(daemon, "state_ok")));
}

static void pauses(json_t *list, const json_t *pauses)
{
	static const struct family family = {
		"loop_longest_pause_seconds", "gauge", "seconds",
		"For how long the event loop stood still at most, in CPU time."
	};
	json_t *one = family_new(list, &family);
	const json_t *object;
	size_t i;

	json_array_foreach(pauses, i, object)
		family_sample(one, json_pack("{s:s}", "handler",
					     family_text(object, "handler")),
			      json_real(json_number_value(
				json_object_get(object, "longest"))));
}

static void daemon_families(json_t *list, const json_t *status, int64_t now)
{
	static const char *const keys[] = { "version", "sensor", NULL };
	static const struct family info = { "daemon", "info", "", "The daemon." };
	const json_t *daemon = json_object_get(status, "daemon");
	int64_t started = when(daemon, "started");

	family_sample(family_new(list, &info), family_labels(daemon, keys),
		      json_integer(1));
	if (started >= 0)
		seconds(list, "daemon_start_time_seconds",
			"Start time of the daemon, in seconds since 1970.",
			started);
	store(list, daemon, now);
	statistics(list, json_object_get(status, "statistics"));
	drift(list, json_object_get(status, "drift"));
	policy_state(list, daemon);
	pauses(list, json_object_get(daemon, "pauses"));
}

/* A member of an object as a sample of a family, with a label. */
struct part {
	const char *key;
	const char *label;
};

static void parts(json_t *list, const struct family *family,
		  const json_t *object, const char *name,
		  const struct part *part)
{
	json_t *one = family_new(list, family);

	for (; part->key; part++)
		family_sample(one, json_pack("{s:s}", name, part->label),
			      family_number(object, part->key));
}

static void classes(json_t *list, json_t *by_class)
{
	json_t *one = family_new(list, COUNTER("queued_class_packets",
		"Packets received from the queue, by class."));
	const char *class;
	json_t *packets;

	json_object_foreach(by_class, class, packets)
		family_sample(one, json_pack("{s:s}", "class", class),
			      json_integer(json_integer_value(packets)));
}

static void inspection_families(json_t *list, const json_t *inspection)
{
	static const struct part verdicts[] = {
		{ "accepted", "accept" }, { "dropped", "drop" }, { NULL, NULL }
	}, losses[] = {
		{ "overflowed", "overflow" },
		{ "unattended", "unattended" }, { NULL, NULL }
	}, samples[] = {
		{ "sampled", "written" }, { "samples_skipped", "skipped" },
		{ "samples_failed", "failed" }, { NULL, NULL }
	};
	static const struct family bytes = {
		"samples_written_bytes", "counter", "bytes",
		"Bytes of samples written."
	};

	family_truth(list, GAUGE("queue_listening",
				 "1 if the daemon listens to the queue."),
		     json_is_true(json_object_get(inspection, "listening")));
	family_member(list, COUNTER("queued_packets",
				    "Packets received from the queue."),
		      inspection, "received");
	parts(list, COUNTER("queued_verdicts", "Packets received from the queue, by verdict."),
	      inspection, "verdict", verdicts);
	classes(list, json_object_get(inspection, "classes"));
	family_member(list, COUNTER("queue_batches",
				    "Messages with verdicts, each for one packet or more."),
		      inspection, "batches");
	/* null if the daemon's user may not read it */
	if (json_is_integer(json_object_get(inspection, "waiting")))
		family_member(list, GAUGE("queue_waiting_packets",
					  "Packets in the queue now."),
			      inspection, "waiting");
	parts(list, COUNTER("queue_lost_packets",
			    "Packets that were not queued: the queue was full, or no program listened."),
	      inspection, "cause", losses);
	parts(list, COUNTER("sampled_packets",
			    "Packets that were to be sampled, by result."),
	      inspection, "result", samples);
	family_member(list, &bytes, inspection, "bytes");
}

json_t *metrics_families(const json_t *status, int64_t now)
{
	const json_t *kernel = json_object_get(status, "kernel");
	const json_t *daemon = json_object_get(status, "daemon");
	const json_t *inspection = json_object_get(status, "inspection");
	json_t *list = json_array();

	if (!list)
		return NULL;
	family_truth(list, GAUGE("module_up", "1 if the module responds."),
		     json_is_object(kernel));
	family_truth(list, GAUGE("daemon_up", "1 if the daemon responds."),
		     json_is_object(daemon));
	families_not_built(list, json_object_get(status, "not_built"));
	if (json_is_object(daemon))
		daemon_families(list, status, now);
	if (json_is_object(inspection))
		inspection_families(list, inspection);
	if (json_is_object(kernel)) {
		module(list, kernel);
		devices(list, status);
		if (json_is_object(json_object_get(status, "interfaces")))
			interfaces(list, json_object_get(status, "interfaces"));
		if (json_is_array(json_object_get(status, "paths")))
			families_paths(list, json_object_get(status, "paths"));
		counters(list, status);
		estimates(list, status);
	}
	return list;
}
