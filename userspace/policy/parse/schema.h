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
#include "common/text.h"

struct load;

enum key_type {
	KEY_GROUP,
	KEY_LIST,	/* ( ... ), of anything */
	KEY_STRINGS,	/* [ "...", ... ] */
	KEY_STRING,
	KEY_INTEGER,
	KEY_RANGE,	/* a number, or [ from, to ] */
	KEY_BOOL,
	KEY_ANY		/* whoever reads it knows */
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

/**
 * struct list - a file of prefixes
 * @place:	the file, and the line that is being read
 * @prefixes:	so many are in it
 * @other:	so many of them are of another address family than the other side
 * @folded:	so many of them say nothing new, the first one in line @first
 * @said:	complaints in the messages; @errors, @warnings: more of them
 * @take:	whom list_read() gives the prefixes to
 */
struct list {
	struct policy_place place;
	size_t prefixes;
	size_t other;
	size_t folded;
	unsigned int first;
	size_t said;
	size_t errors;
	size_t warnings;
	void (*take)(struct load *load, const struct prefix *prefix,
		     struct list *list);
};

/* What a file says under one of rule_keys. */
struct written {
	bool there;
	enum slammer_verdict verdict;
	struct nfsl_limit limit;	/* where that is LIMIT */
	struct policy_place place;
};

/**
 * struct load - a file on its way to the model
 * @documents:	all files, the last one first
 * @partial:	a file could not be parsed: what is missing may be in there
 * @zone:	whose group is being read
 * @named:	zones for which the file names interfaces, good ones or not
 * @direction:	likewise
 * @rule:	by direction and place in rule_keys
 * @pair:	of the allow entry that is being read
 * @good:	which halves of @pair are there: PAIR_FROM | PAIR_TO
 * @listed:	which are in the file that @list names
 * @full:	there is no room for further allow entries, which was said
 * @signature:	that is being read
 * @entry:	what messages call it: its name in quotes, or its number
 * @comment:	of the allow entry or the signature, or NULL
 * @lists:	files of prefixes, for notes about what was folded
 * @in_memory:	no file is read: what one would hold is @memory, NULL: naming one is
 *		an error
 * @internal, @allow: announced by pairs_count(), for limits and folding
 */
struct load {
	struct policy *policy;
	struct policy_messages *messages;
	struct document *documents;
	size_t n_documents;
	bool partial;
	enum slammer_zone zone;
	bool named[ZONE_COUNT];
	enum slammer_direction direction;
	struct written rule[DIRECTION_COUNT][RULE_KEYS_MAX];
	struct pair pair;
	unsigned int good;
	unsigned int listed;
	const config_setting_t *list;
	bool full;
	struct nfsl_signature signature;
	char entry[TEXT_QUOTE_MAX];
	const char *comment;
	struct pairs internal;
	struct pairs allow;
	struct list *lists;
	size_t n_lists;
	bool in_memory;
	const char *memory;
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

struct policy_place schema_place(const config_setting_t *setting);

#define WHERE_MAX	512

/* Of what @setting is compared to: "line 7", or "FILE:7" in another file. */
const char *schema_where(const config_setting_t *setting,
			 struct policy_place place, char buf[WHERE_MAX]);

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

/**
 * list_read - a file of prefixes, one in a line
 * @setting: its name, a string
 * @take:    called for each prefix with the place where it stands
 *
 * What is wrong with it goes to the messages; of many complaints the first ones.
 * Afterwards lists_fold() knows its places.
 */
void list_read(struct load *load, const config_setting_t *setting,
	       void (*take)(struct load *load, const struct prefix *prefix,
			    struct list *list));
/* The same for lines that are more than a prefix; without comment and blanks. */
void list_lines(struct load *load, const config_setting_t *setting,
		void (*take)(struct load *load, struct list *list, char *line));
/* A complaint about the line of a list that is being read. */
void list_say(struct load *load, struct list *list,
	      enum policy_severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* An entry was folded: true if it came from a list, which counts it. */
bool lists_fold(struct load *load, struct policy_place place);
/* One note for each list of which entries were folded; and the end of lists. */
void lists_say(struct load *load);

/* Entries that others hold are taken out, with a note for each. */
void fold_internal(struct load *load);
void fold_allow(struct load *load);

#endif /* POLICY_SCHEMA_H */
