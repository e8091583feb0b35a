// SPDX-License-Identifier: GPL-2.0-or-later
/* diff.c - where two policies differ */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "diff_sets.h"
#include "common/names.h"
#include "print.h"

static char *copy(struct policy_changes *changes, const char *text)
{
	char *own = text ? strdup(text) : NULL;

	changes->failed |= text && !own;
	return own;
}

void policy_change(struct policy_changes *changes, const char *setting,
		   const char *old, const char *new)
{
	struct policy_change *list = changes->list;
	size_t n = changes->count;

	if (!(n & (n - 1)))
		list = reallocarray(list, n ? n * 2 : 1, sizeof(*list));
	if (!list) {
		changes->failed = true;
		return;
	}
	changes->list = list;
	list += changes->count++;
	snprintf(list->setting, sizeof(list->setting), "%s", setting);
	list->old = copy(changes, old);
	list->new = copy(changes, new);
}

void policy_changes_free(struct policy_changes *changes)
{
	size_t i;

	for (i = 0; i < changes->count; i++) {
		free(changes->list[i].old);
		free(changes->list[i].new);
	}
	free(changes->list);
	memset(changes, 0, sizeof(*changes));
}

static void compare(struct policy_changes *changes, const char *setting,
		    const char *old, const char *new)
{
	if (strcmp(old, new))
		policy_change(changes, setting, old, new);
}

/* Do all reasons of a key fare like its first one? */
static bool alike(const struct policy *policy, bool written,
		  unsigned int direction, size_t i)
{
	char first[POLICY_VALUE_MAX], text[POLICY_VALUE_MAX];
	unsigned int reason;

	policy_rule(policy, written, direction, i, first);
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (key_reasons(i) >> reason & 1 &&
		    strcmp(rule_text(policy, written, direction, reason, text),
			   first))
			return false;
	return true;
}

/* A kernel that somebody else gave a policy may tell reasons of a key apart. */
static void compare_key(const struct policy *old, const struct policy *new,
			unsigned int direction, size_t i, bool written,
			struct policy_changes *changes)
{
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX], setting[64];
	bool whole = alike(old, written, direction, i) &&
		     alike(new, written, direction, i);
	unsigned int reason;

	snprintf(setting, sizeof(setting), "%s.%s", direction_name(direction),
		 policy_key(i));
	for (reason = key_reason(i); reason < REASON_COUNT; reason++) {
		if (!(key_reasons(i) >> reason & 1))
			continue;
		if (!whole)
			snprintf(setting, sizeof(setting), "%s.%s (%s)",
				 direction_name(direction), policy_key(i),
				 reason_name(reason));
		compare(changes, setting,
			rule_text(old, written, direction, reason, a),
			rule_text(new, written, direction, reason, b));
		if (whole)
			return;
	}
}

static void compare_rules(const struct policy *old, const struct policy *new,
			  struct policy_changes *changes)
{
	bool written = old->store && new->store;
	unsigned int direction;
	size_t i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (i = 0; policy_key(i); i++)
			compare_key(old, new, direction, i, written, changes);
}

static void compare_number(struct policy_changes *changes, const char *setting,
			   unsigned int old, unsigned int new,
			   const char *nought)
{
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX];

	snprintf(a, sizeof(a), "%u", old);
	snprintf(b, sizeof(b), "%u", new);
	compare(changes, setting, !old && nought ? nought : a,
		!new && nought ? nought : b);
}

static const char *fail_text(const struct nfsl_queue *queue)
{
	return queue->open ? "open" : "closed";
}

static void compare_module(const struct policy *old, const struct policy *new,
			   struct policy_changes *changes)
{
	const char *module = "as the module has it";

	/* where no rule needs it, the kernel was never told */
	if (policy_queues(old) && policy_queues(new)) {
		compare_number(changes, "queue.number", old->queue.number,
			       new->queue.number, NULL);
		compare(changes, "queue.fail", fail_text(&old->queue),
			fail_text(&new->queue));
	}
	compare_number(changes, "tracking.outside", old->tracking.outside,
		       new->tracking.outside, module);
	compare_number(changes, "tracking.inside", old->tracking.inside,
		       new->tracking.inside, module);
	compare(changes, "defrag", old->defrag ? "true" : "false",
		new->defrag ? "true" : "false");
}

void policy_diff(const struct policy *old, const struct policy *new,
		 struct policy_changes *changes)
{
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX];
	uint64_t was = policy_digest(old), becomes = policy_digest(new);

	memset(changes, 0, sizeof(*changes));
	compare_rules(old, new, changes);
	compare_zones(old, new, changes);
	compare_prefixes(old, new, changes);
	compare_allow(old, new, changes);
	compare_signatures(old, new, changes);
	compare_module(old, new, changes);

	/* such as limits that are the same and shared by other keys */
	snprintf(a, sizeof(a), "%016" PRIx64, was);
	snprintf(b, sizeof(b), "%016" PRIx64, becomes);
	if (!changes->count)
		compare(changes, "digest", a, b);
}
