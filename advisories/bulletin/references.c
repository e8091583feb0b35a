// SPDX-License-Identifier: GPL-2.0-or-later
/* references.c - references.conf, checked and grouped by topic */
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "references.h"

#define KEY_MAX	40	/* of an entry: "references.[12]" */
#define MEMBER_MAX	160

/*
 * A text or a group of them by language: that of @language, else that of the
 * document itself.
 */
static const char *in_language(struct conf *conf, const char *key,
			       const char *language, const char *own)
{
	char member[MEMBER_MAX];

	snprintf(member, sizeof(member), "%s.%.64s", key, language);
	if (conf_has(conf, member))
		return conf_text(conf, member);
	snprintf(member, sizeof(member), "%s.%.64s", key, own);
	if (conf_has(conf, member))
		return conf_text(conf, member);
	return conf_text(conf, key);
}

static json_t *read_one(struct conf *conf, const char *key, const char *language,
			const json_t *languages)
{
	static const char *const known[] = {
		"topics", "publisher", "title", "number", "url", "language", NULL
	};
	const char *own, *number, *name;
	char member[MEMBER_MAX], flag[80];
	json_t *object = json_object(), *value;
	size_t i;

	conf_known(conf, key, known);
	snprintf(member, sizeof(member), "%s.language", key);
	own = conf_text(conf, member);
	snprintf(member, sizeof(member), "%s.publisher", key);
	json_object_set_new(object, "publisher",
			    json_string(in_language(conf, member, language, own)));
	snprintf(member, sizeof(member), "%s.title", key);
	json_object_set_new(object, "title",
			    json_string(in_language(conf, member, language, own)));
	snprintf(member, sizeof(member), "%s.number", key);
	number = conf_optional(conf, member);
	json_object_set_new(object, "number",
			    number ? json_string(number) : json_null());
	snprintf(member, sizeof(member), "%s.url", key);
	json_object_set_new(object, "url", json_string(conf_url(conf, member)));
	json_object_set_new(object, "language", json_string(own));
	json_array_foreach(languages, i, value) {
		name = json_string_value(value);
		snprintf(flag, sizeof(flag), "in_%.64s", name);
		json_object_set_new(object, flag, json_boolean(!strcmp(own, name)));
	}
	return object;
}

/* Into the list of each of its topics. */
static void file_away(struct conf *conf, const char *key, json_t *all,
		      json_t *one)
{
	char member[MEMBER_MAX];
	const char *topic;
	size_t i, count;
	json_t *list;

	snprintf(member, sizeof(member), "%s.topics", key);
	count = conf_count(conf, member);
	for (i = 0; i < count; i++) {
		snprintf(member, sizeof(member), "%s.topics.[%zu]", key, i);
		topic = conf_text(conf, member);
		list = json_object_get(all, topic);
		if (!list) {
			list = json_array();
			json_object_set_new(all, topic, list);
		}
		json_array_append(list, one);
	}
}

json_t *references_load(const char *path, const char *language,
			const json_t *languages, char *error, size_t size)
{
	static const char *const top[] = { "references", NULL };
	struct conf *conf = conf_open(path, error, size);
	json_t *all, *one;
	char key[KEY_MAX];
	size_t i, count;

	if (!conf)
		return NULL;
	conf_known(conf, "", top);
	all = json_object();
	count = conf_count(conf, "references");
	for (i = 0; i < count && !conf_error(conf); i++) {
		snprintf(key, sizeof(key), "references.[%zu]", i);
		one = read_one(conf, key, language, languages);
		file_away(conf, key, all, one);
		json_decref(one);
	}
	if (conf_error(conf)) {
		snprintf(error, size, "%s", conf_error(conf));
		json_decref(all);
		all = NULL;
	}
	conf_close(conf);
	return all;
}
