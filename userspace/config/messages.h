/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messages.h - errors, warnings and notes about a configuration file, collected
 *
 * Reading a file never stops at its first error: all of them are collected here,
 * each with file and line, and printed or returned as JSON by the caller.
 */
#ifndef CONFIG_MESSAGES_H
#define CONFIG_MESSAGES_H

#include <stddef.h>
#include <stdio.h>

/* Where something is written. @line 0: unknown; @file NULL: in the main file. */
struct config_position {
	const char *file;		/* owned by whoever read the file */
	unsigned int line;
};

enum config_severity { CONFIG_NOTE, CONFIG_WARNING, CONFIG_ERROR };

/**
 * struct config_message - one of them
 * @file:	file name, safe to print, valid UTF-8; owned
 * @line:	from 1 on; 0: the message is about the file as a whole
 * @text:	safe to print, without file, line and newline; owned
 */
struct config_message {
	enum config_severity severity;
	char *file;
	unsigned int line;
	char *text;
};

/**
 * struct config_messages - all messages about a file; starts zeroed
 * @list:	in the order in which they were found; owned
 * @room:	elements allocated
 * @errors, @warnings: how many were added, even if memory for them ran out
 */
struct config_messages {
	struct config_message *list;
	size_t count;
	size_t room;
	size_t errors;
	size_t warnings;
};

/* Add a message; @line 0: about the file as a whole. */
void message_add(struct config_messages *messages,
		 enum config_severity severity, const char *file,
		 unsigned int line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* "policy.conf:12: warning: text", one line each. */
void config_messages_print(const struct config_messages *messages, FILE *out);

/* "note", "warning" or "error"; static text. */
const char *config_severity_name(enum config_severity severity);

/* Frees the list and zeroes @messages. */
void config_messages_free(struct config_messages *messages);

#endif /* CONFIG_MESSAGES_H */
