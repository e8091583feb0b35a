// SPDX-License-Identifier: GPL-2.0-or-later
/* draft_builder.c - store, policy and templates -> content -> archive */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "bulletin/values.h"
#include "cli.h"
#include "common/error.h"
#include "draft_builder.h"
#include "recipes/recipes.h"
#include "render/csaf/json.h"

void draft_close(struct draft_builder *builder)
{
	json_decref(builder->summary);
	builder->summary = NULL;
	context_close(&builder->context);
}

/* *recipes: NULL without a policy. */
static int find_recipes(const struct draft_builder *d, json_t **recipes)
{
	const char *kind = d->recipes ? d->recipes : "public";
	const char *path = d->policy ? d->policy : DEFAULT_POLICY;
	struct error error;

	*recipes = NULL;
	if (strcmp(kind, "public") && strcmp(kind, "exact") &&
	    strcmp(kind, "none"))
		return usage_error("--recipes is public, exact or none");
	if (!strcmp(kind, "none") || (!d->policy && access(path, R_OK)))
		return 0;
	*recipes = recipes_load(strcmp(path, "-") ? path : "/dev/stdin",
				!strcmp(kind, "exact") ? RECIPES_EXACT :
							 RECIPES_PUBLIC,
				&error);
	return *recipes ? 0 : command_error("%s", error.text);
}

int draft_content(struct draft_builder *d, enum edition_type type,
		  int64_t length, const json_t *original, json_t **content)
{
	struct content_order order = {
		.type = type, .publisher = d->context.publisher,
		.templates = d->context.templates, .summary = d->summary,
		.original = original,
	};
	json_t *facts_json, *recipes = NULL;
	struct error error;
	struct facts facts;
	int ret;

	ret = find_recipes(d, &recipes);
	if (!ret)
		ret = period_facts(&d->period, length, &facts);
	if (ret) {
		json_decref(recipes);
		return ret;
	}
	facts_json = values_facts(&facts, VALUES_PUBLIC);
	facts_free(&facts);
	order.facts = facts_json;
	order.recipes = recipes;
	*content = content_make(&order, &error);
	json_decref(facts_json);
	json_decref(recipes);
	return *content ? 0 : command_error("%s", error.text);
}

int draft_save(struct context *context, struct edition *edition,
	       const char *seen, bool json)
{
	struct error error;
	char name[64], hash[CONTENT_HASH_MAX];
	json_t *value;

	if (register_save(context->archive, edition, seen, context->by,
			  (int64_t)time(NULL), &error))
		return command_error("%s", error.text);
	if (!json) {
		printf("%s, revision %u, is a draft: %s\n",
		       edition_label(edition, name), edition->revision,
		       content_hash(edition->content, hash));
		return 0;
	}
	value = edition_json(edition);
	render_json(stdout, value);
	json_decref(value);
	return 0;
}
