/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituents.h - whose address is it? A file of names and their prefixes
 *
 * constituents = ( { name = "example-univ"; prefixes = [ "192.0.2.0/25" ]; } );
 * Where prefixes lie within each other, the longest one says whose it is.
 */
#ifndef POLICY_CONSTITUENTS_H
#define POLICY_CONSTITUENTS_H

#include "policy/model.h"

#define CONSTITUENT_NAME_MAX	63	/* bytes */

struct constituents;

/**
 * constituents_load - read and check such a file
 * @messages: every error, warning and note that was found is appended
 *
 * How a constituent is told (contacts, key, ...) is read by whoever tells it; here
 * these keys may be there. Returns NULL if there was any error.
 */
struct constituents *constituents_load(const char *path,
				       struct policy_messages *messages);
void constituents_free(struct constituents *constituents);

/* Name of the constituent, valid until constituents_free(); NULL: nobody's. */
const char *constituents_find(const struct constituents *constituents,
			      struct address address);
/* How many there are, and of how many prefixes. */
size_t constituents_count(const struct constituents *constituents,
			  size_t *prefixes);

#endif /* POLICY_CONSTITUENTS_H */
