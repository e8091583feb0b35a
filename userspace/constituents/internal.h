/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituents_parts.h - what the files behind constituents.h share
 *
 * Private to this room: constituents.c finds, constituents_read.c reads the file,
 * constituents_keys.c how somebody is told, constituents_asn.c prefixes by AS.
 */
#ifndef POLICY_CONSTITUENTS_PARTS_H
#define POLICY_CONSTITUENTS_PARTS_H

#include "constituents.h"
#include "policy/parse/schema.h"

#define NONE	UINT32_MAX

/**
 * struct owned - a prefix
 * @around:	the nearest one that holds it, NONE: no other does
 * @by_asn:	it came from the file of asn-prefixes
 */
struct owned {
	struct prefix prefix;
	uint32_t owner;
	uint32_t around;
	bool by_asn;
	struct policy_place place;
};

struct asn {
	uint32_t number;
	uint32_t owner;
	struct policy_place place;
};

/**
 * struct entry - a constituent, and the memory that is behind it
 * @contacts, @languages: pointers and the texts behind them in one piece; NULL:
 *		none, or those of the defaults
 * @encrypt:	where it says so
 */
struct entry {
	struct constituent is;
	char *name;
	void *contacts;
	void *languages;
	char *key;
	const config_setting_t *encrypt;
	struct policy_place place;
};

/* @names: their numbers, by name */
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

/* A file on its way; load comes first, for take() gets only that. */
struct constituents_reading {
	struct load load;
	struct constituents *all;
	struct entry *entry;
	const config_setting_t *prefixes;
	const config_setting_t *list;
	const config_setting_t *file;
};

/* How somebody is told: take() of the keys that defaults and entries share. */
#define CONSTITUENT_KEYS						\
	{ .name = "languages", .type = KEY_STRINGS,			\
	  .take = constituents_take_languages },			\
	{ .name = "formats", .type = KEY_STRINGS,			\
	  .take = constituents_take_formats },				\
	{ .name = "opt-out", .type = KEY_STRINGS,			\
	  .take = constituents_take_opt_out },				\
	{ .name = "interval", .type = KEY_STRING,			\
	  .take = constituents_take_interval },				\
	{ .name = "quiet-days", .type = KEY_INTEGER,			\
	  .take = constituents_take_quiet },				\
	{ .name = "zip-above", .type = KEY_INTEGER,			\
	  .take = constituents_take_zip },				\
	{ .name = "scans", .type = KEY_BOOL,				\
	  .take = constituents_take_scans },				\
	{ .name = "sign", .type = KEY_BOOL,				\
	  .take = constituents_take_sign }

typedef void constituents_take_fn(struct load *load,
				  const config_setting_t *setting,
				  const struct key *key);
constituents_take_fn constituents_take_languages, constituents_take_formats,
	constituents_take_opt_out, constituents_take_interval,
	constituents_take_quiet, constituents_take_zip, constituents_take_scans, constituents_take_sign,
	constituents_take_contacts, constituents_take_key,
	constituents_take_encrypt;

/* Numbers of autonomous systems of the entry that is being read. */
constituents_take_fn constituents_take_asns;

/* The file of asn-prefixes, for the systems that somebody has. */
void constituents_read_asns(struct constituents_reading *reading);

/* Prefixes in order, with links; two owners of one are an error. */
void constituents_arrange(struct constituents *all,
			  struct policy_messages *messages);

#endif /* POLICY_CONSTITUENTS_PARTS_H */
