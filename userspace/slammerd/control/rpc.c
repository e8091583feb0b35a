// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc.c - the table of commands, and the access that each needs */
#include <stdio.h>
#include <string.h>

#include "slammerd/control/rpc.h"
#include "status/status.h"

static const struct {
	const char *name;
	json_t *(*fn)(struct daemon *daemon, const json_t *request);
	json_t *(*stream)(struct daemon *daemon, const json_t *request,
			  struct control_stream *stream);
	enum access_level level;
} commands[] = {
	{ "status", rpc_status, NULL, ACCESS_READ },
	{ "sources", NULL, rpc_sources, ACCESS_READ },
	{ "settings", rpc_settings, NULL, ACCESS_READ },
	{ "events", rpc_events, NULL, ACCESS_READ },
	{ "reload", rpc_reload, NULL, ACCESS_ADMIN },
	{ "flush", NULL, rpc_flush, ACCESS_ADMIN },
	{ "confirm", rpc_confirm, NULL, ACCESS_ADMIN },
	{ "rollback", rpc_rollback, NULL, ACCESS_ADMIN },
	{ "advise", NULL, rpc_advise, ACCESS_READ },
};

#define COMMANDS	(sizeof(commands) / sizeof(*commands))

json_t *rpc_error(const char *error)
{
	return json_pack("{s:b, s:o}", "ok", 0, "error", report_text(error));
}

static json_t *unknown_command(void)
{
	char error[512] = "unknown command (";
	size_t i, used = strlen(error);

	for (i = 0; i < COMMANDS && used < sizeof(error); i++)
		used += (size_t)snprintf(error + used, sizeof(error) - used,
			"%s%s", commands[i].name,
			i + 1 < COMMANDS ? ", " : ")");
	return rpc_error(error);
}

json_t *rpc_handle(void *arg, const json_t *request, enum access_level level,
		   struct control_stream *stream)
{
	const char *command = json_string_value(json_object_get(request, "command"));
	size_t i;

	if (!command)
		return rpc_error("the request has no command");
	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(command, commands[i].name))
			break;
	if (i == COMMANDS)
		return unknown_command();
	if (level < commands[i].level)
		return rpc_error(commands[i].level == ACCESS_ADMIN ?
				 ACCESS_DENIED_ADMIN : ACCESS_DENIED);
	return commands[i].stream ? commands[i].stream(arg, request, stream) :
				    commands[i].fn(arg, request);
}
