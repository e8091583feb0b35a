/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * constituents.h - whose address is it, and how are they told? (constituents.conf)
 *
 * constituents = ( { name = "example-univ"; prefixes = [ "192.0.2.0/25" ]; } );
 * Where prefixes lie within each other, the longest one says whose it is.
 * Documented in nf-slammer-constituents(5).
 */
#ifndef POLICY_CONSTITUENTS_H
#define POLICY_CONSTITUENTS_H

#include "policy/model.h"

#define CONSTITUENT_NAME_MAX		63	/* bytes */
#define CONSTITUENT_CONTACTS_MAX	16
#define CONSTITUENT_LANGUAGES_MAX	8

/* X(symbol, name): what a constituent may be told about, and may decline. */
#define CONSTITUENT_KINDS(X)						\
	X(INFECTED,  "infected")	/* a host that sent the worm */	\
	X(ATTACK,    "attack")		/* one that attacked otherwise */ \
	X(SCAN,	     "scan")		/* one that asked from outside */ \
	X(REFLECTOR, "reflector")	/* one that answered to the outside */

enum constituent_kind {
#define X(sym, name) CONSTITUENT_##sym,
	CONSTITUENT_KINDS(X)
#undef X
	CONSTITUENT_KIND_COUNT
};

/* X(symbol, name): what goes with the text; ZIP: all of it in one file. */
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

const char *constituent_kind_name(unsigned int kind);
/* -1 if there is none of that name. */
int constituent_kind_find(const char *name);

/**
 * struct constituent - how somebody is told
 * @contacts:	mail addresses, NULL behind the last; none: nobody can be told
 * @languages:	of the text, the first one first; NULL behind the last. None: as
 *		the publisher has them
 * @formats:	set of 1u << enum constituent_format; the text is always there
 * @opt_out:	set of 1u << enum constituent_kind that they do not want
 * @scans:	requests from outside are told: they are no attacks, so only on request
 * @zip_above:	more bytes of files than that go into a ZIP
 * @key:	fingerprint in capital hex digits, NULL: none
 * @sign:	if the publisher has a key
 * @encrypt:	to @key; false without one
 * @interval:	seconds between two mails, at least
 * @quiet_days:	after so many a source that was told is news again
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
};

struct constituents;

/**
 * constituents_load - read and check such a file
 * @messages: every error, warning and note that was found is appended
 *
 * Returns NULL if there was any error.
 */
struct constituents *constituents_load(const char *path,
				       struct policy_messages *messages);
/**
 * constituents_parse - the same of text in memory; no file is read
 * @name: of the text, in messages
 * @asns: what the file of asn-prefixes holds; NULL: naming one is an error
 */
struct constituents *constituents_parse(const char *name, const char *text,
					const char *asns,
					struct policy_messages *messages);
void constituents_free(struct constituents *constituents);

/* Name of the constituent, valid until constituents_free(); NULL: nobody's. */
const char *constituents_find(const struct constituents *constituents,
			      struct address address);
/* How many there are, and of how many prefixes. */
size_t constituents_count(const struct constituents *constituents,
			  size_t *prefixes);

#define CONSTITUENTS_NOBODY	UINT32_MAX

/* Whose it is: 0 to count - 1, or CONSTITUENTS_NOBODY. */
uint32_t constituents_owner(const struct constituents *constituents,
			    struct address address);
/* The i-th of the file. */
const struct constituent *
constituents_get(const struct constituents *constituents, uint32_t i);
/* CONSTITUENTS_NOBODY if none has that name. */
uint32_t constituents_named(const struct constituents *constituents,
			    const char *name);

#endif /* POLICY_CONSTITUENTS_H */
