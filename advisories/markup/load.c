// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - read a template and the files that it includes; free it */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "template.h"
#include "internal.h"

#define SOURCE_MAX	(1 << 20)

static char *read_file(const char *path, struct error *error)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	bool good = false;
	size_t n;

	if (file)
		text = calloc(1, SOURCE_MAX + 1);
	if (!text) {
		error_set(error, "%s: cannot be read: %s", path,
			  strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	n = fread(text, 1, SOURCE_MAX + 1, file);
	if (ferror(file))
		error_set(error, "%s: cannot be read: %s", path,
			  strerror(errno));
	else if (n > SOURCE_MAX || strlen(text) != n)
		error_set(error, "%s: not a template", path);
	else
		good = true;
	fclose(file);
	if (good)
		return text;
	free(text);
	return NULL;
}

/* @arg: the path of the template. */
static char *read_beside(const char *name, char *path, void *arg,
			 struct error *error)
{
	const char *template = arg, *slash = strrchr(template, '/');
	int folder = slash ? (int)(slash + 1 - template) : 0;

	if (snprintf(path, PATH_MAX, "%.*s%s.txt", folder, template, name) >=
	    PATH_MAX) {
		error_set(error, "its path is too long");
		return NULL;
	}
	return read_file(path, error);
}

struct template *template_load(const char *path, struct error *error)
{
	struct template_reader reader = {
		.read = read_beside, .arg = (void *)path,
	};
	char *text = read_file(path, error);
	struct template *template;

	if (!text)
		return NULL;
	template = template_parse_with(path, text, &reader, error);
	free(text);
	return template;
}

void template_free(struct template *template)
{
	struct template_file *file;

	if (!template)
		return;
	while ((file = template->files)) {
		template->files = file->next;
		free(file->name);
		free(file->source);
		free(file);
	}
	free(template->parts);
	free(template);
}

const char *template_word(const char *text, char *word, size_t size)
{
	size_t n;

	while (isspace((unsigned char)*text))
		text++;
	for (n = 0; text[n] && !isspace((unsigned char)text[n]); n++)
		;
	if (!n || n >= size)
		return NULL;
	memcpy(word, text, n);
	word[n] = 0;
	text += n;
	while (isspace((unsigned char)*text))
		text++;
	return text;
}
