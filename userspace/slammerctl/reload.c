// SPDX-License-Identifier: GPL-2.0-or-later
/* reload.c - slammerctl reload: the daemon reads its policy file again */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "order.h"
#include "request.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl reload [--json] [--socket PATH]\n"
"Have slammerd read its policy file again and push it into the kernel.\n"
"If anything is wrong with it, what runs stays as it is.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 the kernel confirmed the policy, 1 it did not, 2 called wrongly.\n";

static void print_messages(const json_t *messages)
{
	const char *severity;
	const json_t *m;
	size_t i;

	json_array_foreach(messages, i, m) {
		severity = view_text(m, "severity");
		fputs(view_text(m, "file"), stderr);
		if (view_number(m, "line"))
			fprintf(stderr, ":%lld", view_number(m, "line"));
		if (strcmp(severity, "error"))
			fprintf(stderr, ": %s", severity);
		fprintf(stderr, ": %s\n", view_text(m, "text"));
	}
}

static void print_success(const json_t *answer)
{
	const json_t *old = json_object_get(answer, "old");
	const json_t *new = json_object_get(answer, "new");
	bool changed = json_is_true(json_object_get(answer, "changed"));

	printf("%s %s: generation %lld, digest %s confirmed by the kernel\n",
	       view_text(answer, "policy"), changed ? "loaded" : "unchanged",
	       view_number(new, "generation"), view_text(new, "digest"));
	if (changed)
		printf("before: generation %lld, digest %s\n",
		       view_number(old, "generation"), view_text(old, "digest"));
}

static void print_answer(const json_t *answer)
{
	const char *refused = request_refused(answer);

	print_messages(json_object_get(answer, "messages"));
	if (refused)
		view_complain(refused);
	else
		print_success(answer);
}

int cmd_reload(int argc, char **argv)
{
	return order(argc, argv, help, "reload", print_answer);
}
