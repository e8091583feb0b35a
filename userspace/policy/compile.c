// SPDX-License-Identifier: GPL-2.0-or-later
/* compile.c - the model as the ruleset that the packet path uses */
#include <stdlib.h>
#include <string.h>

#include "policy/model.h"

static struct pair internal_pair(const struct policy_prefix *p)
{
	return (struct pair){ .from = p->prefix };
}

static int layout(struct pairs *set)
{
	set->slot = calloc(pairs_layout(set), sizeof(*set->slot));
	return set->slot || !set->slots ? 0 : -1;
}

static int compile_internal(const struct policy *policy, struct pairs *set)
{
	struct pair pair;
	size_t i;

	for (i = 0; i < policy->n_internal; i++) {
		pair = internal_pair(&policy->internal[i]);
		if (pairs_count(set, &pair))
			return -1;
	}
	if (layout(set))
		return -1;
	for (i = 0; i < policy->n_internal; i++) {
		pair = internal_pair(&policy->internal[i]);
		pairs_insert(set, &pair, (__u32)i);
	}
	return 0;
}

static int compile_allow(const struct policy *policy, struct pairs *set)
{
	size_t i;

	for (i = 0; i < policy->n_allow; i++)
		if (pairs_count(set, &policy->allow[i].pair))
			return -1;
	if (layout(set))
		return -1;
	for (i = 0; i < policy->n_allow; i++)
		pairs_insert(set, &policy->allow[i].pair, (__u32)i);
	return 0;
}

static int compile_signatures(const struct policy *policy,
			      struct signatures *set)
{
	size_t i;

	if (policy->n_signatures > NFSL_SIGNATURES_MAX)
		return -1;
	for (i = 0; i < policy->n_signatures; i++)
		if (signatures_add(set, &policy->signatures[i].signature))
			return -1;
	return 0;
}

struct ruleset *policy_compile(const struct policy *policy)
{
	struct ruleset *ruleset = calloc(1, sizeof(*ruleset));
	size_t i;

	if (!ruleset)
		return NULL;
	memcpy(ruleset->verdict, policy->verdict, sizeof(ruleset->verdict));
	memcpy(ruleset->limit, policy->limit, sizeof(ruleset->limit));
	for (i = 0; i < policy->n_limits; i++)
		ruleset->limits[i] = limit_compile(&policy->limits[i]);
	if (compile_signatures(policy, &ruleset->signatures) ||
	    compile_internal(policy, &ruleset->internal) ||
	    compile_allow(policy, &ruleset->allow)) {
		ruleset_free(ruleset);
		return NULL;
	}
	return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
	if (!ruleset)
		return;
	free(ruleset->internal.slot);
	free(ruleset->allow.slot);
	free(ruleset);
}
