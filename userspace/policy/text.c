// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - settings and rules of a policy as text */
#include <stdio.h>
#include <syslog.h>

#include "common/names.h"
#include "policy/text.h"

#define R(reason)	(1u << REASON_##reason)

const struct policy_rule_key policy_rule_keys[POLICY_RULE_KEYS] = {
	{ "slammer", R(WORM) | R(WORM_VARIANT) },
	{ "overflow", R(LONG_NAME) | R(HEAP) | R(GREY_NAME) },
	{ "grey", R(GREY_NAME) },
	{ "heap", R(HEAP) },
	{ "pingpong", R(ECHO) },
	{ "request", R(LIST) | R(INSTANCE) | R(DAC) },
	{ "response", R(ANSWER) },
	{ "long-response", R(LONG_ANSWER) },
	{ "signature", R(SIGNATURE) },
	{ "other", R(FOREIGN) | R(EMPTY) | R(TRAILING) | R(BAD_LENGTH) },
	{ "truncated", R(TRUNCATED) },
	{ "overlap", R(OVERLAP) },
};

/* Every rule can have a limit of its own. */
_Static_assert(DIRECTION_COUNT * POLICY_RULE_KEYS <= NFSL_LIMITS_MAX,
	       "no policy file can have too many limits");

const char *policy_key(size_t i)
{
	return i < POLICY_RULE_KEYS ? policy_rule_keys[i].name : NULL;
}

uint32_t policy_key_reasons(size_t i)
{
	uint32_t reasons = policy_rule_keys[i].reasons;
	size_t later;

	for (later = i + 1; later < POLICY_RULE_KEYS; later++)
		reasons &= ~policy_rule_keys[later].reasons;
	return reasons;
}

unsigned int policy_key_reason(size_t i)
{
	uint32_t reasons = policy_key_reasons(i);
	unsigned int reason = 0;

	while (!(reasons >> reason & 1))
		reason++;
	return reason;
}

const char *policy_reason_rule(const struct policy *policy, bool written,
			       unsigned int direction, unsigned int reason,
			       char buf[POLICY_VALUE_MAX])
{
	unsigned int verdict = policy->verdict[direction][reason];
	unsigned int number = policy->limit[direction][reason];

	if (written) {
		verdict = policy->written[direction][reason];
		number = policy->written_limit[direction][reason];
	}
	if (verdict == VERDICT_LIMIT)
		snprintf(buf, POLICY_VALUE_MAX, "limit %u/s burst %u",
			 policy->limits[number - 1].rate,
			 policy->limits[number - 1].burst);
	else
		snprintf(buf, POLICY_VALUE_MAX, "%s", verdict_name(verdict));
	return buf;
}

const char *policy_rule(const struct policy *policy, bool written,
			unsigned int direction, size_t i,
			char buf[POLICY_VALUE_MAX])
{
	return policy_reason_rule(policy, written, direction,
				  policy_key_reason(i), buf);
}

bool policy_rule_implied(const struct policy *policy, unsigned int direction,
			 size_t i)
{
	const uint8_t *verdict = policy->written[direction];
	const uint8_t *limit = policy->written_limit[direction];

	switch (policy_key_reason(i)) {
	case REASON_HEAP:
		return verdict[REASON_HEAP] == verdict[REASON_LONG_NAME] &&
		       limit[REASON_HEAP] == limit[REASON_LONG_NAME];
	case REASON_OVERLAP:
		return verdict[REASON_OVERLAP] == ruleset_default(REASON_OVERLAP);
	}
	return false;
}

const char *policy_unnamed(const struct policy *policy)
{
	return policy->unnamed_off ? "off" : "protect";
}

const char *const policy_log_names[] = {
	"error", "warning", "info", "debug", NULL
};
const int policy_log_levels[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

const char *policy_log_name(int level)
{
	size_t i;

	for (i = 0; policy_log_names[i]; i++)
		if (policy_log_levels[i] == level)
			return policy_log_names[i];
	return "?";
}

static const char *number(unsigned int value, char buf[POLICY_VALUE_MAX])
{
	snprintf(buf, POLICY_VALUE_MAX, "%u", value);
	return buf;
}

const char *policy_setting(const struct policy *policy, size_t i,
			   const char **name, char buf[POLICY_VALUE_MAX])
{
	static const char *const names[] = {
		"mode", "window", "store", "sensor", "retention.windows",
		"retention.hours", "retention.days", "retention.size",
		"samples.directory", "samples.size", "samples.age", "drift", "metrics",
		"control.read", "control.admin", "log", "constituents",
		"evidence.packets", "evidence.targets", NULL
	};

	*name = names[i];
	switch (i) {
	case 0:
		return policy->monitor ? "monitor" : "enforce";
	case 1:
		return number(policy->window, buf);
	case 2:
		return policy->store;
	case 3:
		return policy->sensor;
	case 4:
		return number(policy->retention.windows, buf);
	case 5:
		return number(policy->retention.hours, buf);
	case 6:
		return number(policy->retention.days, buf);
	case 7:
		return number(policy->retention.megabytes, buf);
	case 8:
		return policy->samples.directory;
	case 9:
		return number(policy->samples.megabytes, buf);
	case 10:
		return number(policy->samples.days, buf);
	case 11:
		return policy->repair ? "repair" : "report";
	case 12:
		return policy->metrics;
	case 13:
		return policy->read_group;
	case 14:
		return policy->admin_group;
	case 15:
		return policy_log_name(policy->log_level);
	case 16:
		return policy->constituents;
	case 17:
		return number(policy->evidence.packets, buf);
	case 18:
		return number(policy->evidence.targets, buf);
	}
	return NULL;
}
