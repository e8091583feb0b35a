/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - the language of policy.conf: the parser's state and its parts
 *
 * load.c has the table of the root's keys; each group has a file of its own. What
 * is common to all configuration files is in userspace/config.
 */
#ifndef POLICY_PARSE_INTERNAL_H
#define POLICY_PARSE_INTERNAL_H

#include "common/text.h"
#include "config/list.h"
#include "config/schema.h"
#include "policy/model.h"
#include "policy/text.h"

/* The rule that a file has under one of policy_rule_keys. */
struct parsed_rule {
	bool present;
	enum slammer_verdict verdict;
	struct nfsl_limit limit;	/* if that is LIMIT */
	struct config_position position;
};

#define PAIR_FROM	1u
#define PAIR_TO		2u

/**
 * struct allow_parser - the allow entry that is being read
 * @parsed:	sides of @pair that were parsed: PAIR_FROM | PAIR_TO
 * @listed:	sides that are in the file that @list names
 * @comment:	may be NULL
 * @full:	the limit of entries is reached and was reported
 */
struct allow_parser {
	struct pair pair;
	unsigned int parsed;
	unsigned int listed;
	const config_setting_t *list;
	const char *comment;
	bool full;
};

/**
 * struct signature_parser - the signature that is being read
 * @label:	what messages call it: its name in quotes, or its number
 * @comment:	may be NULL
 */
struct signature_parser {
	struct nfsl_signature signature;
	char label[TEXT_QUOTE_MAX];
	const char *comment;
};

/**
 * struct policy_parser - a policy that is being read; the reader's context
 * @zone, @direction: of the group that is being read
 * @named:	zones that have interfaces in the file, valid or not
 * @rules:	by direction and index in policy_rule_keys
 */
struct policy_parser {
	struct policy *policy;
	enum slammer_zone zone;
	enum slammer_direction direction;
	bool named[ZONE_COUNT];
	struct parsed_rule rules[DIRECTION_COUNT][POLICY_RULE_KEYS];
	struct allow_parser allow;
	struct signature_parser signature;
};

static inline struct policy_parser *parser_of(struct config_reader *reader)
{
	return reader->context;
}

static inline struct policy *policy_of(struct config_reader *reader)
{
	return parser_of(reader)->policy;
}

/* 1 to @max letters of ASCII, digits, dots, underscores and hyphens? */
bool name_valid(const char *name, size_t max);

/* Keys of the root, in the files of their names. */
key_parse_fn parse_zones, parse_rules, parse_allow, parse_signatures;
/* module.c: what the module does besides its rules. */
key_parse_fn parse_mode, parse_queue, parse_tracking, parse_defrag,
	parse_unnamed;
/* daemon.c: what only the daemon needs. */
key_parse_fn parse_window, parse_store, parse_sensor, parse_retention,
	parse_evidence, parse_samples, parse_drift, parse_metrics, parse_control, parse_log,
	parse_constituents;

/*
 * Rules of the file into the model, in the order of directions and keys, so that
 * their order in the file does not matter.
 */
void rules_finish(struct config_reader *reader);
/* Defaults of daemon.c's settings. */
void daemon_finish(struct config_reader *reader);
/* Remove prefixes and entries that others contain, with a note for each. */
void dedupe_prefixes(struct config_reader *reader);
void dedupe_allow(struct config_reader *reader);

/* Does it contain almost all addresses: shorter than /8 of IPv4, /16 of IPv6? */
bool prefix_is_wide(const struct prefix *prefix);

#endif /* POLICY_PARSE_INTERNAL_H */
