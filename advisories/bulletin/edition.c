// SPDX-License-Identifier: GPL-2.0-or-later
/* edition.c - names, URL and values of a revision; previews; checks of a content */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "edition.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/text.h"
#include "markup/template.h"

#define URL_MAX	512

static const char *const types[] = {
#define X(sym, name) name,
	EDITION_TYPES(X)
#undef X
	NULL
};

static const char *const states[] = {
#define X(sym, name) name,
	EDITION_STATES(X)
#undef X
	NULL
};

const char *edition_type_name(enum edition_type type)
{
	return types[type];
}

const char *edition_state_name(enum edition_state state)
{
	return states[state];
}

static int find_name(const char *const *names, const char *name)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

int edition_type_find(const char *name)
{
	return find_name(types, name);
}

int edition_state_find(const char *name)
{
	return find_name(states, name);
}

void edition_free(struct edition *edition)
{
	json_decref(edition->content);
	json_decref(edition->history);
	edition->content = edition->history = NULL;
}

/* A member of the content's publisher, "" if it has none. */
static const char *publisher_text(const json_t *content, const char *key)
{
	const json_t *publisher = json_object_get(content, "publisher");
	const char *text = json_string_value(json_object_get(publisher, key));

	return text ? text : "";
}

static const char *first_language(const json_t *content)
{
	const json_t *languages = json_object_get(content, "languages");
	const char *text = json_string_value(json_array_get(languages, 0));

	return text ? text : "";
}

const char *edition_number(const struct edition *edition, char buf[64])
{
	*buf = 0;
	if (edition->number)
		snprintf(buf, 64, "%.40s-%04u-%04u",
			 publisher_text(edition->content, "prefix"),
			 edition->year, edition->number);
	return buf;
}

const char *edition_name(const struct edition *edition, char buf[64])
{
	const char *prefix = publisher_text(edition->content, "prefix");
	const char *last = strrchr(prefix, '-');
	size_t n = 0;

	if (!edition->number) {
		snprintf(buf, 64, "draft-%lld", (long long)edition->id);
		return buf;
	}
	for (last = last ? last + 1 : prefix; *last && n < 32; last++)
		buf[n++] = (char)tolower((unsigned char)*last);
	snprintf(buf + n, 64 - n, "%02u%04u", edition->year % 100,
		 edition->number);
	return buf;
}

/*
 * The address of its text on the publisher's site, "" for a draft; returns @buf. Other
 * languages than the first are in folders: "en/at/2026/at260001.txt".
 */
static const char *text_url(const struct edition *edition, const char *language,
			    char buf[URL_MAX])
{
	const char *alerts = publisher_text(edition->content, "alerts");
	size_t n = strlen(alerts);
	char name[64], within[BULLETIN_LANGUAGE_MAX + 1] = "";

	*buf = 0;
	if (!edition->number || !n)
		return buf;
	/* "https://csirt.example/" and "at/": the language goes between. */
	for (n--; n && alerts[n - 1] != '/'; n--)
		;
	if (strcmp(language, first_language(edition->content)))
		snprintf(within, sizeof(within), "%.15s/", language);
	snprintf(buf, URL_MAX, "%.*s%s%s%04u/%s.txt", (int)n, alerts, within,
		 alerts + n, edition->year, edition_name(edition, name));
	return buf;
}

static json_t *text_or_null(const char *text)
{
	return *text ? json_string(text) : json_null();
}

static json_t *time_value(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return json_string(clock_iso(t, text));
}

static const json_t *in_language(const json_t *object, const char *key,
				 const char *language)
{
	return json_object_get(json_object_get(object, key), language);
}

static bool is_withdrawal(const json_t *entry)
{
	const char *type = json_string_value(json_object_get(entry, "type"));

	return type && edition_type_find(type) == EDITION_WITHDRAWAL;
}

/* The history with its summaries in one language. */
static json_t *revisions_value(const struct edition *edition,
			       const char *language)
{
	json_t *list = json_array(), *entry, *value;
	size_t i;

	json_array_foreach(edition->history, i, entry) {
		value = json_object();
		json_object_set(value, "revision",
				json_object_get(entry, "revision"));
		json_object_set(value, "date", json_object_get(entry, "date"));
		json_object_set(value, "summary", (json_t *)in_language(entry,
				"summary", language));
		json_object_set_new(value, "first", json_boolean(!i));
		json_object_set_new(value, "withdrawal",
				    json_boolean(is_withdrawal(entry)));
		json_object_set_new(value, "current", json_boolean(i + 1 ==
				    json_array_size(edition->history)));
		json_array_append_new(list, value);
	}
	return list;
}

json_t *edition_publisher(const json_t *content, const char *language)
{
	const json_t *publisher = json_object_get(content, "publisher");
	json_t *value = json_copy((json_t *)publisher);

	json_object_set(value, "name",
			(json_t *)in_language(publisher, "name", language));
	return value;
}

