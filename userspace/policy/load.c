// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - policy file -> checked model: read, scan, parse, walk, fold */
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "source.h"

#define LEAST	"a policy needs at least zones: { external: { interfaces = [\"wan*\"]; }; };"

static const struct key root_keys[] = {
	{ .name = "mode", .type = KEY_STRING, .take = take_mode },
	{ .name = "window", .type = KEY_INTEGER, .take = take_window },
	{ .name = "store", .type = KEY_STRING, .take = take_store },
	{ .name = "sensor", .type = KEY_STRING, .take = take_sensor },
	{ .name = "zones", .type = KEY_GROUP, .take = take_zones,
	  .missing = "zones is missing: " LEAST },
	{ .name = "ingress", .type = KEY_GROUP, .take = take_rules,
	  .number = DIRECTION_INGRESS },
	{ .name = "egress", .type = KEY_GROUP, .take = take_rules,
	  .number = DIRECTION_EGRESS },
	{ .name = "internal", .type = KEY_GROUP, .take = take_rules,
	  .number = DIRECTION_INTERNAL },
	{ .name = "local", .type = KEY_GROUP, .take = take_rules,
	  .number = DIRECTION_LOCAL },
	{ .name = "queue", .type = KEY_GROUP, .take = take_queue },
	{ .name = "tracking", .type = KEY_GROUP, .take = take_tracking },
	{ .name = "defrag", .type = KEY_BOOL, .take = take_defrag },
	{ .name = "drift", .type = KEY_STRING, .take = take_drift },
	{ .name = "keep", .type = KEY_GROUP, .take = take_keep },
	{ .name = "samples", .type = KEY_GROUP, .take = take_samples },
	{ .name = "metrics", .type = KEY_STRING, .take = take_metrics },
	{ .name = "control", .type = KEY_GROUP, .take = take_control },
	{ .name = "log", .type = KEY_STRING, .take = take_log },
	{ .name = "constituents", .type = KEY_STRING,
	  .take = take_constituents },
	{ .name = "signatures", .type = KEY_LIST, .take = take_signatures },
	{ .name = "allow", .type = KEY_LIST, .take = take_allow },
	{ .name = NULL }
};

/* What is to be done about what libconfig says. */
static const char *mend(const char *text)
{
	static const char *const hints[][2] = {
		{ "syntax error",
		  ": look here and just before for a ; or a closing quote or bracket that is missing" },
		{ "duplicate setting name",
		  ": a group has each setting once" },
		{ "mismatched element type in array",
		  ": all elements of an array are of one type" },
	};
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(*hints); i++)
		if (!strcmp(text, hints[i][0]))
			return hints[i][1];
	return "";
}

/* Nothing but a quote left out makes strings go on over the end of their line. */
static void say_syntax(const config_t *config, const struct source *source,
		       const char *path, struct policy_messages *messages)
{
	const char *text = config_error_text(config);
	unsigned int line = (unsigned int)config_error_line(config);

	if (!text)
		text = "syntax error";
	if (source->string && source->string <= line)
		message_add(messages, POLICY_ERROR, path, line,
			    "%s: the string that begins in line %u has no closing quote",
			    text, source->string);
	else
		message_add(messages, POLICY_ERROR, path, line, "%s%s", text,
			    mend(text));
}

/* What libconfig lets pass, although it misunderstands it. */
static void say_findings(const struct source *source, const char *path,
			 struct policy_messages *messages)
{
	if (source->comment)
		message_add(messages, POLICY_ERROR, path, source->comment,
			    "this comment is never closed: */ is missing");
	if (source->number)
		message_add(messages, POLICY_ERROR, path, source->number,
			    "this number is too large");
	if (source->escape)
		message_add(messages, POLICY_ERROR, path, source->escape,
			    "\\x00 cannot be part of a string");
}

static int parse(config_t *config, const char *path,
		 struct policy_messages *messages)
{
	struct source source;
	int err;

	err = source_read(&source, path, messages);
	if (!err)
		err = source_scan(&source, path, messages);
	if (!err && !config_read_string(config, source.text)) {
		say_syntax(config, &source, path, messages);
		err = -1;
	}
	if (!err) {
		say_findings(&source, path, messages);
		schema_set_lines(config_root_setting(config), source.lines,
				 source.strings);
	}
	source_free(&source);
	return err;
}

static void check(struct load *load, const config_setting_t *root)
{
	if (!config_setting_length(root)) {
		message_add(load->messages, POLICY_ERROR, load->policy->path, 0,
			    "is empty: " LEAST);
		return;
	}
	schema_walk(load, root, root_keys);
	rules_complete(load);
	settings_complete(load);
	fold_internal(load);
	fold_allow(load);
}

struct policy *policy_load(const char *path, struct policy_messages *messages)
{
	struct load load = { .messages = messages };
	size_t errors = messages->errors;
	config_t config;

	load.policy = policy_new();
	if (load.policy)
		load.policy->path = strdup(path);
	if (!load.policy || !load.policy->path) {
		message_add(messages, POLICY_ERROR, path, 0, "out of memory");
		policy_free(load.policy);
		return NULL;
	}

	config_init(&config);
	if (!parse(&config, path, messages))
		check(&load, config_root_setting(&config));
	config_destroy(&config);

	if (messages->errors == errors)
		return load.policy;
	policy_free(load.policy);
	return NULL;
}
