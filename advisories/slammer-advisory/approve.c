// SPDX-License-Identifier: GPL-2.0-or-later
/* approve.c - `slammer-advisory approve`: approve a draft and number it */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "cli.h"
#include "context.h"

#define HASH_MIN	12	/* hex digits that --hash needs at least */

struct options {
	struct context context;
	const char *words[2];
	size_t count;
	const char *hash;
};

static int help(void)
{
	puts("Usage: slammer-advisory approve ID [--hash HASH] [OPTION]...\n"
	     "Approves a draft. The first approval gives the bulletin its number.\n"
	     "\n"
	     "  --hash HASH       hash of the approved content, as show and new print it, at\n"
	     "                    least its first 12 digits. Without it, on a terminal, the\n"
	     "                    draft is shown and you are asked\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_BY HELP_END HELP_ID);
	return 0;
}

static int ask(const struct edition *edition, const char *hash)
{
	char name[64], answer[16] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return usage_error("--hash is required without a terminal");
	printf("%s, revision %u (%s)\n  %s\n  content %s\n"
	       "Read it with \"slammer-advisory render %lld\". Approve it? [yes/no] ",
	       edition_label(edition, name), edition->revision,
	       edition_type_name(edition->type), edition_title(edition), hash,
	       (long long)edition->id);
	fflush(stdout);
	if (!fgets(answer, sizeof(answer), stdin) || strcmp(answer, "yes\n"))
		return command_error("not approved");
	return 0;
}

static int check_hash(const struct options *o, const struct edition *edition,
		      const char *hash)
{
	char name[64];
	size_t n;

	if (!o->hash)
		return ask(edition, hash);
	n = strlen(o->hash);
	if (n < HASH_MIN || strspn(o->hash, "0123456789abcdef") != n)
		return usage_error("--hash expects at least %d hex digits (0-9, a-f)",
				   HASH_MIN);
	if (!strncmp(hash, o->hash, n))
		return 0;
	return command_error("%s: the content has changed to %s (not %s): review it again",
			 edition_label(edition, name), hash, o->hash);
}

static unsigned int year_of(int64_t now)
{
	time_t when = (time_t)now;
	struct tm tm = { 0 };

	localtime_r(&when, &tm);
	return (unsigned int)tm.tm_year + 1900;
}

static int approve(struct options *o, struct edition *edition)
{
	char hash[CONTENT_HASH_MAX], name[64];
	struct error error;
	int64_t now = (int64_t)time(NULL), id = edition->id;
	int ret;

	content_hash(edition->content, hash);
	ret = check_hash(o, edition, hash);
	if (ret)
		return ret;
	if (archive_bulletin_approve(o->context.archive, id, hash, year_of(now),
				  o->context.by, now))
		return command_error("%s: %s", edition_label(edition, name),
				 archive_error(o->context.archive));
	edition_free(edition);
	if (register_read(o->context.archive, id, REGISTER_LAST, edition, &error))
		return command_error("%s", error.text);
	printf("%s, revision %u, is approved\n", edition_label(edition, name),
	       edition->revision);
	return 0;
}

static int run(struct options *o)
{
	struct edition edition = { 0 };
	int ret = context_open(&o->context, DB_WRITE);

	if (!ret)
		ret = context_read(&o->context, o->words, o->count, &edition);
	if (!ret)
		ret = approve(o, &edition);
	edition_free(&edition);
	return ret;
}

int cmd_approve(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&o.context), OPTIONS_ARCHIVE(&o.context),
		OPTIONS_BY(&o.context),
		{ "hash", .value = &o.hash },
		{ NULL }
	};
	int ret = options_parse(rows, argc, argv, o.words, 2, &o.count);

	if (ret == OPTIONS_HELP)
		ret = help();
	else if (!ret)
		ret = run(&o);
	context_close(&o.context);
	return ret;
}
