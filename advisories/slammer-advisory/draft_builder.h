/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drafting.h - a content made by the options of new and update, and put in the register
 */
#ifndef ADVISORY_DRAFTING_H
#define ADVISORY_DRAFTING_H

#include "context.h"
#include "period.h"

/**
 * struct drafting - what is asked for
 * @policy:  file that filter recipes are made of, "-": standard input; NULL: the
 *	     running one, if it can be read
 * @recipes: "public", "exact", "none"; NULL: "public"
 * @summary: by language; owned
 * @json:    print the result as JSON
 */
struct drafting {
	struct office office;
	struct period period;
	const char *policy;
	const char *recipes;
	json_t *summary;
	bool json;
};

#define OPTIONS_DRAFTING(d)						\
	OPTIONS_PERIOD(&(d)->period),					\
	OPTIONS_PUBLISHER(&(d)->office),				\
	OPTIONS_DESK(&(d)->office),					\
	OPTIONS_BY(&(d)->office),					\
	{ "policy", .value = &(d)->policy },				\
	{ "recipes", .value = &(d)->recipes },				\
	{ "summary", .texts = &(d)->summary },				\
	{ "json", .flag = &(d)->json }

#define HELP_DRAFTING							\
	"  --summary LANG=TEXT   what is new, in one sentence; once for each language\n" \
	"  --policy FILE     filter recipes are made of this policy; - is standard input\n" \
	"                    (" DEFAULT_POLICY ", if it can be read)\n" \
	"  --recipes KIND    public: with example addresses in place of your networks\n" \
	"                    and hosts; exact: with yours; none (public)\n" \
	"  --json            say what was made as JSON\n"

/* Frees the summary and closes the office. */
void drafting_close(struct drafting *drafting);

/**
 * drafting_content - facts of the period in the words of a type
 * @usual:    length of the period, where nothing says it
 * @original: content of what is updated, else NULL
 *
 * 0 and a new reference, or an exit status behind a complaint.
 */
int drafting_content(struct drafting *drafting, enum edition_type type,
		     int64_t usual, const json_t *original, json_t **content);

/*
 * Saves the edition's content and says so on standard output. @seen: hash of what
 * was edited, NULL for what is new. 0 or an exit status behind a complaint.
 */
int drafting_save(struct office *office, struct edition *edition,
		  const char *seen, bool json);

#endif /* ADVISORY_DRAFTING_H */
