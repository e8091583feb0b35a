// SPDX-License-Identifier: GPL-2.0-or-later
/* content.c - facts, publisher and templates -> content */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "content.h"
#include "hash.h"
#include "publisher/references.h"
#include "markup/template.h"

#define SHAPE	1

/**
 * struct maker - a content under construction
 * @all:    languages that have templates: titles are in all of them
 * @values: of the templates, in the current language
 */
struct maker {
	const struct content_order *order;
	json_t *content;
	json_t *all;
	json_t *values;
	struct error *error;
};

/* Names that edition_bulletin() replaces: unknown yet, or edited separately. */
static const char *const late[] = {
	"number", "url", "date", "revision", "revisions", "title", "summary",
	NULL
};

static bool is_language(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");

	return n >= 2 && !name[n] && n < BULLETIN_LANGUAGE_MAX;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void path_of(const struct maker *m, const char *language,
		    const char *tail, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s/%s%s", m->order->templates, language,
		 edition_type_name(m->order->type), tail);
}

/* Each folder with templates is a language. */
static int find_languages(struct maker *m)
{
	struct dirent **list;
	char path[PATH_MAX];
	int i, n;

	n = scandir(m->order->templates, &list, NULL, by_name);
	if (n < 0)
		return error_set(m->error, "%s: the templates cannot be read: %m",
				 m->order->templates);
	for (i = 0; i < n; i++) {
		path_of(m, list[i]->d_name, "-title.txt", path);
		if (is_language(list[i]->d_name) && !access(path, F_OK))
			json_array_append_new(m->all,
					      json_string(list[i]->d_name));
		free(list[i]);
	}
	free(list);
	return 0;
}

static const json_t *languages_of(const struct maker *m)
{
	return m->order->languages ? m->order->languages :
	       publisher_languages(m->order->publisher);
}

static int check_languages(struct maker *m)
{
	const char *language;
	json_t *value;
	size_t i;

	json_array_foreach(languages_of(m), i, value) {
		language = json_string_value(value);
		if (!is_language(language))
			return error_set(m->error, "a language must have lowercase letters only, such as ja or en");
		if (!publisher_name(m->order->publisher, language))
			return error_set(m->error, "the publisher has no name in the language \"%s\" (publisher.name.%s)",
					 language, language);
	}
	return 0;
}

static char *expand_file(struct maker *m, const char *language,
			 const char *tail)
{
	struct template *template;
	char path[PATH_MAX], *text;

	path_of(m, language, tail, path);
	template = template_load(path, m->error);
	if (!template)
		return NULL;
	text = template_expand_late(template, m->values, late, m->error);
	template_free(template);
	return text;
}

/* A template that must expand to one line; its text without markup. */
static char *expand_line(struct maker *m, const char *language,
			 const char *tail)
{
	struct document document;
	char path[PATH_MAX], *text, *line = NULL;

	text = expand_file(m, language, tail);
	if (!text)
		return NULL;
	if (!document_parse(&document, text, m->error)) {
		path_of(m, language, tail, path);
		if (document.count != 1 || strchr(document.blocks[0].text, '\n') ||
		    strstr(text, "{{"))
			error_set(m->error, "%s: must expand to one line, without late names (number, url, date, revision, title, summary)",
				  path);
		else
			line = strdup(document.blocks[0].text);
		document_free(&document);
	}
	free(text);
	return line;
}

/* Title and summary of the updated or withdrawn revision. */
static json_t *original_value(const struct maker *m, const char *language)
{
	const json_t *original = m->order->original;
	const char *name = json_string_value(json_object_get(original, "type"));
	int type = name ? edition_type_find(name) : -1;

	if (!original)
		return json_null();
	return json_pack("{s:b, s:O?, s:O?}", "report",
			 type == EDITION_WEEKLY || type == EDITION_QUARTERLY,
			 "title", json_object_get(json_object_get(original,
						  "title"), language),
			 "summary", json_object_get(json_object_get(original,
						    "summary"), language));
}

