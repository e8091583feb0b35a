// SPDX-License-Identifier: GPL-2.0-or-later
/* templates.c - templates of notices, by language */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markup/template.h"
#include "common/error.h"
#include "render/text/text.h"
#include "templates.h"

#define CACHE_SLOTS	256	/* a power of two */

/*
 * A piece of a text as lines, cached. Most are the same in every notice, and finding
 * line breaks takes longer than everything else.
 */
struct cached_piece {
	char *text;
	char *lines;
};

struct language {
	char name[BULLETIN_LANGUAGE_MAX];
	struct template *text;
	struct template *title;
	char *kinds[CONSTITUENT_KIND_COUNT];
	struct cached_piece cache[CACHE_SLOTS];
	struct language *next;
};

struct notice_templates {
	char *folder;
	struct language *languages;
};

struct notice_templates *notice_templates_new(const char *folder)
{
	struct notice_templates *templates = calloc(1, sizeof(*templates));

	if (templates)
		templates->folder = strdup(folder);
	if (templates && templates->folder)
		return templates;
	free(templates);
	return NULL;
}

static void free_language(struct language *language)
{
	int i;

	template_free(language->text);
	template_free(language->title);
	for (i = 0; i < CONSTITUENT_KIND_COUNT; i++)
		free(language->kinds[i]);
	for (i = 0; i < CACHE_SLOTS; i++) {
		free(language->cache[i].text);
		free(language->cache[i].lines);
	}
	free(language);
}

void notice_templates_free(struct notice_templates *templates)
{
	struct language *language;

	if (!templates)
		return;
	while ((language = templates->languages)) {
		templates->languages = language->next;
		free_language(language);
	}
	free(templates->folder);
	free(templates);
}

static struct template *load(const struct notice_templates *templates,
			     const char *language, const char *name,
			     struct error *error)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", templates->folder, language,
		 name);
	return template_load(path, error);
}

/* Expands a template that must give one line. */
static char *one_line(const struct template *template, const char *what,
		      const json_t *values, struct error *error)
{
	char *text = template_expand(template, values, error);
	char *line = NULL, *c;
	struct document document;

	if (!text)
		return NULL;
	if (!document_parse(&document, text, error)) {
		if (document.count == 1)
			line = strdup(document.blocks[0].text);
		else
			error_set(error, "%s: must give exactly one line", what);
		document_free(&document);
	}
	free(text);
	for (c = line; c && *c; c++)
		if (*c == '\n')
			*c = ' ';
	return line;
}

static int load_kinds(const struct notice_templates *templates,
		      struct language *language, struct error *error)
{
	json_t *nothing = json_object();
	struct template *template;
	char name[64];
	int i;

	for (i = 0; i < CONSTITUENT_KIND_COUNT; i++) {
		snprintf(name, sizeof(name), "notice-%s.txt",
			 constituent_kind_name((unsigned int)i));
		template = load(templates, language->name, name, error);
		if (!template)
			break;
		language->kinds[i] = one_line(template, name, nothing, error);
		template_free(template);
		if (!language->kinds[i])
			break;
	}
	json_decref(nothing);
	return i == CONSTITUENT_KIND_COUNT ? 0 : -1;
}

static struct language *find(struct notice_templates *templates, const char *name,
			     struct error *error)
{
	struct language *language;

	for (language = templates->languages; language; language = language->next)
		if (!strcmp(language->name, name))
			return language;
	language = calloc(1, sizeof(*language));
	if (!language) {
		error_no_memory(error);
		return NULL;
	}
	snprintf(language->name, sizeof(language->name), "%s", name);
	language->text = load(templates, name, "notice.txt", error);
	if (language->text)
		language->title = load(templates, name, "notice-title.txt", error);
	if (!language->title || load_kinds(templates, language, error)) {
		free_language(language);
		return NULL;
	}
	language->next = templates->languages;
	templates->languages = language;
	return language;
}

/* Lines of a piece of markup. */
static char *lay_out(const char *text, const char *language, struct error *error)
{
	struct bulletin bulletin = { .title = NULL };
	char *result = NULL;
	size_t length;
	FILE *out;
	int ret;

	snprintf(bulletin.language, sizeof(bulletin.language), "%s", language);
	if (document_parse(&bulletin.document, text, error))
		return NULL;
	out = open_memstream(&result, &length);
	ret = out ? render_text(out, &bulletin) : -1;
	if (out && fclose(out))
		ret = -1;
	document_free(&bulletin.document);
	if (!ret)
		return result;
	free(result);
	error_no_memory(error);
	return NULL;
}

static struct cached_piece *slot_of(struct language *language, const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return &language->cache[hash & (CACHE_SLOTS - 1)];
}

/* The same from the cache, which owns them. */
static const char *piece(struct language *language, const char *text,
			 struct error *error)
{
	struct cached_piece *cached = slot_of(language, text);
	char *lines;

	if (cached->text && !strcmp(cached->text, text))
		return cached->lines;
	lines = lay_out(text, language->name, error);
	if (!lines)
		return NULL;
	free(cached->text);
	free(cached->lines);
	cached->text = strdup(text);
	cached->lines = lines;
	if (!cached->text)
		error_no_memory(error);
	return cached->text ? lines : NULL;
}

/* The beginning of the next piece; @gap: how many empty lines precede it. */
static char *cut(char *text, unsigned int *gap)
{
	char *end = strstr(text, "\n\n"), *next;

	if (!end)
		return text + strlen(text);
	next = end + 1 + strspn(end + 1, "\n");
	*gap = (unsigned int)(next - end - 1);
	end[1] = '\0';
	return next;
}

/* Pieces between empty lines are laid out independently. */
static char *all_pieces(struct language *language, char *text, struct error *error)
{
	char *result = NULL, *next;
	unsigned int gap = 0, before = 0;
	const char *lines = "";
	size_t length;
	FILE *out = open_memstream(&result, &length);

	for (text += strspn(text, "\n"); out && lines && *text; text = next) {
		next = cut(text, &gap);
		lines = piece(language, text, error);
		for (; lines && before; before--)
			putc('\n', out);
		if (lines)
			fputs(lines, out);
		before = gap < DOCUMENT_GAP ? gap : DOCUMENT_GAP;
	}
	if (out && !fclose(out) && lines)
		return result;
	free(result);
	return NULL;
}

char *notice_templates_text(struct notice_templates *templates, const char *name,
			    const json_t *values, struct error *error)
{
	struct language *language = find(templates, name, error);
	char *text, *result;

	if (!language)
		return NULL;
	text = template_expand(language->text, values, error);
	if (!text)
		return NULL;
	result = all_pieces(language, text, error);
	free(text);
	return result;
}

char *notice_templates_subject(struct notice_templates *templates,
			       const char *name, const json_t *values,
			       struct error *error)
{
	struct language *language = find(templates, name, error);

	if (!language)
		return NULL;
	return one_line(language->title, "notice-title.txt", values, error);
}

const char *notice_templates_evidence(struct notice_templates *templates,
				      const char *name,
				      enum constituent_kind kind,
				      struct error *error)
{
	struct language *language = find(templates, name, error);

	return language ? language->kinds[kind] : NULL;
}
