// SPDX-License-Identifier: GPL-2.0-or-later
/* rules.c - the groups ingress, egress, internal, local: rules per class */
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "internal.h"

static void unknown_action(struct config_reader *reader,
			   const config_setting_t *setting)
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
	schema_error(reader, setting,
		     "unknown action %s (%slimit RATE/s burst N)", quoted,
		     known);
}

/*
 * "limit RATE/s" or "limit RATE/s burst N", of numbers of up to 18 digits. The burst
 * is the rate by default.
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

static void parse_limit(struct config_reader *reader,
			const config_setting_t *setting,
			struct nfsl_limit *limit)
{
	const char *text = config_setting_get_string(setting);
	unsigned long long rate, burst;
	char quoted[TEXT_QUOTE_MAX];

	text_quote(text, quoted);
	if (!scan_limit(text, &rate, &burst))
		schema_error(reader, setting,
			     "%s: expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second",
			     quoted);
	else if (!rate || rate > NFSL_LIMIT_RATE_MAX)
		schema_error(reader, setting,
			     "%s: the rate has to be 1 to %d packets per second",
			     quoted, NFSL_LIMIT_RATE_MAX);
	else if (!burst || burst > NFSL_LIMIT_BURST_MAX)
		schema_error(reader, setting,
			     "%s: the burst has to be 1 to %d packets", quoted,
			     NFSL_LIMIT_BURST_MAX);
	else
		*limit = (struct nfsl_limit){ (uint32_t)rate, (uint32_t)burst };
}

static void parse_rule(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct policy_parser *parser = parser_of(reader);
	struct parsed_rule *rule =
		&parser->rules[parser->direction][key->number];
	const char *text = config_setting_get_string(setting);
	int verdict = verdict_number(text);

	if (!strncmp(text, "limit", 5)) {
		verdict = VERDICT_LIMIT;
		parse_limit(reader, setting, &rule->limit);
	} else if (verdict < 0) {
		unknown_action(reader, setting);
		return;
	}
	rule->present = true;
	rule->position = schema_position(setting);
	rule->verdict = (enum slammer_verdict)verdict;
}

void parse_rules(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	struct config_key keys[POLICY_RULE_KEYS + 1] = { { .name = NULL } };
	unsigned int i;

	for (i = 0; i < POLICY_RULE_KEYS; i++)
		keys[i] = (struct config_key){
			.name = policy_key(i),
			.type = KEY_STRING,
			.parse = parse_rule,
			.number = i,
		};
	parser_of(reader)->direction = key->number;
	schema_walk(reader, setting, keys);
}

static void add_rule(struct policy *policy, unsigned int direction,
		     const struct parsed_rule *rule, uint32_t reasons)
{
	unsigned int reason;
	uint8_t number = 0;

	if (rule->verdict == VERDICT_LIMIT) {
		policy->position.limit[policy->n_written_limits] =
			rule->position;
		policy->limits[policy->n_written_limits++] = rule->limit;
		number = (uint8_t)policy->n_written_limits;
	}
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (reasons & 1u << reason) {
			policy->written[direction][reason] = rule->verdict;
			policy->written_limit[direction][reason] = number;
		}
}

/* In monitor mode every rule but accept takes effect as monitor. */
static void set_effective(struct policy *policy)
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

void rules_finish(struct config_reader *reader)
{
	struct policy_parser *parser = parser_of(reader);
	const struct parsed_rule *rule;
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (i = 0; i < POLICY_RULE_KEYS; i++) {
			rule = &parser->rules[direction][i];
			if (rule->present)
				add_rule(parser->policy, direction, rule,
					 policy_rule_keys[i].reasons);
			if (rule->present &&
			    policy_rule_keys[i].reasons & 1u << REASON_WORM)
				parser->policy->position.worm[direction] =
					rule->position;
		}
	set_effective(parser->policy);
}
