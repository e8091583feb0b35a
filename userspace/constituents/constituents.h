/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituents.h - owners of addresses and how to notify them (constituents.conf)
 *
 * constituents = ( { name = "example-univ"; prefixes = [ "192.0.2.0/25" ]; } );
 * The longest prefix that contains an address gives its owner.
 * Documented in nf-slammer-constituents(5).
 */
#ifndef CONSTITUENTS_H
#define CONSTITUENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/evidence.h"
#include "config/messages.h"
#include "nfslammer/prefix.h"

#define CONSTITUENT_NAME_MAX		63	/* bytes */
#define CONSTITUENT_CONTACTS_MAX	16
#define CONSTITUENT_LANGUAGES_MAX	8

/* X(symbol, name): kinds of hosts that are reported; each can be opted out of. */
#define CONSTITUENT_KINDS(X)						\
	X(INFECTED,  "infected")	/* sends the worm */	\
	X(ATTACK,    "attack")		/* other attacks */ \
	X(SCAN,	     "scan")		/* queries from outside */ \
	X(REFLECTOR, "reflector")	/* answers to the outside */

enum constituent_kind {
#define X(sym, name) CONSTITUENT_##sym,
	CONSTITUENT_KINDS(X)
#undef X
	CONSTITUENT_KIND_COUNT
};

/* X(symbol, name): attachments of the text; ZIP: all of them in one file. */
#define CONSTITUENT_FORMATS(X)	\
	X(TEXT, "text")		\
	X(CSV,	"csv")		\
	X(XARF, "xarf")		\
	X(JSON, "json")		\
	X(ZIP,	"zip")

enum constituent_format {
#define X(sym, name) CONSTITUENT_##sym,
	CONSTITUENT_FORMATS(X)
#undef X
	CONSTITUENT_FORMAT_COUNT
};

/* "infected" ...; "?" if there is no such kind. Static text. */
const char *constituent_kind_name(unsigned int kind);

/**
 * struct constituent - how a constituent is notified
 * @contacts:	mail addresses, NULL after the last; empty: no notifications
 * @languages:	of the text, in this order; NULL after the last. Empty: the
 *		publisher's
 * @formats:	set of 1u << enum constituent_format; always includes the text
 * @opt_out:	set of 1u << enum constituent_kind that are not reported
 * @scans:	report CONSTITUENT_SCAN too; not the default, as queries are no attacks
 * @zip_above:	bytes of attachments from which they are sent as a ZIP file
 * @key:	fingerprint in upper case hex digits; NULL: none
 * @sign:	sign mails if the publisher has a key
 * @encrypt:	encrypt mails to @key; false without one
 * @interval:	minimum number of seconds between two mails
 * @quiet_days:	days without packets after which a source is reported again
 * @evidence:	from where on packets of a period are reported: attacks that are not
 *		the worm's by both limits, queries and answers by the number of packets
 */
struct constituent {
	const char *name;
	const char *const *contacts;
	const char *const *languages;
	unsigned int formats;
	unsigned int opt_out;
	unsigned int zip_above;
	const char *key;
	bool scans;
	bool sign;
	bool encrypt;
	int64_t interval;
	unsigned int quiet_days;
	struct evidence_limits evidence;
};

struct constituents;

/**
 * constituents_load - read and check a file
 * @messages: gets all errors, warnings and notes
 *
 * Returns NULL if there was any error; the end is constituents_free().
 */
struct constituents *constituents_load(const char *path,
				       struct config_messages *messages);
/**
 * constituents_load_files - the same, and which files were read, to watch them
 * @files: their names, also after an error; config_files_free() is the caller's
 */
struct constituents *constituents_load_files(const char *path,
					     struct config_messages *messages,
					     char ***files, size_t *n_files);
/**
 * constituents_parse - the same of text in memory; no file is read
 * @name: what messages call the text
 * @asns: content of the file of asn-prefixes; NULL: naming one is an error
 */
struct constituents *constituents_parse(const char *name, const char *text,
					const char *asns,
					struct config_messages *messages);
void constituents_free(struct constituents *constituents);

/* Name of the owner, valid until constituents_free(); NULL: none. */
const char *constituents_find(const struct constituents *constituents,
			      struct address address);
/* Number of constituents, and of prefixes. */
size_t constituents_count(const struct constituents *constituents,
			  size_t *prefixes);

#define CONSTITUENTS_NOBODY	UINT32_MAX

/* Index of the owner, 0 to count - 1, or CONSTITUENTS_NOBODY. */
uint32_t constituents_owner(const struct constituents *constituents,
			    struct address address);
/* The i-th in file order. */
const struct constituent *
constituents_get(const struct constituents *constituents, uint32_t i);
/* Index of a name, or CONSTITUENTS_NOBODY. */
uint32_t constituents_named(const struct constituents *constituents,
			    const char *name);

#endif /* CONSTITUENTS_H */
