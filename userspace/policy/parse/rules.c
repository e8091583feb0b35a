// SPDX-License-Identifier: GPL-2.0-or-later
/* rules.c - ingress, egress, internal, local: what happens to which class */
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "common/text.h"
#include "schema.h"

#define R(reason)	(1u << REASON_##reason)

static void take_rule(struct load *load, const config_setting_t *setting,
		      const struct key *key);

#define RULE(n, reasons) \
	{ .name = n, .type = KEY_STRING, .take = take_rule, .number = reasons }

const struct key rule_keys[RULE_KEYS_MAX] = {
	RULE("slammer", R(WORM) | R(WORM_VARIANT)),
	RULE("overflow", R(LONG_NAME) | R(HEAP) | R(GREY_NAME)),
	RULE("grey", R(GREY_NAME)),
	RULE("pingpong", R(ECHO)),
	RULE("request", R(LIST) | R(INSTANCE) | R(DAC)),
	RULE("response", R(ANSWER)),
	RULE("long-response", R(LONG_ANSWER)),
	RULE("signature", R(SIGNATURE)),
	RULE("other", R(FOREIGN) | R(EMPTY) | R(TRAILING) | R(BAD_LENGTH)),
	RULE("truncated", R(TRUNCATED)),
	{ .name = NULL }
};

/* Every rule may have a limit of its own. */
_Static_assert(DIRECTION_COUNT * RULE_KEYS_MAX <= NFSL_LIMITS_MAX,
	       "no policy file can have too many limits");

static void unknown_action(struct load *load, const config_setting_t *setting)
{
	char quoted[TEXT_QUOTE_MAX], known[64] = "";
	unsigned int i;

	for (i = 0; i < VERDICT_COUNT; i++) {
		if (i == VERDICT_LIMIT)
			continue;
		strcat(known, verdict_name(i));
		strcat(known, ", ");
	}
	text_quote(config_setting_get_string(setting), quoted);
	schema_say(load, POLICY_ERROR, setting,
		   "unknown action %s (%slimit RATE/s burst N)", quoted, known);
}

/*
 * "limit RATE/s" or "limit RATE/s burst N", of numbers that any of 18 digits
 * can be. Without a burst it is as many as pass in a second.
 */
static bool scan_limit(const char *text, unsigned long long *rate,
		       unsigned long long *burst)
{
	char digits[2][19];
	int end = 0;

	if (sscanf(text, "limit %18[0-9]/s%n", digits[0], &end) != 1 || !end)
		return false;
	*rate = *burst = strtoull(digits[0], NULL, 10);
	if (!text[end])
		return true;
	text += end;
	if (sscanf(text, " burst %18[0-9]%n", digits[1], &end) != 1)
		return false;
	*burst = strtoull(digits[1], NULL, 10);
	return !text[end];
}

static void take_limit(struct load *load, const config_setting_t *setting,
		       struct nfsl_limit *limit)
{
	const char *text = config_setting_get_string(setting);
	unsigned long long rate, burst;
	char quoted[TEXT_QUOTE_MAX];

	text_quote(text, quoted);
	if (!scan_limit(text, &rate, &burst))
		schema_say(load, POLICY_ERROR, setting,
			   "%s: a limit is \"limit RATE/s\" or \"limit RATE/s burst N\", in whole packets a second",
			   quoted);
	else if (!rate || rate > NFSL_LIMIT_RATE_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: the rate is 1 to %d packets a second", quoted,
			   NFSL_LIMIT_RATE_MAX);
	else if (!burst || burst > NFSL_LIMIT_BURST_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: the burst is 1 to %d packets", quoted,
			   NFSL_LIMIT_BURST_MAX);
	else
		*limit = (struct nfsl_limit){ (uint32_t)rate, (uint32_t)burst };
}

static void take_rule(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct written *rule = &load->rule[load->direction][key - rule_keys];
	const char *text = config_setting_get_string(setting);
	int verdict = verdict_number(text);

	if (!strncmp(text, "limit", 5)) {
		verdict = VERDICT_LIMIT;
		take_limit(load, setting, &rule->limit);
	} else if (verdict < 0) {
		unknown_action(load, setting);
		return;
	}
	rule->there = true;
	rule->place = schema_place(setting);
	rule->verdict = (enum slammer_verdict)verdict;
}

void take_rules(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	load->direction = key->number;
	schema_walk(load, setting, rule_keys);
}

static void complete_rule(struct policy *policy, unsigned int direction,
			  const struct written *rule, uint32_t reasons)
{
	unsigned int reason;
	uint8_t number = 0;

	if (rule->verdict == VERDICT_LIMIT) {
		policy->place.limit[policy->n_written_limits] = rule->place;
		policy->limits[policy->n_written_limits++] = rule->limit;
		number = (uint8_t)policy->n_written_limits;
	}
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (reasons & 1u << reason) {
			policy->written[direction][reason] = rule->verdict;
			policy->written_limit[direction][reason] = number;
		}
}

/* What is written takes effect; of what is only watched nothing but the count. */
static void take_effect(struct policy *policy)
{
	unsigned int direction, reason;
	uint8_t *verdict;

	memcpy(policy->verdict, policy->written, sizeof(policy->verdict));
	if (!policy->monitor) {
		memcpy(policy->limit, policy->written_limit,
		       sizeof(policy->limit));
		policy->n_limits = policy->n_written_limits;
		return;
	}
	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (reason = 0; reason < REASON_COUNT; reason++) {
			verdict = &policy->verdict[direction][reason];
			if (*verdict != VERDICT_ACCEPT)
				*verdict = VERDICT_MONITOR;
		}
}

void rules_complete(struct load *load)
{
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (i = 0; rule_keys[i].name; i++)
			if (load->rule[direction][i].there)
				complete_rule(load->policy, direction,
					      &load->rule[direction][i],
					      rule_keys[i].number);
	take_effect(load->policy);
}
