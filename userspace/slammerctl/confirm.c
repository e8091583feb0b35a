// SPDX-License-Identifier: GPL-2.0-or-later
/* confirm.c - slammerctl confirm and rollback: the end of a reload --confirm */
#include <stdio.h>

#include "commands.h"
#include "order.h"
#include "request.h"
#include "view.h"

static const char confirm_help[] =
"Usage: slammerctl confirm [--json] [--socket PATH]\n"
"The policy that \"slammerctl reload --confirm\" has set is good: it stays, and is\n"
"kept as the last known good one.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 it stays, 1 nothing waits for its confirmation, or it cannot be\n"
"written down, 2 called wrongly.\n";

static const char rollback_help[] =
"Usage: slammerctl rollback [--json] [--socket PATH]\n"
"The policy that \"slammerctl reload --confirm\" has set is not good: go back to the\n"
"one before it at once, without waiting for the end of its time.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 the kernel confirmed the policy of before, 1 it did not yet, or\n"
"nothing waits, 2 called wrongly.\n";

static void print_policy(const json_t *answer, const char *what)
{
	const json_t *new = json_object_get(answer, "new");
	const char *refused = request_refused(answer);

	if (refused)
		view_complain(refused);
	else
		printf("%s: generation %lld, digest %s\n", what,
		       view_number(new, "generation"), view_text(new, "digest"));
}

static void print_confirmed(const json_t *answer)
{
	print_policy(answer, "confirmed");
}

static void print_rolled_back(const json_t *answer)
{
	print_policy(answer, "rolled back");
}

int cmd_confirm(int argc, char **argv)
{
	return order(argc, argv, confirm_help, "confirm", print_confirmed);
}

int cmd_rollback(int argc, char **argv)
{
	return order(argc, argv, rollback_help, "rollback", print_rolled_back);
}
