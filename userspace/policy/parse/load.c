// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - policy file -> model: read, walk, fill in defaults, remove duplicates */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define LEAST	"a policy needs at least zones: { external: { interfaces = [\"wan*\"]; }; };"

static const struct config_key root_keys[] = {
	{ .name = "mode", .type = KEY_STRING, .parse = parse_mode },
	{ .name = "window", .type = KEY_DURATION, .parse = parse_window },
	{ .name = "store", .type = KEY_STRING, .parse = parse_store },
	{ .name = "sensor", .type = KEY_STRING, .parse = parse_sensor },
	{ .name = "zones", .type = KEY_GROUP, .parse = parse_zones,
	  .missing = "zones is missing: " LEAST },
	{ .name = "ingress", .type = KEY_GROUP, .parse = parse_rules,
	  .number = DIRECTION_INGRESS },
	{ .name = "egress", .type = KEY_GROUP, .parse = parse_rules,
	  .number = DIRECTION_EGRESS },
	{ .name = "internal", .type = KEY_GROUP, .parse = parse_rules,
	  .number = DIRECTION_INTERNAL },
	{ .name = "local", .type = KEY_GROUP, .parse = parse_rules,
	  .number = DIRECTION_LOCAL },
	{ .name = "queue", .type = KEY_GROUP, .parse = parse_queue },
	{ .name = "tracking", .type = KEY_GROUP, .parse = parse_tracking },
	{ .name = "defrag", .type = KEY_BOOL, .parse = parse_defrag },
	{ .name = "unnamed", .type = KEY_STRING, .parse = parse_unnamed },
	{ .name = "drift", .type = KEY_STRING, .parse = parse_drift },
	{ .name = "retention", .type = KEY_GROUP, .parse = parse_retention },
	{ .name = "evidence", .type = KEY_GROUP, .parse = parse_evidence },
	{ .name = "samples", .type = KEY_GROUP, .parse = parse_samples },
	{ .name = "metrics", .type = KEY_STRING, .parse = parse_metrics },
	{ .name = "control", .type = KEY_GROUP, .parse = parse_control },
	{ .name = "log", .type = KEY_STRING, .parse = parse_log },
	{ .name = "constituents", .type = KEY_STRING,
	  .parse = parse_constituents },
	{ .name = "signatures", .type = KEY_LIST, .parse = parse_signatures },
	{ .name = "allow", .type = KEY_LIST, .parse = parse_allow },
	{ .name = NULL }
};

/* Accepted until SCHEMA_RENAMED_UNTIL, with a warning; then this goes. */
static const struct schema_rename renames[] = {
	{ "", "keep", "retention" },
	{ "control", "look", "read" },
	{ "control", "change", "admin" },
	{ "drift", "mend", "repair" },
	{ .path = NULL }
};

bool name_valid(const char *name, size_t max)
{
	size_t n = strlen(name);

	return n && n <= max &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz"
			    "0123456789._-") == n;
}

static void parse_root(struct config_reader *reader,
		       const config_setting_t *root)
{
	if (!config_setting_length(root)) {
		if (!reader->partial)
			message_add(reader->messages, CONFIG_ERROR,
				    reader->path, 0, "is empty: " LEAST);
		return;
	}
	schema_walk(reader, root, root_keys);
	rules_finish(reader);
	daemon_finish(reader);
	dedupe_prefixes(reader);
	dedupe_allow(reader);
}

static void out_of_memory(struct config_reader *reader)
{
	message_add(reader->messages, CONFIG_ERROR, reader->path, 0,
		    "out of memory");
}

struct policy *policy_load(const char *path, struct config_messages *messages)
{
	struct policy_parser parser = { .policy = policy_new() };
	struct config_reader reader = {
		.context = &parser, .messages = messages, .path = path,
		.renames = renames,
	};
	struct policy *policy = parser.policy;
	size_t errors = messages->errors;
	const config_setting_t *root;

	if (policy)
		policy->path = strdup(path);
	if (!policy || !policy->path) {
		out_of_memory(&reader);
	} else {
		root = config_reader_parse(&reader);
		if (root)
			parse_root(&reader, root);
		policy->files = config_reader_take_files(&reader,
							 &policy->n_files);
	}
	config_reader_free(&reader);
	if (messages->errors == errors)
		return policy;
	policy_free(policy);
	return NULL;
}
