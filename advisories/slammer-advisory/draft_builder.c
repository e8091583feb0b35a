// SPDX-License-Identifier: GPL-2.0-or-later
/* drafting.c - store, policy and templates -> content -> register */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "bulletin/values.h"
#include "commands.h"
#include "common/error.h"
#include "draft_builder.h"
#include "recipes/recipes.h"
#include "render/csaf/json.h"
#include "edition_json.h"

void drafting_close(struct drafting *drafting)
{
	json_decref(drafting->summary);
	drafting->summary = NULL;
	office_close(&drafting->office);
}

/* NULL where there is no policy: then there are none. */
static int find_recipes(const struct drafting *d, json_t **recipes)
{
	const char *kind = d->recipes ? d->recipes : "public";
	const char *path = d->policy ? d->policy : DEFAULT_POLICY;
	struct error error;

	*recipes = NULL;
	if (strcmp(kind, "public") && strcmp(kind, "exact") &&
	    strcmp(kind, "none"))
		return complain_usage("--recipes is public, exact or none");
	if (!strcmp(kind, "none") || (!d->policy && access(path, R_OK)))
		return 0;
	*recipes = recipes_load(strcmp(path, "-") ? path : "/dev/stdin",
				!strcmp(kind, "exact") ? RECIPES_EXACT :
							 RECIPES_PUBLIC,
				&error);
	return *recipes ? 0 : complain("%s", error.text);
}

int drafting_content(struct drafting *d, enum edition_type type,
		     int64_t usual, const json_t *original, json_t **content)
{
	struct content_order order = {
		.type = type, .publisher = d->office.publisher,
		.templates = d->office.templates, .summary = d->summary,
		.original = original,
	};
	json_t *facts_json, *recipes = NULL;
	struct error error;
	struct facts facts;
	int ret;

	ret = find_recipes(d, &recipes);
	if (!ret)
		ret = period_facts(&d->period, usual, &facts);
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
	return *content ? 0 : complain("%s", error.text);
}

int drafting_save(struct office *office, struct edition *edition,
		  const char *seen, bool json)
{
	struct error error;
	char name[64], hash[CONTENT_HASH_MAX];
	json_t *value;

	if (register_save(office->archive, edition, seen, office->by,
			  (int64_t)time(NULL), &error))
		return complain("%s", error.text);
	if (!json) {
		printf("%s, revision %u, is a draft: %s\n",
		       office_name(edition, name), edition->revision,
		       content_hash(edition->content, hash));
		return 0;
	}
	value = shown_edition(edition);
	render_json(stdout, value);
	json_decref(value);
	return 0;
}
