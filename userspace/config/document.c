// SPDX-License-Identifier: GPL-2.0-or-later
/* document.c - parsing a file and those that it includes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/text.h"
#include "internal.h"

#define DEPTH_MAX	10
#define FILES_MAX	SOURCE_INCLUDES_MAX

static void out_of_memory(struct config_reader *reader)
{
	message_add(reader->messages, CONFIG_ERROR, reader->path, 0,
		    "out of memory");
	reader->partial = true;
}

const char *document_name(struct config_reader *reader, const char *path)
{
	char *name;

	if (array_grow(&reader->files, &reader->files_room, reader->n_files))
		return NULL;
	name = strdup(path);
	if (name)
		reader->files[reader->n_files++] = name;
	return name;
}

char *document_path(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	char *joined;

	if (path[0] == '/' || !slash)
		return strdup(path);
	if (asprintf(&joined, "%.*s/%s", (int)(slash - file), file, path) < 0)
		return NULL;
	return joined;
}

static struct document *document_new(struct config_reader *reader,
				     const char *path,
				     const struct document *parent)
{
	struct document *document = calloc(1, sizeof(*document));

	if (!document)
		return NULL;
	document->name = document_name(reader, path);
	if (!document->name) {
		free(document);
		return NULL;
	}
	document->parent = parent;
	config_init(&document->config);
	document->next = reader->documents;
	reader->documents = document;
	reader->n_documents++;
	return document;
}

static struct document *read_file(struct config_reader *reader,
				  const char *path,
				  const struct document *parent,
				  const struct source_include *from);

static void include_file(struct config_reader *reader,
			 struct document *document,
			 const struct source_include *from, const char *path)
{
	struct document *child = read_file(reader, path, document, from);

	if (!child)
		return;
	if (array_grow(&document->includes, &document->includes_room,
		       document->n_includes)) {
		out_of_memory(reader);
		return;
	}
	document->includes[document->n_includes++] = (struct document_include){
		.line = from->line,
		.document = child,
	};
}

static void include_files(struct config_reader *reader,
			  struct document *document,
			  const struct source_include *from)
{
	struct include_paths paths;
	char *path;
	size_t i;

	if (from->fault || reader->in_memory) {
		message_add(reader->messages, CONFIG_ERROR, document->name,
			    from->line, "%s",
			    from->fault ? from->fault :
					  "@include: this text is in memory");
		reader->partial = true;
		return;
	}
	path = document_path(document->name, from->path);
	if (!path || include_expand(path, FILES_MAX + 1, &paths)) {
		out_of_memory(reader);
		free(path);
		return;
	}
	if (!paths.count)
		message_add(reader->messages, CONFIG_NOTE, document->name,
			    from->line, "@include: no file matches");
	for (i = 0; i < paths.count && reader->n_documents <= FILES_MAX; i++)
		include_file(reader, document, from, paths.list[i]);
	include_free(&paths);
	free(path);
}

/* A string that continues on the next line is most likely an unclosed quote. */
static void report_syntax(struct config_reader *reader,
			  const struct document *document,
			  const struct source *source)
{
	/* What to do about an error of libconfig's. */
	static const char *const hints[][2] = {
		{ "syntax error",
		  ": a ; or a closing quote or bracket is missing here or just before" },
		{ "duplicate setting name",
		  ": each setting may be set once in a group" },
		{ "mismatched element type in array",
		  ": all elements of an array have to be of one type" },
	};
	const char *text = config_error_text(&document->config), *hint = "";
	unsigned int line = (unsigned int)config_error_line(&document->config);
	size_t i;

	if (!text)
		text = "syntax error";
	for (i = 0; i < sizeof(hints) / sizeof(*hints); i++)
		if (!strcmp(text, hints[i][0]))
			hint = hints[i][1];
	if (source->string && source->string <= line)
		message_add(reader->messages, CONFIG_ERROR, document->name,
			    line,
			    "%s: the string that begins on line %u has no closing quote",
			    text, source->string);
	else
		message_add(reader->messages, CONFIG_ERROR, document->name,
			    line, "%s%s", text, hint);
}

/* Where a number that is too large is another type, an array is said to be mixed. */
static bool is_number_at(const struct source *source, unsigned int line)
{
	size_t i;

	for (i = 0; i < source->n_numbers; i++)
		if (source->numbers[i] == line)
			return true;
	return false;
}

/* Errors that libconfig does not report. */
static void report_findings(struct config_reader *reader,
			    const struct document *document,
			    const struct source *source)
{
	struct config_messages *messages = reader->messages;
	size_t i;

	if (source->comment)
		message_add(messages, CONFIG_ERROR, document->name,
			    source->comment,
			    "this comment is never closed: */ is missing");
	for (i = 0; i < source->n_numbers; i++)
		message_add(messages, CONFIG_ERROR, document->name,
			    source->numbers[i],
			    "this number is too large: it has at most 9 digits");
	if (source->escape)
		message_add(messages, CONFIG_ERROR, document->name,
			    source->escape,
			    "\\x00 cannot be part of a string: leave it out");
}

/* The hook of a setting whose value is not what is written: it was reported. */
static void mark_number(config_setting_t *setting, const struct source *source)
{
	static const char too_large[] = "number is too large";
	size_t i;

	for (i = 0; i < source->n_numbers; i++)
		if (source->numbers[i] == setting->line)
			config_setting_set_hook(setting, (void *)too_large);
}

