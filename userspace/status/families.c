// SPDX-License-Identifier: GPL-2.0-or-later
/* families.c - a status report -> families of metrics: the module's part */
#include "status/family.h"
#include "status/metrics.h"

static void counters(json_t *list, const json_t *status)
{
	static const char *const keys[] = {
		"direction", "class", "reason", "verdict", NULL
	};
	static const struct family bytes = {
		"bytes", "counter", "bytes", "Their bytes."
	};
	const json_t *array = json_object_get(status, "counters");

	family_each(list, COUNTER("packets", "Packets judged, each counted once."),
		    array, "packets", keys);
	family_each(list, &bytes, array, "bytes", keys);
}

static void devices(json_t *list, const json_t *status)
{
	json_t *one = family_new(list, COUNTER("unruled_packets",
		"Packets at an interface that policy does not rule."));
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

static void tables(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "side", NULL };
	const json_t *array = json_object_get(kernel, "tables");

	family_each(list, GAUGE("source_places", "Places in the table of sources."),
		    array, "size", keys);
	family_each(list, GAUGE("source_places_used",
				"Places of the table of sources that are in use."),
		    array, "used", keys);
	family_each(list, COUNTER("sources_evicted",
				  "Sources that lost their place to another."),
		    array, "evicted", keys);
	family_each(list, COUNTER("untracked_packets",
				  "Packets whose source found no place."),
		    array, "untracked", keys);
}

static void entries(json_t *list, const json_t *kernel)
{
	static const char *const kinds[] = {
		"patterns", "internal", "allow", "signatures", NULL
	};
	json_t *one = family_new(list, GAUGE("policy_entries",
					     "Entries of the policy that runs."));
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
		"The module, the life of its counters, and the policy that runs."
	};

	family_sample(family_new(list, &info), family_labels(kernel, keys),
		      json_integer(1));
	family_member(list, GAUGE("policy_generation",
				  "Generation of the policy that runs; 1: built in, 0: none."),
		      kernel, "generation");
	entries(list, kernel);
	family_member(list, COUNTER("unheard_packets",
				    "Packets to be queued that no program took."),
		      kernel, "unheard");
	family_member(list, COUNTER("events_lost",
				    "Events held back because there were too many in a second."),
		      kernel, "events_lost");
	tables(list, kernel);
}

static void estimates(json_t *list, const json_t *status)
{
	static const char *const keys[] = { "side", "what", NULL };

	family_each(list, GAUGE("distinct_addresses",
				"About how many different addresses attacks came from or went to."),
		    json_object_get(status, "estimates"), "estimate", keys);
}

json_t *metrics_families(const json_t *status, int64_t now)
{
	const json_t *kernel = json_object_get(status, "kernel");
	const json_t *daemon = json_object_get(status, "daemon");
	const json_t *inspection = json_object_get(status, "inspection");
	json_t *list = json_array();

	if (!list)
		return NULL;
	family_truth(list, GAUGE("module_up", "1 if the module answers."),
		     json_is_object(kernel));
	family_truth(list, GAUGE("daemon_up", "1 if the daemon answers."),
		     json_is_object(daemon));
	if (json_is_object(daemon))
		families_of_daemon(list, status, now);
	if (json_is_object(inspection))
		families_of_inspection(list, inspection);
	if (json_is_object(kernel)) {
		module(list, kernel);
		devices(list, status);
		counters(list, status);
		estimates(list, status);
	}
	return list;
}
