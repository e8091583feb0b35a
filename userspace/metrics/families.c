// SPDX-License-Identifier: GPL-2.0-or-later
/* families.c - a status report -> families of metrics */
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "metrics/metrics.h"

#define PREFIX	"nf_slammer_"

/* A new family at the end of the list; NULL: out of memory. */
static json_t *family(json_t *list, const char *name, const char *type,
		      const char *unit, const char *help)
{
	json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:[]}", "name", name,
				"type", type, "unit", unit, "help", help,
				"samples");

	return json_array_append_new(list, one) ? NULL : one;
}

/* Takes @labels and @value over. */
static void sample(json_t *one, json_t *labels, json_t *value)
{
	json_array_append_new(json_object_get(one, "samples"),
			      json_pack("{s:o, s:o}", "labels", labels,
					"value", value));
}

static json_t *number(const json_t *object, const char *key)
{
	return json_integer(json_integer_value(json_object_get(object, key)));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

/* The members of an object that @keys names, those that are texts, as labels. */
static json_t *labels(const json_t *object, const char *const *keys)
{
	json_t *all = json_object();

	for (; all && *keys; keys++)
		json_object_set_new(all, *keys, json_string(text(object, *keys)));
	return all;
}

static void single(json_t *list, const char *name, const char *type,
		   const char *unit, const char *help, json_t *value)
{
	sample(family(list, name, type, unit, help), json_object(), value);
}

static void truth(json_t *list, const char *name, const char *help, bool is)
{
	single(list, name, "gauge", "", help, json_integer(is));
}

/* One family of @source, an array: a sample for each object, of its member @key. */
static void each(json_t *list, const json_t *source, const char *const *keys,
		 const char *key, const char *const description[4])
{
	json_t *one = family(list, description[0], description[1],
			     description[2], description[3]);
	const json_t *object;
	size_t i;

	json_array_foreach(source, i, object)
		sample(one, labels(object, keys), number(object, key));
}

static void counters(json_t *list, const json_t *status)
{
	static const char *const keys[] = {
		"direction", "class", "reason", "verdict", NULL
	};
	const json_t *source = json_object_get(status, "counters");

	each(list, source, keys, "packets", (const char *const[4]){
		PREFIX "packets", "counter", "",
		"Packets judged, each counted once." });
	each(list, source, keys, "bytes", (const char *const[4]){
		PREFIX "bytes", "counter", "bytes",
		"Bytes of the packets judged, from the IP header on." });
}

static void devices(json_t *list, const json_t *status)
{
	json_t *one = family(list, PREFIX "unruled_packets", "counter", "",
			     "Packets that passed an interface without being ruled by policy.");
	const json_t *device;
	const char *name;
	size_t i;

	json_array_foreach(json_object_get(status, "devices"), i, device) {
		name = text(device, "name");
		sample(one, json_pack("{s:s, s:s}",
				      "interface", *name ? name : "(router)",
				      "zone", text(device, "zone")),
		       number(device, "passed"));
	}
}

static void tables(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "side", NULL };
	const json_t *source = json_object_get(kernel, "tables");

	each(list, source, keys, "size", (const char *const[4]){
		PREFIX "source_places", "gauge", "",
		"Places in the table of sources." });
	each(list, source, keys, "used", (const char *const[4]){
		PREFIX "source_places_used", "gauge", "",
		"Places of the table of sources that are in use." });
	each(list, source, keys, "evicted", (const char *const[4]){
		PREFIX "sources_evicted", "counter", "",
		"Sources that lost their place to another." });
	each(list, source, keys, "untracked", (const char *const[4]){
		PREFIX "untracked_packets", "counter", "",
		"Packets whose source found no place." });
}

static void estimates(json_t *list, const json_t *status)
{
	static const char *const keys[] = { "side", "what", NULL };

	each(list, json_object_get(status, "estimates"), keys, "estimate",
	     (const char *const[4]){
		PREFIX "distinct_addresses", "gauge", "",
		"About how many different addresses attacks came from or went to (standard error 2.3 %)." });
}

static void entries(json_t *list, const json_t *kernel)
{
	static const char *const kinds[] = {
		"patterns", "internal", "allow", "signatures", NULL
	};
	json_t *one = family(list, PREFIX "policy_entries", "gauge", "",
			     "Entries of the policy that runs.");
	const char *const *kind;

	for (kind = kinds; *kind; kind++)
		sample(one, json_pack("{s:s}", "kind", *kind),
		       number(kernel, *kind));
}

static void module(json_t *list, const json_t *kernel)
{
	static const char *const keys[] = { "version", "epoch", "digest", NULL };

	sample(family(list, PREFIX "module", "info", "",
		      "The module, the life of its counters, and the policy that runs."),
	       labels(kernel, keys), json_integer(1));
	single(list, PREFIX "policy_generation", "gauge", "",
	       "Generation of the policy that runs; 1: built in, 0: none.",
	       number(kernel, "generation"));
	entries(list, kernel);
	single(list, PREFIX "unheard_packets", "counter", "",
	       "Packets to be queued that no program took.",
	       number(kernel, "unheard"));
	single(list, PREFIX "events_lost", "counter", "",
	       "Events held back because there were too many in a second.",
	       number(kernel, "events_lost"));
	tables(list, kernel);
}

/* Seconds since 1970 of "2026-01-25T05:29:40Z"; -1 if it is none. */
static int64_t when(const json_t *object, const char *key)
{
	struct tm tm = { 0 };
	const char *end = strptime(text(object, key), "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (int64_t)timegm(&tm) : -1;
}

static void store(json_t *list, const json_t *daemon, int64_t now)
{
	int64_t begin = when(daemon, "accounted"), lag;

	truth(list, PREFIX "store_ok",
	      "1 if the statistics could be written the last time.",
	      json_is_true(json_object_get(daemon, "store_ok")));
	if (begin < 0)
		return;
	lag = now - begin -
	      json_integer_value(json_object_get(daemon, "window"));
	single(list, PREFIX "store_lag_seconds", "gauge", "seconds",
	       "Time since the end of the last window that was written.",
	       json_integer(lag > 0 ? lag : 0));
}

static void daemon_families(json_t *list, const json_t *daemon, int64_t now)
{
	static const char *const keys[] = { "version", "sensor", NULL };
	int64_t started = when(daemon, "started");

	sample(family(list, PREFIX "daemon", "info", "", "The daemon."),
	       labels(daemon, keys), json_integer(1));
	if (started >= 0)
		single(list, PREFIX "daemon_start_time_seconds", "gauge", "seconds",
		       "When the daemon was started, in seconds since 1970.",
		       json_integer(started));
	store(list, daemon, now);
}

json_t *metrics_families(const json_t *status, int64_t now)
{
	const json_t *kernel = json_object_get(status, "kernel");
	const json_t *daemon = json_object_get(status, "daemon");
	json_t *list = json_array();

	if (!list)
		return NULL;
	truth(list, PREFIX "module_up", "1 if the module answers.",
	      json_is_object(kernel));
	truth(list, PREFIX "daemon_up", "1 if the daemon answers.",
	      json_is_object(daemon));
	if (json_is_object(daemon))
		daemon_families(list, daemon, now);
	if (json_is_object(kernel)) {
		module(list, kernel);
		devices(list, status);
		counters(list, status);
		estimates(list, status);
	}
	if (json_is_object(daemon) && json_is_object(kernel))
		truth(list, PREFIX "policy_drift",
		      "1 if the kernel runs another policy than the daemon confirmed.",
		      strcmp(text(daemon, "digest"), text(kernel, "digest")));
	return list;
}
