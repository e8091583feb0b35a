/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the writers of recipes share
 *
 * Private to advisories/recipes.
 */
#ifndef RECIPES_INTERNAL_H
#define RECIPES_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "recipes.h"

#define RECIPE_COLUMNS	66	/* of a line; a bulletin has 70 */

/*
 * Bytes of the longest request: UDP's header, one byte, the name of an instance of at
 * most 32 bytes, and its end (MS-MC-SQLR 2.2.3).
 */
#define RECIPE_REQUEST	42

#define RECIPE_TEXT_(n)	#n
#define RECIPE_TEXT(n)	RECIPE_TEXT_(n)

/**
 * struct recipe - a recipe under construction
 * @policy: rules; its networks and hosts are not used, but those below
 * @outside, @inside: patterns of interfaces
 * @own:    prefixes of the network
 * @pairs:  allowed pairs: client "from", server "to"
 * @out:    receives the lines
 */
struct recipe {
	const struct policy *policy;
	const char **outside;
	size_t n_outside;
	const char **inside;
	size_t n_inside;
	struct prefix *own;
	size_t n_own;
	struct pair *pairs;
	size_t n_pairs;
	json_t *all;
	FILE *out;
	char *text;
	size_t length;
};

/* Sets networks and hosts: those of the policy, or examples; 0 or -1. */
int recipe_own(struct recipe *recipe, enum recipes_audience audience);
bool recipe_ipv6(const struct prefix *prefix);

/* Starts a list of lines; 0 or -1. recipe_lines() returns what was written since. */
int recipe_begin(struct recipe *recipe);
json_t *recipe_lines(struct recipe *recipe);
void recipe_end(struct recipe *recipe);

/* Does the policy drop attacks in a direction; does it drop every request? */
bool recipe_drops(const struct recipe *recipe, unsigned int direction);
bool recipe_drops_requests(const struct recipe *recipe, unsigned int direction);

void recipe_nf_slammer(struct recipe *recipe);
void recipe_nftables(struct recipe *recipe);
void recipe_flowspec(struct recipe *recipe);

#endif /* RECIPES_INTERNAL_H */
