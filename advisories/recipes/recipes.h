/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * recipes.h - a policy as filters for readers: lines of a bulletin's remedy section
 *
 * The same rules three times: for nf-slammer, for nftables, and as BGP FlowSpec routes
 * for a provider. Templates add the texts around them.
 */
#ifndef RECIPES_RECIPES_H
#define RECIPES_RECIPES_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"
#include "policy/model.h"

/*
 * RECIPES_PUBLIC does not reveal the operator: prefixes and hosts are examples
 * (RFC 5737, 3849), comments and names are left out.
 */
enum recipes_audience {
	RECIPES_PUBLIC,
	RECIPES_EXACT
};

/*
 * A new reference to { known: true, nf_slammer: [ { line } ], nftables: [],
 * flowspec: [] }; NULL if out of memory.
 */
json_t *recipes_make(const struct policy *policy,
		     enum recipes_audience audience);
/* The same for a policy file; NULL with a sentence with file and line in @error. */
json_t *recipes_load(const char *path, enum recipes_audience audience,
		     struct error *error);

#endif /* RECIPES_RECIPES_H */
