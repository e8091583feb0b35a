// SPDX-License-Identifier: GPL-2.0-or-later
/* reload.c - slammerctl reload: the daemon reads its policy file again */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "order.h"
#include "request.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl reload [--confirm SECONDS] [--json] [--socket PATH]\n"
"Have slammerd read its policy file again and push it into the kernel.\n"
"If anything is wrong with it, what runs stays as it is.\n"
"\n"
"      --confirm SECONDS  go back to the policy of before unless \"slammerctl\n"
"                      confirm\" comes in time (1 to 86400), also if slammerd or\n"
"                      the machine is started anew meanwhile\n"
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

static void print_pending(const json_t *pending)
{
	if (json_is_object(pending))
		printf("rolled back to digest %s in %lld s unless confirmed: slammerctl confirm\n",
		       view_text(pending, "previous"), view_number(pending, "left"));
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
	print_pending(json_object_get(answer, "confirm"));
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
	static const struct option options[] = { VIEW_CONFIRM, VIEW_OPTIONS };
	struct view view;
	json_t *question;
	int status;

	status = view_parse(argc, argv, options, help, &view);
	if (status >= 0)
		return status;
	question = json_pack("{s:s}", "command", "reload");
	if (view.confirm)
		json_object_set_new(question, "confirm",
				    json_integer((json_int_t)view.confirm));
	return order_ask(&view, question, print_answer);
}