/*
 * Set the file of every setting, and correct libconfig's lines: those of strings
 * without a name (elements) are wrong. @next: index of the next string.
 */
static void set_positions(config_setting_t *setting, const char *name,
			  const struct source *source, size_t *next)
{
	unsigned int i;

	setting->file = name;
	if (config_setting_is_aggregate(setting)) {
		for (i = 0; i < (unsigned int)config_setting_length(setting);
		     i++)
			set_positions(config_setting_get_elem(setting, i), name,
				      source, next);
	} else if (config_setting_type(setting) == CONFIG_TYPE_STRING &&
		   *next < source->strings) {
		if (!config_setting_name(setting))
			setting->line = source->lines[*next];
		(*next)++;
	} else if (schema_is_integer(setting)) {
		mark_number(setting, source);
	}
}

static void parse_source(struct config_reader *reader,
			 struct document *document, struct source *source)
{
	size_t i, strings = 0;

	document->device = source->device;
	document->inode = source->inode;
	if (source_scan(source, document->name, reader->messages)) {
		reader->partial = true;
		return;
	}
	if (config_read_string(&document->config, source->text)) {
		report_findings(reader, document, source);
		set_positions(config_root_setting(&document->config),
			      document->name, source, &strings);
		document->parsed = true;
	} else {
		if (is_number_at(source, (unsigned int)config_error_line(&document->config)))
			report_findings(reader, document, source);
		else
			report_syntax(reader, document, source);
		reader->partial = true;
	}
	for (i = 0; i < source->n_includes; i++)
		include_files(reader, document, &source->includes[i]);
}

/* NULL, or why this file cannot be included. */
static const char *refusal(const struct config_reader *reader,
			   const struct source *source,
			   const struct document *parent)
{
	const struct document *d;
	size_t depth = 0;

	if (reader->n_documents > FILES_MAX)
		return "at most 1000 files can be included";
	for (d = parent; d; d = d->parent) {
		if (d->device == source->device && d->inode == source->inode)
			return "includes this file: the files include each other in a circle";
		depth++;
	}
	if (depth > DEPTH_MAX)
		return "files include each other more than 10 deep";
	for (d = reader->documents; d; d = d->next)
		if (d->device == source->device && d->inode == source->inode)
			return "is included already: a file can be included once";
	return NULL;
}

static void report_fault(struct config_reader *reader, const char *path,
			 const struct document *parent,
			 const struct source_include *from, const char *fault)
{
	char quoted[TEXT_QUOTE_MAX];

	if (parent)
		message_add(reader->messages, CONFIG_ERROR, parent->name,
			    from->line, "@include: %s: %s",
			    text_quote(path, quoted), fault);
	else
		message_add(reader->messages, CONFIG_ERROR, path, 0, "%s",
			    fault);
	reader->partial = true;
}

/* @fault: why it could not be read */
static struct document *add_source(struct config_reader *reader,
				   const char *path, struct source *source,
				   const char *fault,
				   const struct document *parent,
				   const struct source_include *from)
{
	struct document *document = NULL;

	if (fault) {
		report_fault(reader, path, parent, from, fault);
	} else {
		document = document_new(reader, path, parent);
		if (document)
			parse_source(reader, document, source);
		else
			out_of_memory(reader);
	}
	source_free(source);
	return document;
}

static struct document *read_file(struct config_reader *reader,
				  const char *path,
				  const struct document *parent,
				  const struct source_include *from)
{
	struct source source;
	const char *fault;

	fault = source_read(&source, path, !parent);
	if (!parent && !strcmp(path, "-"))
		path = reader->path = CONFIG_STDIN;
	if (!fault && parent)
		fault = refusal(reader, &source, parent);
	return add_source(reader, path, &source, fault, parent, from);
}

/* One file is used as it is, several are merged first. */
static const config_setting_t *root_of(struct config_reader *reader,
				       const struct document *main)
{
	if (!main)
		return NULL;
	if (reader->n_documents == 1)
		return main->parsed ? config_root_setting(&main->config) : NULL;
	config_init(&reader->merged);
	reader->is_merged = true;
	document_merge(reader, main, config_root_setting(&reader->merged));
	return config_root_setting(&reader->merged);
}

const config_setting_t *config_reader_parse(struct config_reader *reader)
{
	return root_of(reader, read_file(reader, reader->path, NULL, NULL));
}

const config_setting_t *config_reader_parse_text(struct config_reader *reader,
						 const char *text)
{
	struct source source;
	const char *fault = source_copy(&source, text);

	reader->in_memory = true;
	return root_of(reader, add_source(reader, reader->path, &source, fault,
					  NULL, NULL));
}

char **config_reader_take_files(struct config_reader *reader, size_t *n_files)
{
	char **files = reader->files;

	*n_files = reader->n_files;
	reader->files = NULL;
	reader->n_files = reader->files_room = 0;
	return files;
}

static void free_documents(struct config_reader *reader)
{
	struct document *document;

	while ((document = reader->documents)) {
		reader->documents = document->next;
		config_destroy(&document->config);
		free(document->includes);
		free(document);
	}
	reader->n_documents = 0;
}

void config_reader_free(struct config_reader *reader)
{
	size_t i;

	free_documents(reader);
	if (reader->is_merged)
		config_destroy(&reader->merged);
	reader->is_merged = false;
	free(reader->lists);
	for (i = 0; i < reader->n_files; i++)
		free(reader->files[i]);
	free(reader->files);
}
