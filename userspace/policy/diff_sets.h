/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff_sets.h - differences of what a policy has many of, for diff.c
 *
 * Private to this room. What is removed comes before what is added.
 */
#ifndef POLICY_DIFF_SETS_H
#define POLICY_DIFF_SETS_H

#include "diff.h"

void compare_zones(const struct policy *old, const struct policy *new,
		   struct policy_changes *changes);
void compare_prefixes(const struct policy *old, const struct policy *new,
		      struct policy_changes *changes);
void compare_allow(const struct policy *old, const struct policy *new,
		   struct policy_changes *changes);
void compare_signatures(const struct policy *old, const struct policy *new,
			struct policy_changes *changes);

#endif /* POLICY_DIFF_SETS_H */
