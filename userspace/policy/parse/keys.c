// SPDX-License-Identifier: GPL-2.0-or-later
/* keys.c - settings and rules as text, one by one */
#include <stdio.h>

#include "policy/diff.h"
#include "common/names.h"
#include "policy/print.h"
#include "schema.h"

const char *policy_key(size_t i)
{
	return rule_keys[i].name;
}

uint32_t key_reasons(size_t i)
{
	uint32_t reasons = rule_keys[i].number;
	size_t later;

	for (later = i + 1; rule_keys[later].name; later++)
		reasons &= ~rule_keys[later].number;
	return reasons;
}

unsigned int key_reason(size_t i)
{
	uint32_t reasons = key_reasons(i);
	unsigned int reason = 0;

	while (!(reasons >> reason & 1))
		reason++;
	return reason;
}

const char *rule_text(const struct policy *policy, bool written,
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
	return rule_text(policy, written, direction, key_reason(i), buf);
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
		"mode", "window", "store", "sensor", "keep.windows",
		"keep.hours", "keep.days", "samples.directory", "samples.size",
		"samples.age", "drift", "metrics", "control.look",
		"control.change", "log", "constituents", NULL
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
		return number(policy->keep.windows, buf);
	case 5:
		return number(policy->keep.hours, buf);
	case 6:
		return number(policy->keep.days, buf);
	case 7:
		return policy->samples.directory;
	case 8:
		return number(policy->samples.megabytes, buf);
	case 9:
		return number(policy->samples.days, buf);
	case 10:
		return policy->mend ? "mend" : "report";
	case 11:
		return policy->metrics;
	case 12:
		return policy->look_group;
	case 13:
		return policy->change_group;
	case 14:
		return policy_log_name(policy->log_level);
	case 15:
		return policy->constituents;
	}
	return NULL;
}
