// SPDX-License-Identifier: GPL-2.0-or-later
/* compile.c - the model as the ruleset that the packet path uses */
#include <stdlib.h>
#include <string.h>

#include "nfslammer/pairs_build.h"
#include "policy/model.h"

static void *build_alloc(__u32 n, __u32 size)
{
	return calloc(n, size);
}

static const struct build_memory build = { .alloc = build_alloc, .free = free };

static int by_prefix(const void *a, const void *b)
{
	return prefix_order(a, b);
}

static int compile_internal(const struct policy *policy, struct prefixes *set)
{
	struct prefix *list = calloc(policy->n_internal + 1, sizeof(*list));
	size_t i;
	int err;

	if (!list)
		return BUILD_MEMORY;
	for (i = 0; i < policy->n_internal; i++)
		list[i] = policy->internal[i].prefix;
	qsort(list, policy->n_internal, sizeof(*list), by_prefix);
	err = prefixes_build(set, list, (__u32)policy->n_internal, &build);
	free(list);
	return err;
}

int policy_compile_allow(const struct policy *policy, struct pairs *set)
{
	struct pair *list = calloc(policy->n_allow + 1, sizeof(*list));
	__u32 n = (__u32)policy->n_allow;
	size_t i;
	int err;

	if (!list)
		return BUILD_MEMORY;
	for (i = 0; i < policy->n_allow; i++)
		list[i] = policy->allow[i].pair;
	err = pairs_sort(list, n, &build);
	if (!err)
		err = pairs_build(set, list, pairs_unique(list, n), &build);
	free(list);
	return err;
}

void policy_pairs_free(struct pairs *set)
{
	pairs_free(set, &build);
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
	    policy_compile_allow(policy, &ruleset->allow)) {
		ruleset_free(ruleset);
		return NULL;
	}
	return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
	if (!ruleset)
		return;
	prefixes_free(&ruleset->internal, &build);
	pairs_free(&ruleset->allow, &build);
	free(ruleset);
}
