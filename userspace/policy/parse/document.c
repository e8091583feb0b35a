// SPDX-License-Identifier: GPL-2.0-or-later
/* document.c - reading a policy file and what it includes */
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "include.h"
#include "schema.h"
#include "source.h"

#define DEPTH_MAX	10
#define FILES_MAX	SOURCE_INCLUDES_MAX

static void out_of_memory(struct load *load)
{
	message_add(load->messages, POLICY_ERROR, load->policy->path, 0,
		    "out of memory");
	load->partial = true;
}

const char *document_name(struct load *load, const char *path)
{
	struct policy *policy = load->policy;
	char **files;

	files = reallocarray(policy->files, policy->n_files + 1,
			     sizeof(*files));
	if (!files)
		return NULL;
	policy->files = files;
	files[policy->n_files] = strdup(path);
	return files[policy->n_files] ? files[policy->n_files++] : NULL;
}

char *document_path(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	char *beside;

	if (path[0] == '/' || !slash)
		return strdup(path);
	if (asprintf(&beside, "%.*s/%s", (int)(slash - file), file, path) < 0)
		return NULL;
	return beside;
}

static struct document *document_new(struct load *load, const char *path,
				     const struct document *parent)
{
	struct document *document = calloc(1, sizeof(*document));

	if (!document)
		return NULL;
	document->name = document_name(load, path);
	if (!document->name) {
		free(document);
		return NULL;
	}
	document->parent = parent;
	config_init(&document->config);
	document->next = load->documents;
	load->documents = document;
	load->n_documents++;
	return document;
}

void documents_free(struct load *load)
{
	struct document *document;

	while ((document = load->documents)) {
		load->documents = document->next;
		config_destroy(&document->config);
		free(document->includes);
		free(document);
	}
}

static struct document *read_file(struct load *load, const char *path,
				  const struct document *parent,
				  const struct source_include *from);

static void include_file(struct load *load, struct document *document,
			 const struct source_include *from, const char *path)
{
	struct document_include *list;
	struct document *child = read_file(load, path, document, from);

	if (!child)
		return;
	list = reallocarray(document->includes, document->n_includes + 1,
			    sizeof(*list));
	if (!list) {
		out_of_memory(load);
		return;
	}
	document->includes = list;
	list[document->n_includes++] = (struct document_include){
		.line = from->line, .document = child,
	};
}

static void include(struct load *load, struct document *document,
		    const struct source_include *from)
{
	struct include_paths paths;
	char *path;
	size_t i;

	if (from->fault) {
		message_add(load->messages, POLICY_ERROR, document->name,
			    from->line, "%s", from->fault);
		load->partial = true;
		return;
	}
	if (load->in_memory) {
		message_add(load->messages, POLICY_ERROR, document->name,
			    from->line, "@include: this text is in memory");
		load->partial = true;
		return;
	}
	path = document_path(document->name, from->path);
	if (!path || include_expand(path, FILES_MAX + 1, &paths)) {
		out_of_memory(load);
		free(path);
		return;
	}
	if (!paths.count)
		message_add(load->messages, POLICY_NOTE, document->name,
			    from->line, "@include: no file fits");
	for (i = 0; i < paths.count && load->n_documents <= FILES_MAX; i++)
		include_file(load, document, from, paths.list[i]);
	include_free(&paths);
	free(path);
}

