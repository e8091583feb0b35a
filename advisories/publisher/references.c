// SPDX-License-Identifier: GPL-2.0-or-later
/* references.c - references.conf, checked and grouped by topic */
#include <stdio.h>
#include <string.h>

#include "common/error.h"
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

/* The same in all languages. */
static json_t *in_all(struct conf *conf, const char *key,
		      const json_t *languages, const char *own)
{
	json_t *texts = json_object(), *value;
	const char *language;
	size_t i;

	json_array_foreach(languages, i, value) {
		language = json_string_value(value);
		json_object_set_new(texts, language,
				    json_string(in_language(conf, key, language, own)));
	}
	return texts;
}

static json_t *read_topics(struct conf *conf, const char *key)
{
	json_t *topics = json_array();
	size_t i, count = conf_count(conf, key);
	char member[MEMBER_MAX + 24];

	for (i = 0; i < count; i++) {
		snprintf(member, sizeof(member), "%s.[%zu]", key, i);
		json_array_append_new(topics,
				      json_string(conf_text(conf, member)));
	}
	return topics;
}

static json_t *read_one(struct conf *conf, const char *key,
			const json_t *languages)
{
	static const char *const known[] = {
		"topics", "publisher", "title", "number", "url", "language", NULL
	};
	json_t *object = json_object();
	const char *own, *number;
	char member[MEMBER_MAX];

	conf_known(conf, key, known);
	snprintf(member, sizeof(member), "%s.language", key);
	own = conf_text(conf, member);
	json_object_set_new(object, "language", json_string(own));
	snprintf(member, sizeof(member), "%s.topics", key);
	json_object_set_new(object, "topics", read_topics(conf, member));
	snprintf(member, sizeof(member), "%s.publisher", key);
	json_object_set_new(object, "publisher",
			    in_all(conf, member, languages, own));
	snprintf(member, sizeof(member), "%s.title", key);
	json_object_set_new(object, "title",
			    in_all(conf, member, languages, own));
	snprintf(member, sizeof(member), "%s.number", key);
	number = conf_optional(conf, member);
	json_object_set_new(object, "number",
			    number ? json_string(number) : json_null());
	snprintf(member, sizeof(member), "%s.url", key);
	json_object_set_new(object, "url", json_string(conf_url(conf, member)));
	return object;
}

json_t *references_load(const char *path, const json_t *languages,
			struct error *error)
{
	static const char *const top[] = { "references", NULL };
	struct conf *conf = conf_open(path, error);
	json_t *all = json_array();
	char key[KEY_MAX];
	size_t i, count;

	if (!conf) {
		json_decref(all);
		return NULL;
	}
	conf_known(conf, "", top);
	count = conf_count(conf, "references");
	for (i = 0; i < count && !conf_error(conf); i++) {
		snprintf(key, sizeof(key), "references.[%zu]", i);
		json_array_append_new(all, read_one(conf, key, languages));
	}
	if (conf_error(conf)) {
		error_set(error, "%s", conf_error(conf));
		json_decref(all);
		all = NULL;
	}
	conf_close(conf);
	return all;
}

/* As a bulletin in @language names it. */
static json_t *as_value(const json_t *one, const char *language,
			const json_t *languages)
{
	const json_t *own = json_object_get(one, "language");
	json_t *object = json_object(), *value;
	char flag[80];
	size_t i;

	json_object_set(object, "publisher", json_object_get(
			json_object_get(one, "publisher"), language));
	json_object_set(object, "title", json_object_get(
			json_object_get(one, "title"), language));
	json_object_set(object, "number", json_object_get(one, "number"));
	json_object_set(object, "url", json_object_get(one, "url"));
	json_object_set(object, "language", json_object_get(one, "language"));
	json_array_foreach(languages, i, value) {
		snprintf(flag, sizeof(flag), "in_%.64s",
			 json_string_value(value));
		json_object_set_new(object, flag,
				    json_boolean(json_equal(own, value)));
	}
	return object;
}

json_t *references_values(const json_t *references, const char *language,
			  const json_t *languages)
{
	json_t *all = json_object(), *one, *topic, *list, *value;
	size_t i, k;

	json_array_foreach(references, i, one) {
		value = as_value(one, language, languages);
		json_array_foreach(json_object_get(one, "topics"), k, topic) {
			list = json_object_get(all, json_string_value(topic));
			if (!list) {
				list = json_array();
				json_object_set_new(all, json_string_value(topic),
						    list);
			}
			json_array_append(list, value);
		}
		json_decref(value);
	}
	return all;
}
