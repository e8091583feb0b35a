// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drift_devices.c - are the interfaces as the policy has them?
 *
 * Which interface gets the hook is the kernel's decision, and not only one of
 * names: so what it decided when the policy was applied is what is expected.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "slammerd/daemon.h"

/* A sentence that grows, part by part. */
struct sentence {
	char text[DRIFT_TEXT_MAX / 2];
	size_t used;
};

static void add(struct sentence *s, const char *name, const char *what)
{
	int n = snprintf(s->text + s->used, sizeof(s->text) - s->used,
			 "%s%s %s", s->used ? ", " : "", name, what);

	if (n > 0)
		s->used += (size_t)n;
	if (s->used >= sizeof(s->text))
		s->used = sizeof(s->text) - 1;
}

void drift_applied(struct daemon *daemon)
{
	struct drift *drift = &daemon->drift;

	free(drift->hooked);
	drift->hooked = NULL;
	drift->n_hooked = 0;
	if (client_devices(daemon->client, &drift->hooked, &drift->n_hooked) < 0)
		drift->n_hooked = 0;
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

/* Interfaces that the policy names in full, and that are not there. */
static void find_absent(const struct policy *policy, struct sentence *absent)
{
	const char *name;
	size_t i;

	for (i = 0; i < policy->n_zones; i++) {
		name = policy->zones[i].pattern;
		if (!strchr(name, '*') && !if_nametoindex(name))
			add(absent, name, "is not there");
	}
}

/* Still there under its name, but not as it was? */
static bool find_changed(const struct drift *drift,
			 const struct client_device *now, size_t count,
			 struct sentence *changed)
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
			 "carries the hook no more", zone_name(is ? is->zone : 0),
			 zone_name(was->zone));
		add(changed, was->name, what);
	}
	return changed->used;
}

static int mend(struct daemon *daemon)
{
	struct client_status status;

	if (client_push(daemon->client, daemon->policy, &status) < 0) {
		log_say(LOG_ERR, "cannot push the policy again: %s",
			client_error(daemon->client));
		return -1;
	}
	daemon->confirmed.generation = status.generation;
	drift_applied(daemon);
	return 0;
}

/* Only where their number moved, or something was wrong with them before. */
static void look_at_hooks(struct daemon *daemon, struct sentence *changed)
{
	struct drift *drift = &daemon->drift;
	struct client_device *now = NULL;
	size_t count = 0;

	if (drift->devices == drift->seen && !drift->text[DRIFT_DEVICE][0])
		return;
	if (client_devices(daemon->client, &now, &count) < 0)
		return;
	drift->seen = drift->devices;
	if (find_changed(drift, now, count, changed) &&
	    drift_may_mend(daemon) && !mend(daemon)) {
		drift_mended(daemon, changed->text);
		*changed = (struct sentence){ .used = 0 };
	}
	free(now);
}

void drift_look_devices(struct daemon *daemon)
{
	struct sentence changed = { .used = 0 }, absent = { .used = 0 };

	look_at_hooks(daemon, &changed);
	find_absent(daemon->policy, &absent);
	if (changed.used || absent.used)
		drift_begins(daemon, DRIFT_DEVICE, "%s%s%s", changed.text,
			     changed.used && absent.used ? ", " : "", absent.text);
	else
		drift_ends(daemon, DRIFT_DEVICE);
}
