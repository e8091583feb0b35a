/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draft_builder.h - builds the content of a draft from the options of new and
 * update, and saves it in the archive
 */
#ifndef ADVISORY_DRAFT_BUILDER_H
#define ADVISORY_DRAFT_BUILDER_H

#include "context.h"

/**
 * struct draft_builder - the options
 * @policy:  file that filter recipes are made from, "-": standard input; NULL: the
 *	     default policy, if it is readable
 * @recipes: "public", "exact", "none"; NULL: "public"
 * @summary: { LANG: TEXT }; owned
 * @json:    print the result as JSON
 */
struct draft_builder {
	struct context context;
	struct period period;
	const char *policy;
	const char *recipes;
	json_t *summary;
	bool json;
};

#define OPTIONS_DRAFT(d)						\
	OPTIONS_PERIOD(&(d)->period),					\
	OPTIONS_PUBLISHER(&(d)->context),				\
	OPTIONS_ARCHIVE(&(d)->context),					\
	OPTIONS_BY(&(d)->context),					\
	{ "policy", .value = &(d)->policy },				\
	{ "recipes", .value = &(d)->recipes },				\
	{ "summary", .texts = &(d)->summary },				\
	{ "json", .flag = &(d)->json }

#define HELP_DRAFT							\
	"  --summary LANG=TEXT   what is new, in one sentence; once for each language\n" \
	"  --policy FILE     make filter recipes from this policy; - is standard input\n" \
	"                    (" DEFAULT_POLICY ", if it is readable)\n" \
	"  --recipes KIND    public: with example addresses in place of your networks\n" \
	"                    and hosts; exact: with yours; none (public)\n" \
	"  --json            print the result as JSON\n"

/* Frees the summary and closes the context. */
void draft_close(struct draft_builder *builder);

/**
 * draft_content - facts of the period, written with the templates of a type
 * @length:   of the period in seconds, where the options do not say
 * @original: content of the bulletin to update, else NULL
 *
 * 0 and a new reference, or an exit status after an error message.
 */
int draft_content(struct draft_builder *builder, enum edition_type type,
		  int64_t length, const json_t *original, json_t **content);

/*
 * Saves the edition's content as a draft and prints its name. @seen: hash of the
 * content that was edited, NULL for a new bulletin or revision. 0 or an exit status
 * after an error message.
 */
int draft_save(struct context *context, struct edition *edition,
	       const char *seen, bool json);

#endif /* ADVISORY_DRAFT_BUILDER_H */
