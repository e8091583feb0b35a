// SPDX-License-Identifier: GPL-2.0-or-later
/* diff.c - where two policies differ */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/array.h"
#include "common/names.h"
#include "policy/diff.h"

#define SETTING_MAX	64

static char *copy(struct policy_changes *changes, const char *text)
{
	char *own = text ? strdup(text) : NULL;

	changes->failed |= text && !own;
	return own;
}

void policy_change(struct policy_changes *changes, const char *setting,
		   const char *old, const char *new)
{
	struct policy_change *change;

	if (array_grow(&changes->list, &changes->room, changes->count)) {
		changes->failed = true;
		return;
	}
	change = &changes->list[changes->count++];
	snprintf(change->setting, sizeof(change->setting), "%s", setting);
	change->old = copy(changes, old);
	change->new = copy(changes, new);
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

/* Does one rule hold for all reasons of the key? */
static bool uniform(const struct policy *policy, bool written,
		  unsigned int direction, size_t i)
{
	char first[POLICY_VALUE_MAX], text[POLICY_VALUE_MAX];
	unsigned int reason;

	policy_rule(policy, written, direction, i, first);
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (policy_key_reasons(i) >> reason & 1 &&
		    strcmp(policy_reason_rule(policy, written, direction,
					      reason, text), first))
			return false;
	return true;
}

/* A policy from the kernel may have different rules for the reasons of a key. */
static void compare_key(const struct policy *old, const struct policy *new,
			unsigned int direction, size_t i, bool written,
			struct policy_changes *changes)
{
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX], setting[SETTING_MAX];
	bool whole = uniform(old, written, direction, i) &&
		     uniform(new, written, direction, i);
	unsigned int reason;

	snprintf(setting, sizeof(setting), "%s.%s", direction_name(direction),
		 policy_key(i));
	for (reason = policy_key_reason(i); reason < REASON_COUNT; reason++) {
		if (!(policy_key_reasons(i) >> reason & 1))
			continue;
		if (!whole)
			snprintf(setting, sizeof(setting), "%s.%s (%s)",
				 direction_name(direction), policy_key(i),
				 reason_name(reason));
		compare(changes, setting,
			policy_reason_rule(old, written, direction, reason, a),
			policy_reason_rule(new, written, direction, reason, b));
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

static bool has_zone(const struct policy *policy, const struct policy_zone *zone)
{
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone->zone &&
		    !strcmp(policy->zones[i].pattern, zone->pattern))
			return true;
	return false;
}

static void zones_only_in(const struct policy *here, const struct policy *there,
			  bool added, struct policy_changes *changes)
{
	char setting[SETTING_MAX];
	const struct policy_zone *z;
	size_t i;

	for (i = 0; i < here->n_zones; i++) {
		z = &here->zones[i];
		if (has_zone(there, z))
			continue;
		snprintf(setting, sizeof(setting), "zones.%s.interfaces",
			 zone_name(z->zone));
		policy_change(changes, setting, added ? NULL : z->pattern,
			      added ? z->pattern : NULL);
	}
}

static void compare_zones(const struct policy *old, const struct policy *new,
			  struct policy_changes *changes)
{
	zones_only_in(old, new, false, changes);
	zones_only_in(new, old, true, changes);
}

static int by_address(struct address a, struct address b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

static int by_prefix(const struct prefix *a, const struct prefix *b)
{
	int order = by_address(a->addr, b->addr);

	return order ? order : (int)a->len - (int)b->len;
}

static int by_pair(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = by_prefix(&a->from, &b->from);

	return order ? order : by_prefix(&a->to, &b->to);
}

/* Sorted pairs; of a prefix, @to is empty. */
struct sorted {
	struct pair *list;
	size_t count;
};

static bool sort(struct sorted *sorted, struct policy_changes *changes)
{
	if (!sorted->list)
		changes->failed = true;
	else
		qsort(sorted->list, sorted->count, sizeof(*sorted->list),
		      by_pair);
	return sorted->list;
}

/* "192.0.2.0/24", or "from ... to ..." */
static void change_pair(struct policy_changes *changes, const char *setting,
		      const struct pair *pair, bool both, bool added)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	char text[2 * PREFIX_TEXT_MAX + 16];

	prefix_text(&pair->from, from);
	if (both)
		snprintf(text, sizeof(text), "from %s to %s", from,
			 prefix_text(&pair->to, to));
	else
		strcpy(text, from);
	policy_change(changes, setting, added ? NULL : text,
		      added ? text : NULL);
}

/* Those of @here that are not in @there. */
static void only_in(const struct sorted *here, const struct sorted *there,
		    const char *setting, bool both, bool added,
		    struct policy_changes *changes)
{
	size_t i, k = 0;

	for (i = 0; i < here->count; i++) {
		while (k < there->count &&
		       by_pair(&there->list[k], &here->list[i]) < 0)
			k++;
		if (k == there->count ||
		    by_pair(&there->list[k], &here->list[i]))
			change_pair(changes, setting, &here->list[i], both,
				  added);
	}
}

static void compare_sorted(struct sorted *old, struct sorted *new,
			   const char *setting, bool both,
			   struct policy_changes *changes)
{
	if (sort(old, changes) && sort(new, changes)) {
		only_in(old, new, setting, both, false, changes);
		only_in(new, old, setting, both, true, changes);
	}
	free(old->list);
	free(new->list);
}

static struct sorted prefixes_of(const struct policy *policy)
{
	struct sorted sorted = {
		.list = calloc(policy->n_internal + 1, sizeof(*sorted.list)),
		.count = policy->n_internal,
	};
	size_t i;

	for (i = 0; sorted.list && i < sorted.count; i++)
		sorted.list[i].from = policy->internal[i].prefix;
	return sorted;
}

static void compare_prefixes(const struct policy *old, const struct policy *new,
			     struct policy_changes *changes)
{
	struct sorted was = prefixes_of(old), becomes = prefixes_of(new);

	compare_sorted(&was, &becomes, "zones.internal.prefixes", false,
		       changes);
}

static struct sorted allow_of(const struct policy *policy)
{
	struct sorted sorted = {
		.list = calloc(policy->n_allow + 1, sizeof(*sorted.list)),
		.count = policy->n_allow,
	};
	size_t i;

	for (i = 0; sorted.list && i < sorted.count; i++)
		sorted.list[i] = policy->allow[i].pair;
	return sorted;
}

static void compare_allow(const struct policy *old, const struct policy *new,
			  struct policy_changes *changes)
{
	struct sorted was = allow_of(old), becomes = allow_of(new);

	compare_sorted(&was, &becomes, "allow", true, changes);
}

static const struct nfsl_signature *find_signature(const struct policy *policy,
					 const char *name)
{
	size_t i;

	for (i = 0; i < policy->n_signatures; i++)
		if (!strcmp(policy->signatures[i].signature.name, name))
			return &policy->signatures[i].signature;
	return NULL;
}

/* Do the signatures that both have come in the same order? */
static bool same_order(const struct policy *old, const struct policy *new)
{
	size_t i, k = 0;

	for (i = 0; i < old->n_signatures; i++) {
		const char *name = old->signatures[i].signature.name;

		if (!find_signature(new, name))
			continue;
		while (k < new->n_signatures &&
		       strcmp(new->signatures[k].signature.name, name))
			k++;
		if (k == new->n_signatures)
			return false;
	}
	return true;
}

static void compare_signatures(const struct policy *old,
			       const struct policy *new,
			       struct policy_changes *changes)
{
	const struct nfsl_signature *s, *other;
	char setting[SETTING_MAX];
	size_t i;

	for (i = 0; i < old->n_signatures; i++) {
		s = &old->signatures[i].signature;
		other = find_signature(new, s->name);
		snprintf(setting, sizeof(setting), "signatures.%s", s->name);
		if (!other)
			policy_change(changes, "signatures", s->name, NULL);
		else if (memcmp(s, other, sizeof(*s)))
			policy_change(changes, setting, "old pattern",
				      "new pattern");
	}
	for (i = 0; i < new->n_signatures; i++) {
		s = &new->signatures[i].signature;
		if (!find_signature(old, s->name))
			policy_change(changes, "signatures", NULL, s->name);
	}
	if (!same_order(old, new))
		policy_change(changes, "signatures", "old order",
			      "new order");
}

static void compare_number(struct policy_changes *changes, const char *setting,
			   unsigned int old, unsigned int new,
			   const char *zero)
{
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX];

	snprintf(a, sizeof(a), "%u", old);
	snprintf(b, sizeof(b), "%u", new);
	compare(changes, setting, !old && zero ? zero : a,
		!new && zero ? zero : b);
}

static const char *flows_text(const struct policy *policy,
			      char buf[POLICY_VALUE_MAX])
{
	if (policy->flows == POLICY_FLOWS_DEFAULT)
		return "the module's default";
	snprintf(buf, POLICY_VALUE_MAX, "%u", policy->flows);
	return buf;
}

static const char *fail_text(const struct nfsl_queue *queue)
{
	return queue->open ? "open" : "closed";
}

static void compare_module(const struct policy *old, const struct policy *new,
			   struct policy_changes *changes)
{
	const char *module = "the module's default";
	char a[POLICY_VALUE_MAX], b[POLICY_VALUE_MAX];

	/* the queue is pushed only if a rule needs it */
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
	compare(changes, "tracking.flows", flows_text(old, a), flows_text(new, b));
	compare(changes, "defrag", old->defrag ? "true" : "false",
		new->defrag ? "true" : "false");
	compare(changes, "unnamed", policy_unnamed(old), policy_unnamed(new));
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

	/* such as equal limits that are shared by other keys */
	snprintf(a, sizeof(a), "%016" PRIx64, was);
	snprintf(b, sizeof(b), "%016" PRIx64, becomes);
	if (!changes->count)
		compare(changes, "digest", a, b);
}
