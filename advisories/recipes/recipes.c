// SPDX-License-Identifier: GPL-2.0-or-later
/* recipes.c - a policy file -> three lists of lines */
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "recipes.h"
#include "internal.h"

json_t *recipes_make(const struct policy *policy,
		     enum recipes_audience audience)
{
	struct recipe recipe = { .policy = policy };
	json_t *all = NULL;

	if (recipe_own(&recipe, audience))
		goto out;
	if (recipe_begin(&recipe))
		goto out;
	recipe_nf_slammer(&recipe);
	json_object_set_new(recipe.all, "nf_slammer", recipe_lines(&recipe));
	if (recipe_begin(&recipe))
		goto out;
	recipe_nftables(&recipe);
	json_object_set_new(recipe.all, "nftables", recipe_lines(&recipe));
	if (recipe_begin(&recipe))
		goto out;
	recipe_flowspec(&recipe);
	json_object_set_new(recipe.all, "flowspec", recipe_lines(&recipe));
	json_object_set_new(recipe.all, "known", json_true());
	all = json_incref(recipe.all);
out:
	recipe_end(&recipe);
	return all;
}

json_t *recipes_load(const char *path, enum recipes_audience audience,
		     struct error *error)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);
	const struct config_message *m;
	json_t *all = NULL;
	size_t i;

	error_no_memory(error);
	for (i = 0; !policy && i < messages.count; i++) {
		m = &messages.list[i];
		if (m->severity != CONFIG_ERROR)
			continue;
		error_set(error, "%s:%u: %s", m->file, m->line, m->text);
		break;
	}
	if (policy)
		all = recipes_make(policy, audience);
	policy_free(policy);
	config_messages_free(&messages);
	return all;
}
