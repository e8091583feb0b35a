// SPDX-License-Identifier: GPL-2.0-or-later
/* update.c - `slammer-advisory update` and `withdraw`: draft a new revision */
#include <stdio.h>
#include <string.h>

#include "bulletin/content.h"
#include "cli.h"
#include "common/error.h"
#include "draft_builder.h"

#define DAY	86400

static int help_update(void)
{
	puts("Usage: slammer-advisory update ID [OPTION]...\n"
	     "Drafts a new revision of a published bulletin, with new facts. The revision of a\n"
	     "report is a report about the same period, unless you give another one.\n"
	     "\n"
	     HELP_DRAFT
	     "\n"
	     "Period (default: the last 24 hours):\n"
	     HELP_PERIOD
	     "\n"
	     "Files:\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_BY HELP_END HELP_ID HELP_TIME);
	return 0;
}

static int help_withdraw(void)
{
	puts("Usage: slammer-advisory withdraw ID --reason LANG=TEXT... [OPTION]...\n"
	     "Drafts a new revision that withdraws a published bulletin.\n"
	     "\n"
	     "  --reason LANG=TEXT  why, in one sentence; once for each language\n"
	     "  --json            print the result as JSON\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_BY HELP_END HELP_ID);
	return 0;
}

/* The bulletin, its last revision published. */
static int read_published(struct context *context, const char *const *words,
			  size_t count, struct edition *edition)
{
	char name[64];
	int ret = context_open(context, DB_WRITE);

	if (!ret)
		ret = context_read(context, words, count, edition);
	if (ret || edition->state == EDITION_PUBLISHED)
		return ret;
	return command_error("%s: revision %u is not published yet (%s): edit it instead",
			 edition_label(edition, name), edition->revision,
			 edition_state_name(edition->state));
}

/* Replace the content and save it; takes the reference. */
static int save_as(struct draft_builder *d, struct edition *edition,
		   enum edition_type type, json_t *content)
{
	json_decref(edition->content);
	edition->content = content;
	edition->type = type;
	return draft_save(&d->context, edition, NULL, d->json);
}

/* A corrected report stays a report, about the same period by default. */
static enum edition_type updated_type(struct draft_builder *d,
				      const struct edition *edition)
{
	const json_t *facts = json_object_get(edition->content, "facts");
	const json_t *period = json_object_get(facts, "period");

	if (edition->type != EDITION_WEEKLY && edition->type != EDITION_QUARTERLY)
		return EDITION_UPDATE;
	if (!d->period.from && !d->period.until && !d->period.last) {
		d->period.from = json_string_value(json_object_get(period, "from"));
		d->period.until = json_string_value(json_object_get(period, "until"));
	}
	return edition->type;
}

static int update(struct draft_builder *d, const char *const *words,
		  size_t count)
{
	struct edition edition = { 0 };
	enum edition_type type;
	json_t *content;
	int ret;

	ret = read_published(&d->context, words, count, &edition);
	if (!ret && edition.type == EDITION_WITHDRAWAL)
		ret = command_error("the bulletin is withdrawn: write a new one");
	type = ret ? EDITION_UPDATE : updated_type(d, &edition);
	if (!ret)
		ret = draft_content(d, type, DAY, edition.content, &content);
	if (!ret)
		ret = save_as(d, &edition, type, content);
	edition_free(&edition);
	return ret;
}

/* Every language needs a reason. */
static int check_reasons(const struct draft_builder *d)
{
	const json_t *languages = publisher_languages(d->context.publisher);
	const char *language;
	json_t *value;
	size_t i;

	json_array_foreach(languages, i, value) {
		language = json_string_value(value);
		if (!json_object_get(d->summary, language))
			return usage_error("--reason %s=TEXT is missing", language);
	}
	return 0;
}

static int withdraw(struct draft_builder *d, const char *const *words,
		    size_t count)
{
	struct content_order order = { .type = EDITION_WITHDRAWAL };
	struct edition edition = { 0 };
	struct error error;
	json_t *content;
	int ret;

	ret = read_published(&d->context, words, count, &edition);
	if (!ret)
		ret = check_reasons(d);
	if (!ret) {
		order.facts = json_object_get(edition.content, "facts");
		order.recipes = json_object_get(edition.content, "recipes");
		order.original = edition.content;
		order.publisher = d->context.publisher;
		order.templates = d->context.templates;
		order.summary = d->summary;
		content = content_make(&order, &error);
		ret = content ? save_as(d, &edition, EDITION_WITHDRAWAL, content) :
				command_error("%s", error.text);
	}
	edition_free(&edition);
	return ret;
}

int cmd_update(int argc, char **argv)
{
	struct draft_builder d = { 0 };
	const struct option_row rows[] = { OPTIONS_DRAFT(&d), { NULL } };
	const char *words[2];
	size_t count;
	int ret = options_parse(rows, argc, argv, words, 2, &count);

	if (ret == OPTIONS_HELP)
		ret = help_update();
	else if (!ret)
		ret = update(&d, words, count);
	draft_close(&d);
	return ret;
}

int cmd_withdraw(int argc, char **argv)
{
	struct draft_builder d = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&d.context), OPTIONS_ARCHIVE(&d.context),
		OPTIONS_BY(&d.context),
		{ "reason", .texts = &d.summary },
		{ "json", .flag = &d.json },
		{ NULL }
	};
	const char *words[2];
	size_t count;
	int ret = options_parse(rows, argc, argv, words, 2, &count);

	if (ret == OPTIONS_HELP)
		ret = help_withdraw();
	else if (!ret)
		ret = withdraw(&d, words, count);
	draft_close(&d);
	return ret;
}
