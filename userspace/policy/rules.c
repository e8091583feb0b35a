// SPDX-License-Identifier: GPL-2.0-or-later
/* rules.c - ingress, egress, internal, local: what happens to which class */
#include <string.h>

#include "names/names.h"
#include "names/text.h"
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
	RULE("other", R(FOREIGN) | R(EMPTY) | R(TRAILING) | R(BAD_LENGTH)),
	RULE("truncated", R(TRUNCATED)),
	{ .name = NULL }
};

static void unknown_action(struct load *load, const config_setting_t *setting)
{
	char quoted[TEXT_QUOTE_MAX], known[64] = "";
	unsigned int i;

	for (i = 0; i < VERDICT_COUNT; i++) {
		if (i)
			strcat(known, ", ");
		strcat(known, verdict_name(i));
	}
	text_quote(config_setting_get_string(setting), quoted);
	schema_say(load, POLICY_ERROR, setting, "unknown action %s (%s)",
		   quoted, known);
}

static void take_rule(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	int verdict = verdict_number(config_setting_get_string(setting));

	if (verdict < 0)
		unknown_action(load, setting);
	load->chosen[key - rule_keys] = verdict;
}

void take_rules(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	uint8_t *verdict = load->policy->verdict[key->number];
	unsigned int i, reason;

	memset(load->chosen, -1, sizeof(load->chosen));
	schema_walk(load, setting, rule_keys);

	/* in the table's order, so that the file's does not matter */
	for (i = 0; rule_keys[i].name; i++)
		for (reason = 0; reason < REASON_COUNT; reason++)
			if (load->chosen[i] >= 0 &&
			    rule_keys[i].number & 1u << reason)
				verdict[reason] = (uint8_t)load->chosen[i];
}
