// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_advise.c - slammerctl policy advise: which allow entries are missing? */
#include <stdio.h>

#include "commands.h"
#include "order.h"
#include "policy.h"
#include "request.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl policy advise [--json] [--socket PATH]\n"
"Tell which allow entries are missing before a policy that only monitors is\n"
"enforced: who asks whom, and would be dropped. Lines are ready to be pasted\n"
"behind \"allow = (\". Attacks are never advised; hosts of the inside that send them\n"
"are told. Look at each line before you trust it: slammerd cannot know who is meant\n"
"to be a client.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 good, 1 slammerd or the module does not answer, 2 called wrongly.\n";

static void print_entries(const json_t *entries)
{
	const json_t *e;
	size_t i;

	json_array_foreach(entries, i, e)
		printf("\t%s  # %lld packets, %s to %s\n", view_text(e, "line"),
		       view_number(e, "packets"), view_text(e, "first"),
		       view_text(e, "last"));
}

static void print_rest(const json_t *answer)
{
	if (view_number(answer, "untracked"))
		printf("# %lld packets of pairs for which there was no room: this is not all\n",
		       view_number(answer, "untracked"));
	if (view_number(answer, "other"))
		printf("# %lld packets of other protocols would be dropped; of whom is not known\n",
		       view_number(answer, "other"));
}

static void print_infected(const json_t *infected)
{
	const json_t *source, *packets;
	size_t i;

	json_array_foreach(infected, i, source) {
		packets = json_object_get(source, "packets");
		printf("# WARNING: %s of the inside is infected: slammer %lld, overflow %lld packets\n",
		       view_text(source, "address"),
		       view_number(packets, "slammer"),
		       view_number(packets, "overflow"));
	}
}

static void print_advice(const json_t *answer)
{
	const json_t *entries = json_object_get(answer, "allow");
	const char *refused = request_refused(answer);

	if (refused) {
		view_complain(refused);
		return;
	}
	if (!json_is_true(json_object_get(answer, "monitored")))
		puts("# no question and no answer is monitored: nothing is advised (set mode = \"monitor\")");
	else if (!json_array_size(entries))
		printf("# no entry is missing, by what was seen since %s\n",
		       view_text(answer, "since"));
	else
		printf("# %zu %s missing, by what was seen since %s\n",
		       json_array_size(entries),
		       json_array_size(entries) == 1 ? "entry is" : "entries are",
		       view_text(answer, "since"));
	print_entries(entries);
	print_rest(answer);
	print_infected(json_object_get(answer, "infected"));
}

int policy_advise(int argc, char **argv)
{
	return order(argc, argv, help, "advise", print_advice);
}
