// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletin.c - the values of a bulletin, and its templates filled with them */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bulletin.h"
#include "references.h"
#include "template.h"
#include "values.h"

struct maker {
	struct bulletin *bulletin;
	const struct bulletin_order *order;
	json_t *values;
	json_t *languages;
	char *error;
	size_t size;
};

static int fail(struct maker *m, const char *sentence)
{
	snprintf(m->error, m->size, "%s", sentence);
	return -1;
}

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
		    const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s/%s", m->order->templates, language, name);
}

/* A language is a folder with templates. */
static int find_languages(struct maker *m)
{
	struct dirent **list;
	char path[PATH_MAX];
	int i, n;

	n = scandir(m->order->templates, &list, NULL, by_name);
	if (n < 0) {
		snprintf(m->error, m->size, "%s: the templates cannot be read: %m",
			 m->order->templates);
		return -1;
	}
	for (i = 0; i < n; i++) {
		path_of(m, list[i]->d_name, "alert-title.txt", path);
		if (is_language(list[i]->d_name) && !access(path, F_OK))
			json_array_append_new(m->languages,
					      json_string(list[i]->d_name));
		free(list[i]);
	}
	free(list);
	return 0;
}

static char *expand_file(struct maker *m, const char *language, const char *name)
{
	struct template *template;
	char path[PATH_MAX], *text;

	path_of(m, language, name, path);
	template = template_load(path, m->error, m->size);
	if (!template)
		return NULL;
	text = template_expand(template, m->values, m->error, m->size);
	template_free(template);
	return text;
}

/* A title is the one line that its template leaves. */
static char *make_title(struct maker *m, const char *language)
{
	struct document document;
	char *text, *title = NULL;

	text = expand_file(m, language, "alert-title.txt");
	if (!text)
		return NULL;
	if (!document_parse(&document, text, m->error, m->size)) {
		if (document.count == 1)
			title = strdup(document.blocks[0].text);
		else
			snprintf(m->error, m->size, "%s/%s/alert-title.txt: a title is one line",
				 m->order->templates, language);
		document_free(&document);
	}
	free(text);
	return title;
}

/* Every bulletin bears the title in all languages, as the model's does. */
static int add_titles(struct maker *m)
{
	json_t *titles = json_object(), *value;
	const char *language;
	char *title;
	size_t i;

	json_object_set_new(m->values, "title", titles);
	json_array_foreach(m->languages, i, value) {
		language = json_string_value(value);
		title = make_title(m, language);
		if (!title)
			return -1;
		json_object_set_new(titles, language, json_string(title));
		if (!strcmp(language, m->order->language))
			m->bulletin->title = title;
		else
			free(title);
	}
	return 0;
}

static int add_publisher(struct maker *m)
{
	const struct publisher *p = m->order->publisher;
	const char *name = publisher_name(p, m->order->language);
	json_t *object;

	if (!name) {
		snprintf(m->error, m->size, "the publisher has no name in the language \"%s\" (publisher.name.%s)",
			 m->order->language, m->order->language);
		return -1;
	}
	object = json_pack("{s:s, s:s, s:s, s:s, s:s?}", "name", name,
			   "short", publisher_short(p),
			   "site", publisher_site(p),
			   "email", publisher_email(p),
			   "phone", publisher_phone(p));
	return json_object_set_new(m->values, "publisher", object);
}

/* PREFIX-YYYY-NNNN, and .../YYYY/atYYNNNN.txt as alerts have been called. */
static void add_number(struct maker *m)
{
	const struct bulletin_order *o = m->order;
	int year = o->date.tm_year + 1900;
	char url[256];

	if (!o->number) {
		json_object_set_new(m->values, "number", json_null());
		json_object_set_new(m->values, "url", json_null());
		return;
	}
	snprintf(m->bulletin->number, sizeof(m->bulletin->number),
		 "%s-%04d-%04u", publisher_prefix(o->publisher), year,
		 o->number);
	snprintf(url, sizeof(url), "%s%04d/at%02d%04u.txt",
		 publisher_alerts(o->publisher), year, year % 100, o->number);
	json_object_set_new(m->values, "number",
			    json_string(m->bulletin->number));
	json_object_set_new(m->values, "url", json_string(url));
}

/* Made from facts alone it has no past. */
static void add_history(struct maker *m, const char *date)
{
	json_object_set_new(m->values, "revision", json_integer(1));
	json_object_set_new(m->values, "revisions",
			    json_pack("[{s:i, s:s, s:s, s:b, s:b}]",
				      "revision", 1, "date", date,
				      "summary", "", "first", 1, "current", 1));
}

static int add_values(struct maker *m)
{
	const struct bulletin_order *o = m->order;
	char path[PATH_MAX], date[32];
	json_t *references;

	m->values = values_facts(o->facts, VALUES_PUBLIC);
	m->languages = json_array();
	if (!m->values || !m->languages)
		return fail(m, "out of memory");
	if (find_languages(m) || add_publisher(m))
		return -1;
	snprintf(path, sizeof(path), "%s/references.conf", o->templates);
	references = references_load(path, o->language, m->languages, m->error,
				     m->size);
	if (!references)
		return -1;
	json_object_set_new(m->values, "references", references);
	strftime(date, sizeof(date), "%Y-%m-%d", &o->date);
	json_object_set_new(m->values, "date", json_string(date));
	add_history(m, date);
	add_number(m);
	return add_titles(m);
}

static int make(struct maker *m)
{
	const struct bulletin_order *o = m->order;
	char why[256], *text;
	int ret;

	if (!is_language(o->language)) {
		snprintf(m->error, m->size, "a language is of small letters, such as ja or en");
		return -1;
	}
	snprintf(m->bulletin->language, BULLETIN_LANGUAGE_MAX, "%s", o->language);
	if (add_values(m))
		return -1;
	text = expand_file(m, o->language, "alert.txt");
	if (!text)
		return -1;
	ret = document_parse(&m->bulletin->document, text, why, sizeof(why));
	if (ret)
		snprintf(m->error, m->size, "%s/%s/alert.txt: %s", o->templates,
			 o->language, why);
	free(text);
	return ret;
}

int bulletin_make(struct bulletin *bulletin, const struct bulletin_order *order,
		  char *error, size_t size)
{
	struct maker m = {
		.bulletin = bulletin, .order = order, .error = error,
		.size = size,
	};
	int ret;

	memset(bulletin, 0, sizeof(*bulletin));
	ret = make(&m);
	if (ret)
		bulletin_free(bulletin);
	json_decref(m.values);
	json_decref(m.languages);
	return ret;
}

void bulletin_free(struct bulletin *bulletin)
{
	free(bulletin->title);
	document_free(&bulletin->document);
	memset(bulletin, 0, sizeof(*bulletin));
}
