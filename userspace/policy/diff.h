/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff.h - what two policies say, side by side, and where they differ
 *
 * A setting and its value are text here, as the language has them: for people to
 * read, and the same for a policy of a file as for one that the kernel runs.
 */
#ifndef POLICY_DIFF_H
#define POLICY_DIFF_H

#include "policy/model.h"

#define POLICY_VALUE_MAX	48

/* The keys of rules: the name of number @i, NULL behind the last. */
const char *policy_key(size_t i);

/**
 * policy_rule - what a policy says under a key, such as "limit 5/s burst 9"
 * @written: as the file says; else what takes effect
 *
 * Of reasons that a policy tells apart under one key, the first counts. Returns
 * @buf.
 */
const char *policy_rule(const struct policy *policy, bool written,
			unsigned int direction, size_t i,
			char buf[POLICY_VALUE_MAX]);

/**
 * policy_setting - one of the settings that only the daemon needs
 * @name:  gets its name, such as "keep.hours", NULL behind the last
 * @buf:   of a number its text
 *
 * Returns its value, NULL where it has none. Only of a policy from a file.
 */
const char *policy_setting(const struct policy *policy, size_t i,
			   const char **name, char buf[POLICY_VALUE_MAX]);

/**
 * struct policy_change - one difference
 * @setting: such as "ingress.request" or "zones.external.interfaces"
 * @old:     NULL: is added; owned
 * @new:     NULL: is removed; owned
 */
struct policy_change {
	char setting[64];
	char *old;
	char *new;
};

/* Those of one setting that were added, or removed, stand together. */
struct policy_changes {
	struct policy_change *list;
	size_t count;
	bool failed;		/* out of memory: there are more */
};

/**
 * policy_diff - how a policy becomes another
 *
 * What the kernel knows of them: rules (as they take effect, or as they are
 * written if both are from files), interfaces, prefixes, allow entries,
 * signatures, queue, tracking, defrag. Comments do not count. Freed by
 * policy_changes_free().
 */
void policy_diff(const struct policy *old, const struct policy *new,
		 struct policy_changes *changes);

/* One more; either value may be NULL. */
void policy_change(struct policy_changes *changes, const char *setting,
		   const char *old, const char *new);
void policy_changes_free(struct policy_changes *changes);

#endif /* POLICY_DIFF_H */
