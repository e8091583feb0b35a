/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of this room share
 *
 * constituents.c finds the owner of an address; read.c reads the file, keys.c the
 * keys about notifications, asn.c prefixes of autonomous systems.
 */
#ifndef CONSTITUENTS_INTERNAL_H
#define CONSTITUENTS_INTERNAL_H

#include "config/list.h"
#include "config/schema.h"
#include "constituents/constituents.h"

#define NONE	UINT32_MAX

/**
 * struct owned - a prefix of a constituent
 * @owner:	index of the entry
 * @around:	index of the next shorter prefix that contains it, or NONE
 * @by_asn:	from the file of asn-prefixes
 */
struct owned {
	struct prefix prefix;
	uint32_t owner;
	uint32_t around;
	bool by_asn;
	struct config_position position;
};

/* An autonomous system, and the index of the entry that has it. */
struct asn {
	uint32_t number;
	uint32_t owner;
	struct config_position position;
};

/**
 * struct entry - a constituent and the memory behind it
 * @settings:	what others see; its pointers lead to the rest
 * @contacts, @languages: an array of pointers, followed by the texts; NULL: none, or
 *		the defaults'
 * @encrypt:	where the entry sets it, while it is being read
 */
struct entry {
	struct constituent settings;
	char *name;
	void *contacts;
	void *languages;
	char *key;
	const config_setting_t *encrypt;
	struct config_position position;
};

/**
 * struct constituents - all entries and prefixes
 * @list:	the prefixes; sorted by constituents_sort_prefixes()
 * @names:	indexes of the entries, sorted by name
 */
struct constituents {
	struct entry *entries;
	size_t n_entries;
	struct entry defaults;
	struct owned *list;
	size_t count;
	struct asn *asns;
	size_t n_asns;
	uint32_t *names;
};

/**
 * struct constituents_parser - a file that is being read; the reader's context
 * @entry:	that is being read, or the defaults
 * @list:	the setting constituents
 * @file:	the setting asn-prefixes, NULL: none
 */
struct constituents_parser {
	struct constituents *all;
	struct entry *entry;
	const config_setting_t *list;
	const config_setting_t *file;
};

static inline struct constituents_parser *parser_of(struct config_reader *reader)
{
	return reader->context;
}

/* Keys that defaults and entries share, in keys.c. */
#define CONSTITUENT_KEYS						\
	{ .name = "languages", .type = KEY_STRINGS,			\
	  .parse = constituents_parse_languages },			\
	{ .name = "formats", .type = KEY_STRINGS,			\
	  .parse = constituents_parse_formats },			\
	{ .name = "opt-out", .type = KEY_STRINGS,			\
	  .parse = constituents_parse_opt_out },			\
	{ .name = "interval", .type = KEY_STRING,			\
	  .parse = constituents_parse_interval },			\
	{ .name = "quiet-days", .type = KEY_INTEGER,			\
	  .parse = constituents_parse_quiet },				\
	{ .name = "zip-above", .type = KEY_INTEGER,			\
	  .parse = constituents_parse_zip },				\
	{ .name = "scans", .type = KEY_BOOL,				\
	  .parse = constituents_parse_scans },				\
	{ .name = "sign", .type = KEY_BOOL,				\
	  .parse = constituents_parse_sign }

key_parse_fn constituents_parse_languages, constituents_parse_formats,
	constituents_parse_opt_out, constituents_parse_interval,
	constituents_parse_quiet, constituents_parse_zip,
	constituents_parse_scans, constituents_parse_sign,
	constituents_parse_contacts, constituents_parse_key,
	constituents_parse_encrypt, constituents_parse_evidence;

/* Adds the autonomous systems of the entry that is being read. */
key_parse_fn constituents_parse_asns;

/* Adds the prefixes of all entries' autonomous systems, from parser->file. */
void constituents_read_asns(struct config_reader *reader);

/* Sorts and links the prefixes; one with two owners is an error. */
void constituents_sort_prefixes(struct constituents *all,
				struct config_messages *messages);

#endif /* CONSTITUENTS_INTERNAL_H */
