// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drift_devices.c - are the interfaces as the policy expects?
 *
 * Which interfaces get the hook is the kernel's decision and depends on more than
 * names. So the expectation is what the kernel did when the policy was applied.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "slammerd/enforce/drift.h"

/* A comma-separated list. */
struct text_list {
	char text[DRIFT_TEXT_MAX / 2];
	size_t used;
};

static void add(struct text_list *s, const char *name, const char *what)
{
	int n = snprintf(s->text + s->used, sizeof(s->text) - s->used,
			 "%s%s %s", s->used ? ", " : "", name, what);

	if (n > 0)
		s->used += (size_t)n;
	if (s->used >= sizeof(s->text))
		s->used = sizeof(s->text) - 1;
}

static const struct client_device *find(const struct client_device *list,
					size_t count, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i].ifindex == ifindex)
			return &list[i];
	return NULL;
}

/* Interfaces without a wildcard in the policy that do not exist. */
static void find_missing(const struct policy *policy, struct text_list *missing)
{
	const char *name;
	size_t i;

	for (i = 0; i < policy->n_zones; i++) {
		name = policy->zones[i].pattern;
		if (!strchr(name, '*') && !if_nametoindex(name))
			add(missing, name, "does not exist");
	}
}

/* Interfaces that still exist under their name, but lost the hook or their zone. */
static bool find_changed(const struct drift *drift,
			 const struct client_device *now, size_t count,
			 struct text_list *changed)
{
	const struct client_device *was, *is;
	char what[64];
	size_t i;

	for (i = 0; i < drift->n_hooked; i++) {
		was = &drift->hooked[i];
		if (!was->ifindex || if_nametoindex(was->name) != was->ifindex)
			continue;
		is = find(now, count, was->ifindex);
		if (is && is->zone == was->zone)
			continue;
		snprintf(what, sizeof(what), is ? "is in zone %s instead of %s" :
			 "lost the hook", zone_name(is ? is->zone : 0),
			 zone_name(was->zone));
		add(changed, was->name, what);
	}
	return changed->used;
}

static int repair(struct drift *drift)
{
	if (module_push(drift->module) < 0) {
		log_message(LOG_ERR, "cannot push the policy again: %s",
			    client_error(drift->module->client));
		return -1;
	}
	drift_applied(drift);
	return 0;
}

/* Read the list only if its length changed, or if something was wrong before. */
static void check_hooks(struct drift *drift, struct text_list *changed)
{
	struct client_device *now = NULL;
	size_t count = 0;

	if (drift->n_now == drift->n_checked && !drift->text[DRIFT_DEVICE][0])
		return;
	if (client_devices(drift->module->client, &now, &count) < 0)
		return;
	drift->n_checked = drift->n_now;
	if (find_changed(drift, now, count, changed) &&
	    drift_may_repair(drift) && !repair(drift)) {
		drift_repaired(drift, changed->text);
		*changed = (struct text_list){ .used = 0 };
	}
	free(now);
}

void drift_check_devices(struct drift *drift)
{
	struct text_list changed = { .used = 0 }, missing = { .used = 0 };

	check_hooks(drift, &changed);
	find_missing(drift->module->policy, &missing);
	drift_check_bare(drift);
	if (changed.used || missing.used || drift->bare[0])
		drift_raise(drift, DRIFT_DEVICE, "%s%s%s%s%s", changed.text,
			    changed.used && missing.used ? ", " : "", missing.text,
			    (changed.used || missing.used) && drift->bare[0] ?
			    ", " : "", drift->bare);
	else
		drift_clear(drift, DRIFT_DEVICE);
}
