// SPDX-License-Identifier: GPL-2.0-or-later
/* messages.c - errors, warnings and notes: collected, printed, freed */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/text.h"
#include "config/messages.h"

#define FILE_TEXT_MAX	1024

const char *config_severity_name(enum config_severity severity)
{
	static const char *const names[] = {
		[CONFIG_NOTE] = "note",
		[CONFIG_WARNING] = "warning",
		[CONFIG_ERROR] = "error",
	};

	return names[severity];
}

static void append(struct config_messages *messages,
		   struct config_message message)
{
	if (array_grow(&messages->list, &messages->room, messages->count)) {
		free(message.file);
		free(message.text);
		return;
	}
	messages->list[messages->count++] = message;
}

void message_add(struct config_messages *messages,
		 enum config_severity severity, const char *file,
		 unsigned int line, const char *format, ...)
{
	struct config_message message = { .severity = severity, .line = line };
	char escaped[FILE_TEXT_MAX];
	va_list args;

	messages->errors += severity == CONFIG_ERROR;
	messages->warnings += severity == CONFIG_WARNING;

	va_start(args, format);
	if (vasprintf(&message.text, format, args) < 0)
		message.text = NULL;
	va_end(args);
	if (!message.text)
		return;
	message.file = strdup(text_escape(file, escaped, sizeof(escaped)));
	if (!message.file) {
		free(message.text);
		return;
	}
	append(messages, message);
}

void config_messages_print(const struct config_messages *messages, FILE *out)
{
	const struct config_message *m;

	for (m = messages->list; m < messages->list + messages->count; m++) {
		fputs(m->file, out);
		if (m->line)
			fprintf(out, ":%u", m->line);
		if (m->severity != CONFIG_ERROR)
			fprintf(out, ": %s", config_severity_name(m->severity));
		fprintf(out, ": %s\n", m->text);
	}
}

void config_messages_free(struct config_messages *messages)
{
	size_t i;

	for (i = 0; i < messages->count; i++) {
		free(messages->list[i].file);
		free(messages->list[i].text);
	}
	free(messages->list);
	memset(messages, 0, sizeof(*messages));
}
