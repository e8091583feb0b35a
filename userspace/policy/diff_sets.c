// SPDX-License-Identifier: GPL-2.0-or-later
/* diff_sets.c - interfaces, prefixes, allow entries, signatures: gone and come */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_sets.h"
#include "common/names.h"

#define SETTING_MAX	64

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

void compare_zones(const struct policy *old, const struct policy *new,
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

/* Pairs in their order; of prefixes @to is empty. */
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
static void tell_pair(struct policy_changes *changes, const char *setting,
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
			tell_pair(changes, setting, &here->list[i], both,
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

void compare_prefixes(const struct policy *old, const struct policy *new,
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

void compare_allow(const struct policy *old, const struct policy *new,
		   struct policy_changes *changes)
{
	struct sorted was = allow_of(old), becomes = allow_of(new);

	compare_sorted(&was, &becomes, "allow", true, changes);
}

static const struct nfsl_signature *find(const struct policy *policy,
					 const char *name)
{
	size_t i;

	for (i = 0; i < policy->n_signatures; i++)
		if (!strcmp(policy->signatures[i].signature.name, name))
			return &policy->signatures[i].signature;
	return NULL;
}

/* What is in both has the same order in both? */
static bool same_order(const struct policy *old, const struct policy *new)
{
	size_t i, k = 0;

	for (i = 0; i < old->n_signatures; i++) {
		const char *name = old->signatures[i].signature.name;

		if (!find(new, name))
			continue;
		while (k < new->n_signatures &&
		       strcmp(new->signatures[k].signature.name, name))
			k++;
		if (k == new->n_signatures)
			return false;
	}
	return true;
}

void compare_signatures(const struct policy *old, const struct policy *new,
			struct policy_changes *changes)
{
	const struct nfsl_signature *s, *other;
	char setting[SETTING_MAX];
	size_t i;

	for (i = 0; i < old->n_signatures; i++) {
		s = &old->signatures[i].signature;
		other = find(new, s->name);
		snprintf(setting, sizeof(setting), "signatures.%s", s->name);
		if (!other)
			policy_change(changes, "signatures", s->name, NULL);
		else if (memcmp(s, other, sizeof(*s)))
			policy_change(changes, setting, "what it was",
				      "another pattern");
	}
	for (i = 0; i < new->n_signatures; i++) {
		s = &new->signatures[i].signature;
		if (!find(old, s->name))
			policy_change(changes, "signatures", NULL, s->name);
	}
	if (!same_order(old, new))
		policy_change(changes, "signatures", "in one order",
			      "in another order");
}
