// SPDX-License-Identifier: GPL-2.0-or-later
/* lists.c - files of prefixes: one in a line, by the hundred thousand */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "document.h"
#include "common/names.h"
#include "schema.h"
#include "source.h"

#define LINE_MAX_BYTES	255
#define SAID_MAX	20

void list_say(struct load *load, struct list *list,
	      enum policy_severity severity, const char *format, ...)
{
	va_list args;
	char *text;

	if (list->said == SAID_MAX) {
		list->errors += severity == POLICY_ERROR;
		list->warnings += severity == POLICY_WARNING;
		return;
	}
	list->said++;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	message_add(load->messages, severity, list->place.file,
		    list->place.line, "%s", text ? text : "out of memory");
	free(text);
}

/* How many more there were, as grave as they were. */
static void say_rest(struct load *load, const struct list *list)
{
	size_t n = list->errors + list->warnings;

	if (n)
		message_add(load->messages,
			    list->errors ? POLICY_ERROR : POLICY_WARNING,
			    list->place.file, 0, "and %zu more such line%s", n,
			    n == 1 ? "" : "s");
}

/* The part of a line in front of a comment, without blanks around it. */
static char *trim(char *line)
{
	size_t n = strcspn(line, "#;");

	while (n && strchr(" \t\r\v\f", line[n - 1]))
		n--;
	line[n] = '\0';
	return line + strspn(line, " \t\r\v\f");
}

/* The line without comment and blanks; NULL if nothing is left, or it is bad.
 * @size: bytes of the line, which has a NUL behind it
 */
static char *tidy_line(struct load *load, struct list *list, char *line,
		       size_t size)
{
	if (memchr(line, '\0', size)) {
		list_say(load, list, POLICY_ERROR,
			 "holds a NUL byte: a list is plain text, one prefix in a line");
		return NULL;
	}
	line = trim(line);
	if (!*line)
		return NULL;
	if (strlen(line) > LINE_MAX_BYTES) {
		list_say(load, list, POLICY_ERROR,
			 "has more than %d bytes: one prefix in a line, comments begin with # or ;",
			 LINE_MAX_BYTES);
		return NULL;
	}
	return line;
}

static void take_prefix(struct load *load, struct list *list, char *line)
{
	struct error error;
	struct prefix prefix;

	if (prefix_parse(line, &prefix, &error)) {
		list_say(load, list, POLICY_ERROR, "%s", error.text);
		return;
	}
	list->prefixes++;
	list->take(load, &prefix, list);
}

static void read_lines(struct load *load, struct list *list,
		       struct source *source,
		       void (*take)(struct load *load, struct list *list,
				    char *line))
{
	char *line = source->text, *end = source->text + source->size, *next;
	char *text;

	for (; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			next = end;
		*next = '\0';
		list->place.line++;
		text = tidy_line(load, list, line, (size_t)(next - line));
		if (text)
			take(load, list, text);
	}
}

/* What there is to say about the list as a whole. */
static void say_list(struct load *load, const struct list *list)
{
	bool none = list->other == list->prefixes;

	say_rest(load, list);
	if (!list->prefixes && !list->said)
		message_add(load->messages, POLICY_WARNING, list->place.file, 0,
			    "has no prefix in it");
	else if (list->other)
		message_add(load->messages, none ? POLICY_WARNING : POLICY_NOTE,
			    list->place.file, 0,
			    "%zu of %zu prefixes are left out: the other side of the entry is not of their address family",
			    list->other, list->prefixes);
}

static void read_list(struct load *load, const config_setting_t *setting,
		      struct list *list,
		      void (*take)(struct load *load, struct list *list,
				   char *line))
{
	const char *from = setting->file ? setting->file : load->policy->path;
	char *path = document_path(from, config_setting_get_string(setting));
	char quoted[TEXT_QUOTE_MAX];
	struct source source = { .text = NULL };
	const char *fault;

	if (!path)
		goto out;
	list->place.file = document_name(load, path);
	fault = load->in_memory ? source_copy(&source, load->memory) :
				  source_read(&source, path, false);
	if (fault) {
		schema_say(load, POLICY_ERROR, setting, "%s: %s",
			   text_quote(path, quoted), fault);
	} else if (list->place.file) {
		read_lines(load, list, &source, take);
		say_list(load, list);
	}
out:
	if (!path || !list->place.file)
		schema_say(load, POLICY_ERROR, setting, "out of memory");
	source_free(&source);
	free(path);
}

void list_read(struct load *load, const config_setting_t *setting,
	       void (*take)(struct load *load, const struct prefix *prefix,
			    struct list *list))
{
	struct list *list = schema_grow(load, setting, &load->lists,
					&load->n_lists, sizeof(*list));

	if (!list)
		return;
	list->take = take;
	read_list(load, setting, list, take_prefix);
}

void list_lines(struct load *load, const config_setting_t *setting,
		void (*take)(struct load *load, struct list *list, char *line))
{
	struct list list = { .prefixes = 0 };

	read_list(load, setting, &list, take);
}

bool lists_fold(struct load *load, struct policy_place place)
{
	struct list *list;

	for (list = load->lists; list < load->lists + load->n_lists; list++) {
		if (list->place.file != place.file)
			continue;
		if (!list->folded++)
			list->first = place.line;
		return true;
	}
	return false;
}

void lists_say(struct load *load)
{
	const struct list *list;

	for (list = load->lists; list < load->lists + load->n_lists; list++)
		if (list->folded)
			message_add(load->messages, POLICY_NOTE,
				    list->place.file, list->first,
				    "%zu of %zu prefixes are within others already: folded (this is the first)",
				    list->folded, list->prefixes);
}
