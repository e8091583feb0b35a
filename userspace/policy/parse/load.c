// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - policy file -> checked model: read, parse, join, walk, fold */
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "schema.h"

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

static void check(struct load *load, const config_setting_t *root)
{
	bool nothing = !config_setting_length(root);

	if (nothing && !load->partial)
		message_add(load->messages, POLICY_ERROR, load->policy->path, 0,
			    "is empty: " LEAST);
	if (nothing)
		return;
	schema_walk(load, root, root_keys);
	rules_complete(load);
	settings_complete(load);
	fold_internal(load);
	fold_allow(load);
}

/* One file is checked as it is, several of them are joined first. */
static void check_all(struct load *load, const struct document *main)
{
	config_t joined;

	if (load->n_documents == 1) {
		if (main->parsed)
			check(load, config_root_setting(&main->config));
		return;
	}
	config_init(&joined);
	document_join(load, main, config_root_setting(&joined));
	check(load, config_root_setting(&joined));
	config_destroy(&joined);
}

struct policy *policy_load(const char *path, struct policy_messages *messages)
{
	struct load load = { .messages = messages };
	size_t errors = messages->errors;
	struct document *main;

	load.policy = policy_new();
	if (load.policy)
		load.policy->path = strdup(path);
	if (!load.policy || !load.policy->path) {
		message_add(messages, POLICY_ERROR, path, 0, "out of memory");
		policy_free(load.policy);
		return NULL;
	}

	main = document_read(&load, path);
	if (main)
		check_all(&load, main);
	documents_free(&load);
	free(load.lists);

	if (messages->errors == errors)
		return load.policy;
	policy_free(load.policy);
	return NULL;
}
