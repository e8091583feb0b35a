// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_advise.c - the missing allow entries, and the infected hosts */
#include <stdio.h>
#include <stdlib.h>

#include "common/names.h"
#include "slammerd/control/late.h"
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

static json_t *advice(const struct advise *advise, const struct policy *policy,
		      struct client *client)
{
	const struct report_filter infected = {
		.evidence = &policy->evidence, .infected = true,
	};
	struct client_counters counters;
	char since[REPORT_TIME_MAX];
	json_t *reply;

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

/* @text: of the policy. @sample: that is all. @sent: of the stream */
struct advising {
	struct late late;
	uint64_t text;
	bool sample;
	json_t *reply;
	bool sent;
};

/* In the worker's thread, whose the advice is */
static void advise_run(struct late *late)
{
	struct advising *a = (struct advising *)late;
	struct advise *advise = &late->daemon->advise;
	struct error error;
	struct client *client = daemon_reader(late->daemon, &error);

	if (client || a->sample)
		advise_sample(advise, late->policy, a->text, client);
	if (a->sample)
		return;
	a->reply = client ? advice(advise, late->policy, client) :
			    rpc_error(error.text);
}

static void advise_end(struct late *late)
{
	struct advising *a = (struct advising *)late;

	if (a->sample)
		late->daemon->sampling = false;
	json_decref(a->reply);
	free(a);
}

/* NULL: out of memory, or too much to do */
static struct advising *post(struct daemon *daemon, bool sample)
{
	struct advising *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->late.run = advise_run;
	a->late.free = advise_end;
	a->text = daemon->module.text;
	a->sample = sample;
	if (!late_post(daemon, &a->late))
		return a;
	late_put(&a->late);
	return NULL;
}

void rpc_advise_sample(struct daemon *daemon)
{
	bool wanted = advise_wanted(daemon->module.policy);
	struct advising *a;

	/* Once more when it is not wanted any longer: that frees what was collected. */
	if (daemon->sampling || (!wanted && !daemon->sampled))
		return;
	daemon->sampling = true;
	daemon->sampled = wanted;
	a = post(daemon, true);
	if (a)
		late_put(&a->late);
}

static enum control_next next_advice(void *arg, char **text)
{
	struct advising *a = arg;
	json_t *reply = a->reply;

	if (!a->late.ready)
		return CONTROL_LATER;
	if (a->sent)
		return CONTROL_END;
	a->sent = true;
	a->reply = NULL;
	*text = control_line(reply);
	return *text ? CONTROL_PIECE : CONTROL_FAILED;
}

static void end_advice(void *arg)
{
	late_put(arg);
}

json_t *rpc_advise(struct daemon *daemon, const json_t *request,
		   struct control_stream *stream)
{
	struct advising *a = post(daemon, false);

	if (!a)
		return rpc_error("slammerd has too many requests for sources: try again");
	*stream = (struct control_stream){ next_advice, end_advice, a };
	return NULL;
}
