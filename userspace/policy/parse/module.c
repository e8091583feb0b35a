// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - queue, tracking: what the module is to do beside its rules */
#include <string.h>

#include "common/text.h"
#include "schema.h"

static void take_number(struct load *load, const config_setting_t *setting,
			const struct key *key)
{
	long long number = schema_integer(setting);

	if (number < 0 || number > 65535)
		schema_say(load, POLICY_ERROR, setting,
			   "%lld is no number of a queue (0 to 65535)", number);
	else
		load->policy->queue.number = (uint16_t)number;
}

static void take_fail(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	const char *text = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	load->policy->queue.open = !strcmp(text, "open");
	if (!load->policy->queue.open && strcmp(text, "closed"))
		schema_say(load, POLICY_ERROR, setting,
			   "%s is neither \"open\" (packets that nobody takes pass) nor \"closed\" (they are dropped)",
			   text_quote(text, quoted));
}

void take_queue(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "number", .type = KEY_INTEGER, .take = take_number },
		{ .name = "fail", .type = KEY_STRING, .take = take_fail },
		{ .name = NULL }
	};

	schema_walk(load, setting, keys);
	load->policy->place.queue = schema_place(setting);
}

static void take_places(struct load *load, const config_setting_t *setting,
			const struct key *key)
{
	struct nfsl_tracking *tracking = &load->policy->tracking;
	long long places = schema_integer(setting);

	if (places < NFSL_TRACKING_MIN || places > NFSL_TRACKING_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "%lld places are out of range (%d to %d)", places,
			   NFSL_TRACKING_MIN, NFSL_TRACKING_MAX);
	else if (key->number == NFSL_SIDE_OUTSIDE)
		tracking->outside = (uint32_t)places;
	else
		tracking->inside = (uint32_t)places;
}

void take_tracking(struct load *load, const config_setting_t *setting,
		   const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "outside", .type = KEY_INTEGER, .take = take_places,
		  .number = NFSL_SIDE_OUTSIDE },
		{ .name = "inside", .type = KEY_INTEGER, .take = take_places,
		  .number = NFSL_SIDE_INSIDE },
		{ .name = NULL }
	};

	schema_walk(load, setting, keys);
	load->policy->place.tracking = schema_place(setting);
}
