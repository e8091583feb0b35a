/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * recipes.h - a policy as filters that others can use: lines for the remedy section
 *
 * The same decision three times: for nf-slammer, for nftables on a router of theirs,
 * and as a BGP FlowSpec route for a provider. The words around them are templates'.
 */
#ifndef RECIPES_RECIPES_H
#define RECIPES_RECIPES_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"
#include "policy/model.h"

/*
 * RECIPES_PUBLIC says nothing about who runs the policy: prefixes and hosts of it
 * are examples (RFC 5737, 3849), comments and names are left out.
 */
enum recipes_audience {
	RECIPES_PUBLIC,
	RECIPES_EXACT
};

/* { known: true, nf_slammer: [ { line } ], nftables: [], flowspec: [] }; or NULL. */
json_t *recipes_make(const struct policy *policy, enum recipes_audience audience);
/* Of a file; NULL and a sentence with file and line in @error. */
json_t *recipes_load(const char *path, enum recipes_audience audience,
		     struct error *error);

#endif /* RECIPES_RECIPES_H */
