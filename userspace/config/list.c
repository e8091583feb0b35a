// SPDX-License-Identifier: GPL-2.0-or-later
/* list.c - list files: one prefix per line */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/error.h"
#include "common/text.h"
#include "config/list.h"
#include "internal.h"

#define LINE_MAX_BYTES	255
#define REPORTED_MAX	20

void list_report(struct config_reader *reader, struct config_list *list,
		 enum config_severity severity, const char *format, ...)
{
	va_list args;
	char *text;

	if (list->reported == REPORTED_MAX) {
		list->errors += severity == CONFIG_ERROR;
		list->warnings += severity == CONFIG_WARNING;
		return;
	}
	list->reported++;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	message_add(reader->messages, severity, list->position.file,
		    list->position.line, "%s", text ? text : "out of memory");
	free(text);
}

/* How many more messages there would have been. */
static void report_rest(struct config_reader *reader,
			const struct config_list *list)
{
	size_t n = list->errors + list->warnings;

	if (n)
		message_add(reader->messages,
			    list->errors ? CONFIG_ERROR : CONFIG_WARNING,
			    list->position.file, 0, "and %zu more such line%s",
			    n, n == 1 ? "" : "s");
}

/* The line up to a comment, without blanks around it. */
static char *trim(char *line)
{
	size_t n = strcspn(line, "#;");

	while (n && strchr(" \t\r\v\f", line[n - 1]))
		n--;
	line[n] = '\0';
	return line + strspn(line, " \t\r\v\f");
}

/*
 * The line without comment and blanks; NULL if that is empty, or after an error.
 * @size: bytes of the line, without the NUL at its end
 */
static char *tidy_line(struct config_reader *reader, struct config_list *list,
		       char *line, size_t size)
{
	if (memchr(line, '\0', size)) {
		list_report(reader, list, CONFIG_ERROR,
			    "contains a NUL byte: a list is plain text, one prefix per line");
		return NULL;
	}
	line = trim(line);
	if (!*line)
		return NULL;
	if (strlen(line) > LINE_MAX_BYTES) {
		list_report(reader, list, CONFIG_ERROR,
			    "has more than %d bytes: one prefix per line, comments begin with # or ;",
			    LINE_MAX_BYTES);
		return NULL;
	}
	return line;
}

static void parse_prefix(struct config_reader *reader, struct config_list *list,
			 char *line)
{
	struct error error;
	struct prefix prefix;

	if (prefix_parse(line, &prefix, &error)) {
		list_report(reader, list, CONFIG_ERROR, "%s", error.text);
		return;
	}
	list->prefixes++;
	list->add(reader, list, &prefix);
}

static void read_lines(struct config_reader *reader, struct config_list *list,
		       struct source *source,
		       void (*parse)(struct config_reader *reader,
				     struct config_list *list, char *line))
{
	char *line = source->text, *end = source->text + source->size, *next;
	char *text;

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			next = end;
		*next = '\0';
		list->position.line++;
		text = tidy_line(reader, list, line, (size_t)(next - line));
		if (text)
			parse(reader, list, text);
	}
}

/* Messages about the list as a whole. */
static void report_totals(struct config_reader *reader,
			  const struct config_list *list)
{
	bool none = list->skipped == list->prefixes;

	report_rest(reader, list);
	if (!list->prefixes && !list->reported)
		message_add(reader->messages, CONFIG_WARNING,
			    list->position.file, 0, "contains no prefix");
	else if (list->skipped)
		message_add(reader->messages,
			    none ? CONFIG_WARNING : CONFIG_NOTE,
			    list->position.file, 0,
			    "%zu of %zu prefixes are skipped: the other side of the entry is of another address family",
			    list->skipped, list->prefixes);
}

static void read_list(struct config_reader *reader,
		      const config_setting_t *setting, struct config_list *list,
		      void (*parse)(struct config_reader *reader,
				    struct config_list *list, char *line))
{
	const char *from = setting->file ? setting->file : reader->path;
	char *path = document_path(from, config_setting_get_string(setting));
	char quoted[TEXT_QUOTE_MAX];
	struct source source = { .text = NULL };
	const char *fault;

	if (!path)
		goto out;
	list->position.file = document_name(reader, path);
	fault = reader->in_memory ? source_copy(&source, reader->list_text) :
				    source_read(&source, path, false);
	if (fault) {
		schema_error(reader, setting, "%s: %s",
			     text_quote(path, quoted), fault);
	} else if (list->position.file) {
		read_lines(reader, list, &source, parse);
		report_totals(reader, list);
	}
out:
	if (!path || !list->position.file)
		schema_error(reader, setting, "out of memory");
	source_free(&source);
	free(path);
}

void list_read_prefixes(struct config_reader *reader,
			const config_setting_t *setting,
			void (*add)(struct config_reader *reader,
				    struct config_list *list,
				    const struct prefix *prefix))
{
	struct config_list *list = schema_grow(reader, setting, &reader->lists,
					       &reader->n_lists, sizeof(*list));

	if (!list)
		return;
	list->add = add;
	read_list(reader, setting, list, parse_prefix);
}

void list_read_lines(struct config_reader *reader,
		     const config_setting_t *setting,
		     void (*parse)(struct config_reader *reader,
				   struct config_list *list, char *line))
{
	struct config_list list = { .prefixes = 0 };

	read_list(reader, setting, &list, parse);
}

bool list_count_duplicate(struct config_reader *reader,
			  struct config_position position)
{
	struct config_list *list = reader->lists;

	for (; list < reader->lists + reader->n_lists; list++) {
		if (list->position.file != position.file)
			continue;
		if (!list->duplicates++)
			list->first = position.line;
		return true;
	}
	return false;
}

void list_report_duplicates(struct config_reader *reader)
{
	const struct config_list *list = reader->lists;

	for (; list < reader->lists + reader->n_lists; list++)
		if (list->duplicates)
			message_add(reader->messages, CONFIG_NOTE,
				    list->position.file, list->first,
				    "%zu of %zu prefixes are contained in others and ignored (this is the first)",
				    list->duplicates, list->prefixes);
}
