// SPDX-License-Identifier: GPL-2.0-or-later
/* new.c - `slammer-advisory new`: draft a bulletin about a period */
#include <stdio.h>

#include "cli.h"
#include "draft_builder.h"

#define DAY	86400

struct options {
	struct draft_builder builder;
	const char *type;
};

/* The default period of each type. */
static const struct {
	enum edition_type type;
	int64_t seconds;
} defaults[] = {
	{ EDITION_ALERT, DAY },
	{ EDITION_WEEKLY, 7 * DAY },
	{ EDITION_QUARTERLY, 91 * DAY },
};

static int help(void)
{
	puts("Usage: slammer-advisory new [--type alert|weekly|quarterly] [OPTION]...\n"
	     "Drafts a bulletin about a period, from the statistics that slammerd stores.\n"
	     "\n"
	     "  --type TYPE       alert (default period: 24 hours), weekly (7 days) or\n"
	     "                    quarterly (13 weeks) (alert)\n"
	     HELP_DRAFT
	     "\n"
	     "Period:\n"
	     HELP_PERIOD
	     "\n"
	     "Files:\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_BY HELP_END HELP_TIME);
	return 0;
}

static int run(struct options *o)
{
	struct draft_builder *d = &o->builder;
	struct edition edition = { 0 };
	const char *wanted = o->type ? o->type : "alert";
	int type = edition_type_find(wanted), ret;
	size_t i;

	for (i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if ((int)defaults[i].type == type)
			break;
	if (i == sizeof(defaults) / sizeof(defaults[0]))
		return usage_error("--type is alert, weekly or quarterly, not \"%s\" (update and withdraw are commands)",
				   wanted);
	edition.type = defaults[i].type;
	ret = context_open(&d->context, DB_WRITE);
	if (!ret)
		ret = draft_content(d, edition.type, defaults[i].seconds, NULL,
				       &edition.content);
	if (!ret)
		ret = draft_save(&d->context, &edition, NULL, d->json);
	edition_free(&edition);
	return ret;
}

int cmd_new(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_DRAFT(&o.builder),
		{ "type", .value = &o.type },
		{ NULL }
	};
	size_t count;
	int ret = options_parse(rows, argc, argv, NULL, 0, &count);

	if (ret == OPTIONS_HELP)
		ret = help();
	else if (!ret)
		ret = run(&o);
	draft_close(&o.builder);
	return ret;
}
