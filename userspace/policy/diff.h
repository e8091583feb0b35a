/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff.h - where two policies differ, as text
 *
 * Settings and values have the form of policy.conf. Either policy may be from a file
 * or from the kernel.
 */
#ifndef POLICY_DIFF_H
#define POLICY_DIFF_H

#include "policy/model.h"
#include "policy/text.h"

/**
 * struct policy_change - one difference
 * @setting: such as "ingress.request" or "zones.external.interfaces"
 * @old:     owned; NULL: @new is added
 * @new:     owned; NULL: @old is removed
 */
struct policy_change {
	char setting[64];
	char *old;
	char *new;
};

/* Additions to one setting are adjacent, and so are removals. */
struct policy_changes {
	struct policy_change *list;
	size_t count;
	size_t room;
	bool failed;		/* out of memory: there are more */
};

/**
 * policy_diff - the changes that make one policy the other
 *
 * Compares what the kernel uses: rules (as they take effect, or as written if both
 * are from files), interfaces, prefixes, allow entries, signatures, queue, tracking,
 * flows, defrag, unnamed, but not comments. @changes may be uninitialised; the end is
 * policy_changes_free().
 */
void policy_diff(const struct policy *old, const struct policy *new,
		 struct policy_changes *changes);

/* Add a change; either value may be NULL. */
void policy_change(struct policy_changes *changes, const char *setting,
		   const char *old, const char *new);
void policy_changes_free(struct policy_changes *changes);

#endif /* POLICY_DIFF_H */
