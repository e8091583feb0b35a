// SPDX-License-Identifier: GPL-2.0-or-later
/* policy.c - slammerctl policy: its commands */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/text.h"
#include "policy.h"
#include "usage.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} halves[] = {
	{ "check", policy_check },
	{ "test", policy_test },
	{ "show", policy_show },
	{ "diff", policy_diff_command },
	{ "advise", policy_advise },
	{ NULL, NULL }
};

static const char *half_name(const void *context, size_t i)
{
	return halves[i].name;
}

static void help(void)
{
	puts("Usage: slammerctl policy check FILE [--json]\n"
	     "       slammerctl policy test FILE CAPTURE [--from ZONE] [--json]\n"
	     "       slammerctl policy show [FILE] [--json]\n"
	     "       slammerctl policy diff [FILE | OLD NEW] [--json] [--socket PATH]\n"
	     "       slammerctl policy advise [--json] [--socket PATH]\n"
	     "Look at policies, and try them before trusting them. What works on files needs\n"
	     "neither root nor the module.\n\n"
	     "  check  tells all that is wrong with the file, with its line\n"
	     "  test   tells what would happen to each packet of a capture\n"
	     "  show   prints what the kernel runs, or what a file comes to, as a file\n"
	     "  diff   tells in words what a reload would change\n"
	     "  advise tells which allow entries are missing (asks slammerd)\n\n"
	     "Each has a --help of its own. The language: nf-slammer-policy(5).");
}

int cmd_policy(int argc, char **argv)
{
	char quoted[TEXT_QUOTE_MAX];
	const char *meant;
	size_t i;

	if (argc < 2)
		return usage_error("policy", "check, test, show, diff or advise is missing");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		help();
		return EXIT_SUCCESS;
	}
	for (i = 0; halves[i].name; i++)
		if (!strcmp(halves[i].name, argv[1]))
			return halves[i].run(argc - 1, argv + 1);

	text_quote(argv[1], quoted);
	meant = text_suggest(argv[1], half_name, NULL);
	if (meant)
		return usage_error("policy", "unknown command %s: did you mean \"%s\"?",
				   quoted, meant);
	return usage_error("policy", "unknown command %s (check, test, show, diff, advise)", quoted);
}
