/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * schema.h - the language as data: which keys a group has, and of which type
 *
 * Private to this room. Unknown keys, wrong types and missing keys are found by
 * one walk over these tables; what is left for the rooms' own files is meaning.
 */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include <libconfig.h>

#include "messages.h"

struct load;

enum key_type {
	KEY_GROUP,
	KEY_LIST,	/* ( ... ), of anything */
	KEY_STRINGS,	/* [ "...", ... ] */
	KEY_STRING,
	KEY_INTEGER
};

/**
 * struct key - one key of a group; a table of them ends with a NULL name
 * @take:	called with a setting of the right type
 * @number:	what @take needs to know: a zone, a direction, a set of reasons
 * @missing:	the error where the key is absent; NULL: it may be
 */
struct key {
	const char *name;
	enum key_type type;
	void (*take)(struct load *load, const config_setting_t *setting,
		     const struct key *key);
	unsigned int number;
	const char *missing;
};

#define RULE_KEYS_MAX	16

/**
 * struct load - a file on its way to the model
 * @zone:	whose group is being read
 * @named:	zones for which the file names interfaces, good ones or not
 * @chosen:	verdict by place in rule_keys, -1: not named; of the direction
 *		whose group is being read
 * @pair:	of the allow entry that is being read
 * @good:	which halves of @pair are there: PAIR_FROM | PAIR_TO
 * @comment:	of that entry, or NULL
 * @internal, @allow: announced by pairs_count(), for limits and folding
 */
struct load {
	struct policy *policy;
	struct policy_messages *messages;
	enum slammer_zone zone;
	bool named[ZONE_COUNT];
	int chosen[RULE_KEYS_MAX];
	struct pair pair;
	unsigned int good;
	const char *comment;
	struct pairs internal;
	struct pairs allow;
};

#define PAIR_FROM	1u
#define PAIR_TO		2u

/* Every known key goes to its take(); the others are errors. */
void schema_walk(struct load *load, const config_setting_t *group,
		 const struct key *keys);

/* A message that begins with the setting's path: "ingress.slammer: ...". */
void schema_say(struct load *load, enum policy_severity severity,
		const config_setting_t *setting, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Puts the lines of source_scan() in the place of libconfig's. */
void schema_set_lines(const config_setting_t *root, const unsigned int *lines,
		      size_t count);
unsigned int schema_line(const config_setting_t *setting);

/**
 * schema_grow - room for one more element at the end of an array
 *
 * Returns the new element, zeroed, or NULL after an error in the messages.
 */
void *schema_grow(struct load *load, const config_setting_t *setting,
		  void *array, size_t *count, size_t size);

/* The root's keys that are not scalars, each in the file of its name. */
void take_zones(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_rules(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_allow(struct load *load, const config_setting_t *setting,
		const struct key *key);
/* The root's scalars, in settings.c. */
void take_window(struct load *load, const config_setting_t *setting,
		 const struct key *key);
void take_store(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_sensor(struct load *load, const config_setting_t *setting,
		 const struct key *key);
/* Fills in what the file left out. */
void settings_complete(struct load *load);

/* What the language calls the reasons; @number is a set of 1 << reason. What
 * stands later in the table goes before what stands earlier.
 */
extern const struct key rule_keys[];

/* Is it so wide that it stands for everybody: below /8 of IPv4, /16 of IPv6? */
bool prefix_is_wide(const struct prefix *prefix);

/* Entries that others hold are taken out, with a note for each. */
void fold_internal(struct load *load);
void fold_allow(struct load *load);

#endif /* POLICY_SCHEMA_H */
