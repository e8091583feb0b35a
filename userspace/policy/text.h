/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - settings and rules of a policy as text, by the names of policy.conf
 *
 * The same for a policy from a file and for one that was read from the kernel.
 */
#ifndef POLICY_TEXT_H
#define POLICY_TEXT_H

#include "policy/model.h"

#define POLICY_VALUE_MAX	48

/**
 * struct policy_rule_key - a key of ingress, egress, internal and local
 * @reasons:	set of 1 << enum slammer_reason. A later key overrides an earlier one
 */
struct policy_rule_key {
	const char *name;
	uint32_t reasons;
};

#define POLICY_RULE_KEYS	12
extern const struct policy_rule_key policy_rule_keys[POLICY_RULE_KEYS];

/* Name of the i-th rule key, NULL after the last one. */
const char *policy_key(size_t i);
/* Reasons of the i-th key that no later key overrides, and the first of these. */
uint32_t policy_key_reasons(size_t i);
unsigned int policy_key_reason(size_t i);

/**
 * policy_rule - the rule of a policy under a key, such as "limit 5/s burst 9"
 * @written: as in the file; otherwise as in effect (they differ in monitor mode)
 *
 * If the policy has different verdicts for the reasons of the key, the first one
 * counts. Returns @buf.
 */
const char *policy_rule(const struct policy *policy, bool written,
			unsigned int direction, size_t i,
			char buf[POLICY_VALUE_MAX]);

/*
 * Does a key that older versions do not have say no more than a file without it: heap
 * what "overflow" says, overlap its default? Then a file does not need it, and older
 * versions can read it. As in the file.
 */
bool policy_rule_implied(const struct policy *policy, unsigned int direction,
			 size_t i);

/* The same as policy_rule() for a single reason. */
const char *policy_reason_rule(const struct policy *policy, bool written,
			       unsigned int direction, unsigned int reason,
			       char buf[POLICY_VALUE_MAX]);

/**
 * policy_setting - the i-th of the settings that only the daemon uses
 * @name:  set to its name, such as "retention.hours", or NULL after the last one
 * @buf:   used for numbers
 *
 * Returns its value, NULL if it is not set. Only for a policy from a file.
 */
const char *policy_setting(const struct policy *policy, size_t i,
			   const char **name, char buf[POLICY_VALUE_MAX]);

/* Any bytes as a string of policy.conf, in quotes. */
void policy_print_string(const char *text, FILE *out);

/* What becomes of interfaces that no zone names: "protect" or "off". */
const char *policy_unnamed(const struct policy *policy);

/* Name of a log level, LOG_ERR ..., in policy.conf; "?" if it has none. */
const char *policy_log_name(int level);
/* The names that a level can have, NULL after the last; and the level of each. */
extern const char *const policy_log_names[];
extern const int policy_log_levels[];

#endif /* POLICY_TEXT_H */