/* The late values of content.c, and the publisher for sections around them. */
static json_t *late_values(const struct edition *edition, const char *language)
{
	const json_t *content = edition->content;
	char number[64], url[URL_MAX];
	json_t *values = json_object();

	json_object_set_new(values, "number",
			    text_or_null(edition_number(edition, number)));
	json_object_set_new(values, "url", text_or_null(text_url(edition,
			    language, url)));
	json_object_set_new(values, "date", time_value(edition->current));
	json_object_set_new(values, "revision",
			    json_integer((json_int_t)edition->revision));
	json_object_set_new(values, "revisions",
			    revisions_value(edition, language));
	json_object_set_new(values, "publisher",
			    edition_publisher(content, language));
	json_object_set(values, "title", json_object_get(content, "title"));
	json_object_set(values, "summary",
			(json_t *)in_language(content, "summary", language));
	return values;
}

static int fill(struct bulletin *bulletin, const struct edition *edition,
		const char *text, struct error *error)
{
	json_t *values = late_values(edition, bulletin->language);
	char name[32], *all = NULL;
	struct error why;
	struct template *template;
	int ret = -1;

	snprintf(name, sizeof(name), "text.%s", bulletin->language);
	template = template_parse(name, text, error);
	if (template)
		all = template_expand(template, values, error);
	if (all) {
		ret = document_parse(&bulletin->document, all, &why);
		if (ret)
			error_set(error, "%s: %s", name, why.text);
	}
	free(all);
	template_free(template);
	json_decref(values);
	return ret;
}

int edition_bulletin(struct bulletin *bulletin, const struct edition *edition,
		     const char *language, struct error *error)
{
	const json_t *content = edition->content;
	const char *text, *title;
	int ret;

	memset(bulletin, 0, sizeof(*bulletin));
	text = json_string_value(in_language(content, "text", language));
	title = json_string_value(in_language(content, "title", language));
	if (!text || !title)
		return error_set(error, "the bulletin does not have the language \"%.20s\"",
				 language);
	/* Its own zone: the publisher's may have changed since. */
	if (clock_zone(publisher_text(content, "timezone"), error))
		return -1;
	snprintf(bulletin->language, sizeof(bulletin->language), "%s", language);
	edition_number(edition, bulletin->number);
	bulletin->title = strdup(title);
	ret = bulletin->title ? fill(bulletin, edition, text, error) : -1;
	if (ret)
		bulletin_free(bulletin);
	return ret;
}

int edition_alone(struct edition *edition, enum edition_type type,
		  unsigned int number, int64_t now, json_t *content)
{
	time_t when = (time_t)now;
	char iso[CLOCK_ISO_MAX];
	struct tm tm = { 0 };

	localtime_r(&when, &tm);
	clock_iso(now, iso);
	*edition = (struct edition){
		.id = 1, .year = number ? (unsigned int)tm.tm_year + 1900 : 0,
		.number = number, .revision = 1, .type = type,
		.state = number ? EDITION_PUBLISHED : EDITION_DRAFT,
		.first = number ? now : 0, .current = now,
		.content = json_incref(content),
	};
	edition->history = json_pack("[{s:i, s:s, s:s, s:O}]", "revision", 1,
				     "date", iso, "type",
				     edition_type_name(type), "summary",
				     json_object_get(content, "summary"));
	return edition->history ? 0 : -1;
}

static int check_one(const json_t *content, unsigned int number,
		     const char *language, struct error *error)
{
	struct edition edition;
	struct bulletin bulletin;
	int ret = -1;

	if (edition_alone(&edition, EDITION_ALERT, number, 0, (json_t *)content))
		error_no_memory(error);
	else
		ret = edition_bulletin(&bulletin, &edition, language, error);
	if (!ret)
		bulletin_free(&bulletin);
	edition_free(&edition);
	return ret;
}

/* No invisible characters, and complete rows and charts. */
static const char *check_line(const char *line, struct error *why)
{
	size_t safe_size = 4 * strlen(line) + 8;
	char *safe = malloc(safe_size);
	bool clean = safe && !strcmp(line, text_escape(line, safe, safe_size));
	struct document document;

	free(safe);
	if (!clean)
		return "a control character or bidirectional formatting character";
	if (document_parse(&document, line, why))
		return why->text;
	document_free(&document);
	return NULL;
}

/* Line by line, because expansion changes line numbers. */
static int check_markup(const char *text, const char *language,
			struct error *error)
{
	char *copy = strdup(text), *rest = copy, *line;
	struct error why;
	const char *wrong = NULL;
	unsigned int n = 0;

	if (!copy)
		return error_no_memory(error);
	while (!wrong && (line = strsep(&rest, "\n"))) {
		n++;
		wrong = check_line(line, &why);
	}
	if (wrong)
		error_set(error, "text.%s:%u: %s", language, n, wrong);
	free(copy);
	return wrong ? -1 : 0;
}

int edition_check(const json_t *content, struct error *error)
{
	const json_t *texts = json_object_get(content, "text");
	const char *language, *text;
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(content, "languages"), i, value) {
		language = json_string_value(value);
		text = json_string_value(json_object_get(texts, language));
		if (text && check_markup(text, language, error))
			return -1;
		if (check_one(content, 0, language, error) ||
		    check_one(content, 1, language, error))
			return -1;
	}
	return 0;
}

void bulletin_free(struct bulletin *bulletin)
{
	free(bulletin->title);
	document_free(&bulletin->document);
	memset(bulletin, 0, sizeof(*bulletin));
}
