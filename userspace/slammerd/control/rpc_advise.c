// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_advise.c - the missing allow entries, and the infected hosts */
#include <stdio.h>
#include <stdlib.h>

#include "common/names.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "status/status.h"

#define NS	1000000000u

/* A host without its prefix length, as in a policy file. */
static const char *operand(const struct prefix *p, char buf[PREFIX_TEXT_MAX])
{
	return p->len == 128 ? address_text(p->addr, buf) : prefix_text(p, buf);
}

static json_t *entry(const struct advise_pair *p)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	char first[REPORT_TIME_MAX], last[REPORT_TIME_MAX];
	char line[2 * PREFIX_TEXT_MAX + 32];

	operand(&p->pair.from, from);
	operand(&p->pair.to, to);
	snprintf(line, sizeof(line), "{ from = \"%s\"; to = \"%s\"; },", from, to);
	return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}",
		"from", from, "to", to,
		"packets", (json_int_t)p->packets,
		"first", report_time((int64_t)(p->first / NS), first),
		"last", report_time((int64_t)(p->last / NS), last),
		"line", line);
}

static json_t *entries(const struct advise *advise)
{
	struct advise_pair *merged = NULL;
	json_t *list = json_array();
	size_t i, count = 0;

	if (!list || !advise->slots ||
	    advise_merge(advise->slots, ADVISE_SLOTS, &merged, &count) < 0)
		return list;
	for (i = 0; i < count; i++)
		json_array_append_new(list, entry(&merged[i]));
	free(merged);
	return list;
}

/* Packets of other protocols: their sources are unknown, so only a count. */
static json_int_t others(const struct client_counters *counters)
{
	uint64_t sum = 0;
	unsigned int d, r;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++)
			if (reason_class(r) == CLASS_OTHER)
				sum += counters->packets[d][r][VERDICT_MONITOR];
	return (json_int_t)sum;
}

json_t *rpc_advise(struct daemon *daemon, const json_t *request)
{
	const struct policy *policy = daemon->module.policy;
	const struct report_filter infected = {
		.evidence = &policy->evidence, .infected = true,
	};
	struct advise *advise = &daemon->advise;
	struct client_counters counters;
	char since[REPORT_TIME_MAX];
	struct client *client;
	struct error error;
	json_t *reply;

	client = drift_connect(&daemon->drift, &error);
	if (!client)
		return rpc_error(error.text);
	advise_sample(advise, policy, daemon->module.text, client);
	if (client_counters(client, &counters) < 0)
		return rpc_error(client_error(client));
	reply = report_sources(client, &infected);
	if (!reply)
		return rpc_error(client_error(client));
	json_object_set(reply, "infected", json_object_get(reply, "sources"));
	json_object_del(reply, "sources");
	json_object_del(reply, "total");
	json_object_update_new(reply, json_pack(
		"{s:b, s:s, s:b, s:s?, s:I, s:I, s:I, s:o}", "ok", 1,
		"mode", policy->monitor ? "monitor" : "enforce",
		"monitored", advise_wanted(policy),
		"since", advise->since ? report_time(advise->since, since) : NULL,
		"samples", (json_int_t)advise->samples,
		"untracked", (json_int_t)advise->untracked,
		"other", others(&counters),
		"allow", entries(advise)));
	return reply;
}
