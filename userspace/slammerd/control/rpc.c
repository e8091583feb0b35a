// SPDX-License-Identifier: GPL-2.0-or-later
/* answer.c - the commands of the control socket, and who may give them */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

static const struct {
	const char *name;
	json_t *(*fn)(struct daemon *daemon, const json_t *request);
	enum right right;
} commands[] = {
	{ "status", answer_status, RIGHT_LOOK },
	{ "sources", answer_sources, RIGHT_LOOK },
	{ "settings", answer_settings, RIGHT_LOOK },
	{ "events", answer_events, RIGHT_LOOK },
	{ "reload", answer_reload, RIGHT_CHANGE },
	{ "flush", answer_flush, RIGHT_CHANGE },
	{ "confirm", answer_confirm, RIGHT_CHANGE },
	{ "rollback", answer_rollback, RIGHT_CHANGE },
	{ "advise", answer_advise, RIGHT_LOOK },
};

#define COMMANDS	(sizeof(commands) / sizeof(*commands))

/* Sentences and paths may hold any bytes; JSON is UTF-8. */
json_t *answer_text(const char *any)
{
	char safe[PATH_MAX];

	return json_string(text_escape(any, safe, sizeof(safe)));
}

json_t *answer_refuse(const char *error)
{
	return json_pack("{s:b, s:o}", "ok", 0, "error", answer_text(error));
}

json_t *answer_messages(const struct policy_messages *messages)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < messages->count; i++) {
		const struct policy_message *m = &messages->list[i];

		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}",
			"file", m->file,
			"line", (json_int_t)m->line,
			"severity", policy_severity_name(m->severity),
			"text", m->text));
	}
	return list;
}

static json_t *unknown(void)
{
	char error[512] = "unknown command (";
	size_t i, used = strlen(error);

	for (i = 0; i < COMMANDS && used < sizeof(error); i++)
		used += (size_t)snprintf(error + used, sizeof(error) - used,
			"%s%s", commands[i].name,
			i + 1 < COMMANDS ? ", " : ")");
	return answer_refuse(error);
}

json_t *answer(void *arg, const json_t *request, enum right right)
{
	const char *command = json_string_value(json_object_get(request, "command"));
	char refusal[RIGHTS_ERROR_MAX];
	struct daemon *daemon = arg;
	size_t i;

	if (!command)
		return answer_refuse("the request names no command");
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(command, commands[i].name))
			break;
	if (i == COMMANDS)
		return unknown();
	if (right < commands[i].right)
		return answer_refuse(rights_refusal(&daemon->control.rights,
						    commands[i].right, refusal));
	return commands[i].fn(daemon, request);
}
