// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_advise.c - slammerctl policy advise: which allow entries are missing? */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "query.h"

static const char help[] =
"Usage: slammerctl policy advise [--json] [--socket PATH]\n"
"Suggest allow entries that a policy in monitor mode lacks: pairs of hosts whose\n"
"requests and responses would be dropped in mode \"enforce\". The lines can be\n"
"pasted after \"allow = (\". Attacks are never suggested; infected inside hosts are\n"
"listed. Review each line: slammerd cannot know which hosts should be clients.\n"
"\n"
CLI_HELP_JSON CLI_HELP_SOCKET CLI_HELP_END
"\n"
"Exit status: 0 success, 1 slammerd or the module does not answer, 2 usage error.\n";

static void print_entries(const json_t *entries)
{
	const json_t *e;
	size_t i;

	json_array_foreach(entries, i, e)
		printf("\t%s  # %lld packets, %s to %s\n", cli_text(e, "line"),
		       cli_number(e, "packets"), cli_text(e, "first"),
		       cli_text(e, "last"));
}

static void print_limits(const json_t *reply)
{
	if (cli_number(reply, "untracked"))
		printf("# incomplete: %lld packets of pairs that did not fit into the table\n",
		       cli_number(reply, "untracked"));
	if (cli_number(reply, "other"))
		printf("# %lld packets of other protocols would be dropped; their pairs are not recorded\n",
		       cli_number(reply, "other"));
}

static void print_infected(const json_t *infected)
{
	char classes[CLI_CLASSES_MAX];
	const json_t *source;
	size_t i;

	json_array_foreach(infected, i, source) {
		cli_classes(json_object_get(source, "packets"), classes);
		printf("# WARNING: inside host %s is infected: %s packets",
		       cli_text(source, "address"), classes);
		if (!strcmp(cli_text(source, "evidence"),
			    evidence_name(EVIDENCE_MANY)))
			printf(", to about %lld hosts",
			       cli_number(source, "targets"));
		putchar('\n');
	}
}

static void print_advice(const json_t *reply)
{
	const json_t *entries = json_object_get(reply, "allow");
	const char *refusal = rpc_refusal(reply);
	size_t n = json_array_size(entries);

	if (refusal) {
		cli_error("%s", refusal);
		return;
	}
	if (!json_is_true(json_object_get(reply, "monitored")))
		puts("# no advice: neither requests nor responses are monitored (set mode = \"monitor\")");
	else if (!n)
		printf("# no allow entries missing, judging by packets since %s\n",
		       cli_text(reply, "since"));
	else
		printf("# %zu allow %s missing, judging by packets since %s\n", n,
		       n == 1 ? "entry" : "entries", cli_text(reply, "since"));
	print_entries(entries);
	print_limits(reply);
	print_infected(json_object_get(reply, "infected"));
}

int cmd_policy_advise(int argc, char **argv)
{
	return query_command(argc, argv, "policy advise", help, "advise",
			     print_advice);
}
