// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - mode, queue, tracking, defrag, unnamed: what else the module does */
#include <string.h>

#include "internal.h"

static void parse_number(struct config_reader *reader,
			 const config_setting_t *setting,
			 const struct config_key *key)
{
	long long number = schema_integer(setting);

	if (number < 0 || number > 65535)
		schema_error(reader, setting,
			     "queue number %lld is out of range (0 to 65535)",
			     number);
	else
		policy_of(reader)->queue.number = (uint16_t)number;
}

static void parse_fail(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	const char *text = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	policy_of(reader)->queue.open = !strcmp(text, "open");
	if (!policy_of(reader)->queue.open && strcmp(text, "closed"))
		schema_error(reader, setting,
			     "%s is neither \"open\" (packets pass if they cannot be queued) nor \"closed\" (they are dropped)",
			     text_quote(text, quoted));
}

void parse_queue(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "number", .type = KEY_INTEGER,
		  .parse = parse_number },
		{ .name = "fail", .type = KEY_STRING, .parse = parse_fail },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
	policy_of(reader)->position.queue = schema_position(setting);
}

static void parse_sources(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	struct nfsl_tracking *tracking = &policy_of(reader)->tracking;
	long long sources = schema_integer(setting);

	if (sources < NFSL_TRACKING_MIN || sources > NFSL_TRACKING_MAX)
		schema_error(reader, setting,
			     "%lld sources is out of range (%d to %d)", sources,
			     NFSL_TRACKING_MIN, NFSL_TRACKING_MAX);
	else if (key->number == NFSL_SIDE_OUTSIDE)
		tracking->outside = (uint32_t)sources;
	else
		tracking->inside = (uint32_t)sources;
}

static void parse_flows(struct config_reader *reader,
			const config_setting_t *setting,
			const struct config_key *key)
{
	long long flows = schema_integer(setting);

	if (flows && (flows < NFSL_FLOWS_MIN || flows > NFSL_FLOWS_MAX))
		schema_error(reader, setting,
			     "%lld flows is out of range (%d to %d, or 0: none are tracked)",
			     flows, NFSL_FLOWS_MIN, NFSL_FLOWS_MAX);
	else
		policy_of(reader)->flows = (uint32_t)flows;
	policy_of(reader)->position.flows = schema_position(setting);
}

void parse_tracking(struct config_reader *reader,
		    const config_setting_t *setting,
		    const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "outside", .type = KEY_INTEGER,
		  .parse = parse_sources, .number = NFSL_SIDE_OUTSIDE },
		{ .name = "inside", .type = KEY_INTEGER, .parse = parse_sources,
		  .number = NFSL_SIDE_INSIDE },
		{ .name = "flows", .type = KEY_INTEGER, .parse = parse_flows },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
	policy_of(reader)->position.tracking = schema_position(setting);
}

void parse_defrag(struct config_reader *reader, const config_setting_t *setting,
		  const struct config_key *key)
{
	policy_of(reader)->defrag = config_setting_get_bool(setting);
	policy_of(reader)->position.defrag = schema_position(setting);
}

void parse_unnamed(struct config_reader *reader, const config_setting_t *setting,
		   const struct config_key *key)
{
	static const char *const words[] = { "protect", "off", NULL };

	policy_of(reader)->unnamed_off = schema_word(reader, setting, words) == 1;
	policy_of(reader)->position.unnamed = schema_position(setting);
}

void parse_mode(struct config_reader *reader, const config_setting_t *setting,
		const struct config_key *key)
{
	static const char *const modes[] = { "enforce", "monitor", NULL };

	policy_of(reader)->monitor = schema_word(reader, setting, modes) == 1;
}