/* Nothing but a quote left out makes strings go on over the end of their line. */
static void say_syntax(struct load *load, const struct document *document,
		       const struct source *source)
{
	/* What is to be done about what libconfig says. */
	static const char *const hints[][2] = {
		{ "syntax error",
		  ": look here and just before for a ; or a closing quote or bracket that is missing" },
		{ "duplicate setting name",
		  ": a group has each setting once" },
		{ "mismatched element type in array",
		  ": all elements of an array are of one type" },
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
		message_add(load->messages, POLICY_ERROR, document->name, line,
			    "%s: the string that begins in line %u has no closing quote",
			    text, source->string);
	else
		message_add(load->messages, POLICY_ERROR, document->name, line,
			    "%s%s", text, hint);
}

/* What libconfig lets pass, although it misunderstands it. */
static void say_findings(struct load *load, const struct document *document,
			 const struct source *source)
{
	struct policy_messages *messages = load->messages;

	if (source->comment)
		message_add(messages, POLICY_ERROR, document->name,
			    source->comment,
			    "this comment is never closed: */ is missing");
	if (source->number)
		message_add(messages, POLICY_ERROR, document->name,
			    source->number, "this number is too large: it has at most 9 digits");
	if (source->escape)
		message_add(messages, POLICY_ERROR, document->name,
			    source->escape, "\\x00 cannot be part of a string: leave it out");
}

/*
 * Names the file in every setting, and puts the lines of source_scan() in the
 * place of libconfig's: only strings are counted, and only nameless ones have a
 * wrong line. @next: which string is the next one.
 */
static void set_places(config_setting_t *setting, const char *name,
		       const struct source *source, size_t *next)
{
	unsigned int i;

	setting->file = name;
	if (config_setting_is_aggregate(setting)) {
		for (i = 0; i < (unsigned int)config_setting_length(setting); i++)
			set_places(config_setting_get_elem(setting, i), name,
				   source, next);
	} else if (config_setting_type(setting) == CONFIG_TYPE_STRING &&
		   *next < source->strings) {
		if (!config_setting_name(setting))
			setting->line = source->lines[*next];
		(*next)++;
	}
}

static void parse(struct load *load, struct document *document,
		  struct source *source)
{
	size_t i, strings = 0;

	document->device = source->device;
	document->inode = source->inode;
	if (source_scan(source, document->name, load->messages)) {
		load->partial = true;
		return;
	}
	if (config_read_string(&document->config, source->text)) {
		say_findings(load, document, source);
		set_places(config_root_setting(&document->config),
			   document->name, source, &strings);
		document->parsed = true;
	} else {
		say_syntax(load, document, source);
		load->partial = true;
	}
	for (i = 0; i < source->n_includes; i++)
		include(load, document, &source->includes[i]);
}

/* NULL, or why this file cannot be included. */
static const char *refusal(const struct load *load, const struct source *source,
			   const struct document *parent)
{
	const struct document *d;
	size_t depth = 0;

	if (load->n_documents > FILES_MAX)
		return "a policy includes at most 1000 files";
	for (d = parent; d; d = d->parent) {
		if (d->device == source->device && d->inode == source->inode)
			return "is a file that includes this one: they would go round in a circle";
		depth++;
	}
	if (depth > DEPTH_MAX)
		return "files include each other more than 10 deep";
	for (d = load->documents; d; d = d->next)
		if (d->device == source->device && d->inode == source->inode)
			return "was included before: once is enough";
	return NULL;
}

static void say_fault(struct load *load, const char *path,
		      const struct document *parent,
		      const struct source_include *from, const char *fault)
{
	char quoted[TEXT_QUOTE_MAX];

	if (parent)
		message_add(load->messages, POLICY_ERROR, parent->name,
			    from->line, "@include: %s: %s",
			    text_quote(path, quoted), fault);
	else
		message_add(load->messages, POLICY_ERROR, path, 0, "%s", fault);
	load->partial = true;
}

/* @fault: why it could not be read */
static struct document *take_source(struct load *load, const char *path,
				    struct source *source, const char *fault,
				    const struct document *parent,
				    const struct source_include *from)
{
	struct document *document = NULL;

	if (fault) {
		say_fault(load, path, parent, from, fault);
	} else {
		document = document_new(load, path, parent);
		if (document)
			parse(load, document, source);
		else
			out_of_memory(load);
	}
	source_free(source);
	return document;
}

static struct document *read_file(struct load *load, const char *path,
				  const struct document *parent,
				  const struct source_include *from)
{
	struct source source;
	const char *fault;

	fault = source_read(&source, path, !parent);
	if (!fault && parent)
		fault = refusal(load, &source, parent);
	return take_source(load, path, &source, fault, parent, from);
}

struct document *document_read(struct load *load, const char *path)
{
	return read_file(load, path, NULL, NULL);
}

struct document *document_text(struct load *load, const char *name,
			       const char *text)
{
	struct source source;
	const char *fault = source_copy(&source, text);

	return take_source(load, name, &source, fault, NULL, NULL);
}