/* All values but title and summary. */
static void set_values(struct maker *m, const char *language)
{
	json_t *publisher = edition_publisher(m->content, language);

	/* Titles are also in languages without a name of the publisher. */
	if (!json_object_get(publisher, "name") ||
	    !publisher_name(m->order->publisher, language))
		json_object_set_new(publisher, "name", json_string(
				    publisher_short(m->order->publisher)));
	json_decref(m->values);
	m->values = json_copy((json_t *)m->order->facts);
	json_object_set_new(m->values, "publisher", publisher);
	json_object_set_new(m->values, "references", references_values(
			    json_object_get(m->content, "references"), language,
			    m->all));
	json_object_set(m->values, "recipes",
			json_object_get(m->content, "recipes"));
	json_object_set_new(m->values, "original", original_value(m, language));
}

/* Every bulletin has its title in all languages. */
static int make_titles(struct maker *m)
{
	json_t *titles = json_object(), *value;
	const char *language;
	char *title;
	size_t i;

	json_object_set_new(m->content, "title", titles);
	json_array_foreach(m->all, i, value) {
		language = json_string_value(value);
		set_values(m, language);
		title = expand_line(m, language, "-title.txt");
		if (!title)
			return -1;
		json_object_set_new(titles, language, json_string(title));
		free(title);
	}
	return 0;
}

static int make_summary(struct maker *m, const char *language)
{
	json_t *given = json_object_get(m->order->summary, language);
	json_t *summaries = json_object_get(m->content, "summary");
	char path[PATH_MAX], *line;

	path_of(m, language, "-summary.txt", path);
	if (!given && access(path, F_OK))
		given = json_object_get(json_object_get(m->content, "title"),
					language);
	if (given)
		return json_object_set(summaries, language, given);
	line = expand_line(m, language, "-summary.txt");
	if (!line)
		return -1;
	json_object_set_new(summaries, language, json_string(line));
	free(line);
	return 0;
}

static int make_texts(struct maker *m)
{
	json_t *summaries = json_object(), *texts = json_object(), *value;
	const char *language;
	char *text;
	size_t i;

	json_object_set_new(m->content, "summary", summaries);
	json_object_set_new(m->content, "text", texts);
	json_array_foreach(languages_of(m), i, value) {
		language = json_string_value(value);
		set_values(m, language);
		if (make_summary(m, language))
			return -1;
		text = expand_file(m, language, ".txt");
		if (!text)
			return -1;
		json_object_set_new(texts, language, json_string(text));
		free(text);
	}
	return 0;
}

static json_t *no_recipes(void)
{
	return json_pack("{s:b, s:[], s:[], s:[]}", "known", 0, "nf_slammer",
			 "nftables", "flowspec");
}

static int make(struct maker *m)
{
	const struct content_order *o = m->order;
	char path[PATH_MAX];
	json_t *references;

	if (check_languages(m) || find_languages(m))
		return -1;
	snprintf(path, sizeof(path), "%s/references.conf", o->templates);
	references = references_load(path, m->all, m->error);
	if (!references)
		return -1;
	json_object_set_new(m->content, "shape", json_integer(SHAPE));
	json_object_set_new(m->content, "type",
			    json_string(edition_type_name(o->type)));
	json_object_set_new(m->content, "languages",
			    json_deep_copy(languages_of(m)));
	json_object_set_new(m->content, "publisher",
			    publisher_json(o->publisher));
	json_object_set_new(m->content, "facts", json_deep_copy(o->facts));
	json_object_set_new(m->content, "references", references);
	json_object_set_new(m->content, "recipes", o->recipes ?
			    json_deep_copy(o->recipes) : no_recipes());
	if (make_titles(m) || make_texts(m))
		return -1;
	return edition_check(m->content, m->error);
}

json_t *content_make(const struct content_order *order, struct error *error)
{
	struct maker m = {
		.order = order, .content = json_object(), .all = json_array(),
		.error = error,
	};

	if (!m.content || !m.all) {
		error_no_memory(error);
	} else if (!make(&m)) {
		json_decref(m.all);
		json_decref(m.values);
		return m.content;
	}
	json_decref(m.all);
	json_decref(m.values);
	json_decref(m.content);
	return NULL;
}

char *content_text(const json_t *content)
{
	return json_dumps(content, JSON_SORT_KEYS | JSON_COMPACT);
}

const char *content_hash(const json_t *content, char hash[CONTENT_HASH_MAX])
{
	char *text = content_text(content);

	*hash = 0;
	if (text)
		hash_sha256(text, strlen(text), hash);
	free(text);
	return hash;
}
