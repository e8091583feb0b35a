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
#include "names/text.h"

struct load;

enum key_type {
	KEY_GROUP,
	KEY_LIST,	/* ( ... ), of anything */
	KEY_STRINGS,	/* [ "...", ... ] */
	KEY_STRING,
	KEY_INTEGER,
	KEY_RANGE,	/* a number, or [ from, to ] */
	KEY_BOOL
};

/**
 * struct key - one key of a group; a table of them ends with a NULL name
 * @take:	called with a setting of the right type; NULL: somebody else reads it
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

/* What a file says under one of rule_keys. */
struct written {
	bool there;
	enum slammer_verdict verdict;
	struct nfsl_limit limit;	/* where that is LIMIT */
	unsigned int line;
};

/**
 * struct load - a file on its way to the model
 * @zone:	whose group is being read
 * @named:	zones for which the file names interfaces, good ones or not
 * @direction:	likewise
 * @rule:	by direction and place in rule_keys
 * @pair:	of the allow entry that is being read
 * @good:	which halves of @pair are there: PAIR_FROM | PAIR_TO
 * @signature:	that is being read
 * @entry:	what messages call it: its name in quotes, or its number
 * @comment:	of the allow entry or the signature, or NULL
 * @internal, @allow: announced by pairs_count(), for limits and folding
 */
struct load {
	struct policy *policy;
	struct policy_messages *messages;
	enum slammer_zone zone;
	bool named[ZONE_COUNT];
	enum slammer_direction direction;
	struct written rule[DIRECTION_COUNT][RULE_KEYS_MAX];
	struct pair pair;
	unsigned int good;
	struct nfsl_signature signature;
	char entry[TEXT_QUOTE_MAX];
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

/* The value of an integer, of either of libconfig's widths. */
long long schema_integer(const config_setting_t *setting);
/* Of a KEY_RANGE: a single number is both ends. */
void schema_range(const config_setting_t *setting, long long *from,
		  long long *to);

/* A copy of a string for the model; NULL after an error in the messages. */
char *schema_copy(struct load *load, const config_setting_t *setting);
/* The same of an absolute path; NULL if it is none. */
char *schema_path(struct load *load, const config_setting_t *setting);
/* Place in @words (with a NULL behind the last), or -1 after an error. */
int schema_word(struct load *load, const config_setting_t *setting,
		const char *const *words);
/* A number of @what from @from to @to into *@number; else an error. */
void schema_number(struct load *load, const config_setting_t *setting,
		   long long from, long long to, const char *what,
		   unsigned int *number);

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
void take_signatures(struct load *load, const config_setting_t *setting,
		     const struct key *key);
void take_queue(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_tracking(struct load *load, const config_setting_t *setting,
		   const struct key *key);
/* What the daemon is to do beside, in daemon.c and metrics.c. */
void take_samples(struct load *load, const config_setting_t *setting,
		  const struct key *key);
void take_keep(struct load *load, const config_setting_t *setting,
	       const struct key *key);
void take_control(struct load *load, const config_setting_t *setting,
		  const struct key *key);
void take_metrics(struct load *load, const config_setting_t *setting,
		  const struct key *key);
/* The root's scalars, in settings.c. */
void take_mode(struct load *load, const config_setting_t *setting,
	       const struct key *key);
void take_drift(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_log(struct load *load, const config_setting_t *setting,
	      const struct key *key);
void take_constituents(struct load *load, const config_setting_t *setting,
		       const struct key *key);
void take_window(struct load *load, const config_setting_t *setting,
		 const struct key *key);
void take_store(struct load *load, const config_setting_t *setting,
		const struct key *key);
void take_sensor(struct load *load, const config_setting_t *setting,
		 const struct key *key);
void take_defrag(struct load *load, const config_setting_t *setting,
		 const struct key *key);
/* Fills in what the file left out. */
void settings_complete(struct load *load);
/* What was written, into the model: in the order of directions and rule_keys,
 * so that the file's does not matter.
 */
void rules_complete(struct load *load);

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
