// SPDX-License-Identifier: GPL-2.0-or-later
/* answer_advise.c - the entries that are missing, and who is infected */
#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/names.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

#define NS	1000000000u

/* A host without its length, as one would write it. */
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

/* Packets of other protocols: their sources are not kept, so only how many. */
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

json_t *answer_advise(struct daemon *daemon, const json_t *request)
{
	const struct report_filter infected = { .infected = true };
	const struct advise *advise = &daemon->advise;
	struct client_counters counters;
	struct error error;
	char since[REPORT_TIME_MAX];
	json_t *sources;

	if (daemon_connect(daemon, &error) < 0)
		return answer_refuse(error.text);
	advise_sample(daemon);
	if (client_counters(daemon->client, &counters) < 0)
		return answer_refuse(client_error(daemon->client));
	sources = report_sources(daemon->client, &infected);
	if (!sources)
		return answer_refuse(client_error(daemon->client));
	json_object_update_new(sources, json_pack(
		"{s:b, s:s, s:b, s:s?, s:I, s:I, s:I, s:o}", "ok", 1,
		"mode", daemon->policy->monitor ? "monitor" : "enforce",
		"monitored", advise_wanted(daemon->policy),
		"since", advise->since ? report_time(advise->since, since) : NULL,
		"samples", (json_int_t)advise->samples,
		"untracked", (json_int_t)advise->unkept,
		"other", others(&counters),
		"allow", entries(advise)));
	json_object_set(sources, "infected", json_object_get(sources, "sources"));
	json_object_del(sources, "sources");
	return sources;
}
