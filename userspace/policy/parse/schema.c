// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - the walk over a parsed file, by tables of keys */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "schema.h"

#define PATH_TEXT_MAX	256
#define KNOWN_TEXT_MAX	256

static const char *expected(enum key_type type)
{
	static const char *const texts[] = {
		[KEY_GROUP] = "a group { ... }",
		[KEY_LIST] = "a list ( ... )",
		[KEY_STRINGS] = "an array of strings [ \"...\", \"...\" ]",
		[KEY_STRING] = "a string \"...\"",
		[KEY_INTEGER] = "a whole number",
		[KEY_RANGE] = "a whole number, or two of them [ from, to ]",
		[KEY_BOOL] = "true or false",
		[KEY_ANY] = "anything",
	};

	return texts[type];
}

static const char *found(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		return "a group";
	case CONFIG_TYPE_LIST:
		return "a list ( ... )";
	case CONFIG_TYPE_ARRAY:
		return "an array [ ... ]";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_FLOAT:
		return "a number with a fraction";
	}
	return "a whole number";
}

/* An array's elements are all of one type: the parser sees to it. */
static bool holds_strings(const config_setting_t *array)
{
	return !config_setting_length(array) ||
	       config_setting_type(config_setting_get_elem(array, 0)) ==
	       CONFIG_TYPE_STRING;
}

static bool is_integer(const config_setting_t *setting)
{
	int t = config_setting_type(setting);

	return t == CONFIG_TYPE_INT || t == CONFIG_TYPE_INT64;
}

static bool type_fits(const config_setting_t *setting, enum key_type type)
{
	int t = config_setting_type(setting);

	switch (type) {
	case KEY_GROUP:
		return t == CONFIG_TYPE_GROUP;
	case KEY_LIST:
		return t == CONFIG_TYPE_LIST;
	case KEY_STRINGS:
		return t == CONFIG_TYPE_ARRAY && holds_strings(setting);
	case KEY_STRING:
		return t == CONFIG_TYPE_STRING;
	case KEY_INTEGER:
		return is_integer(setting);
	case KEY_RANGE:
		if (t == CONFIG_TYPE_ARRAY)
			return config_setting_length(setting) == 2 &&
			       is_integer(config_setting_get_elem(setting, 0));
		return is_integer(setting);
	case KEY_BOOL:
		return t == CONFIG_TYPE_BOOL;
	case KEY_ANY:
		return true;
	}
	return false;
}

long long schema_integer(const config_setting_t *setting)
{
	return config_setting_type(setting) == CONFIG_TYPE_INT ?
		config_setting_get_int(setting) :
		config_setting_get_int64(setting);
}

void schema_range(const config_setting_t *setting, long long *from,
		  long long *to)
{
	bool both = config_setting_is_array(setting);

	*from = schema_integer(both ? config_setting_get_elem(setting, 0) :
				      setting);
	*to = schema_integer(both ? config_setting_get_elem(setting, 1) :
				    setting);
}

static const char *key_name(const void *context, size_t i)
{
	return ((const struct key *)context)[i].name;
}

static void unknown(struct load *load, const config_setting_t *setting,
		    const struct key *keys)
{
	const char *meant = text_suggest(config_setting_name(setting), key_name,
					 keys);
	char known[KNOWN_TEXT_MAX] = "";
	const struct key *key;

	if (meant) {
		schema_say(load, POLICY_ERROR, setting,
			   "unknown key: did you mean \"%s\"?", meant);
		return;
	}
	for (key = keys; key->name; key++) {
		if (key > keys)
			strcat(known, ", ");
		strcat(known, key->name);
	}
	schema_say(load, POLICY_ERROR, setting, "unknown key (known here: %s)",
		   known);
}

void schema_walk(struct load *load, const config_setting_t *group,
		 const struct key *keys)
{
	const config_setting_t *setting;
	const struct key *key;
	unsigned int i;

	for (i = 0; i < (unsigned int)config_setting_length(group); i++) {
		setting = config_setting_get_elem(group, i);
		for (key = keys; key->name; key++)
			if (!strcmp(key->name, config_setting_name(setting)))
				break;
		if (!key->name)
			unknown(load, setting, keys);
		else if (!type_fits(setting, key->type))
			schema_say(load, POLICY_ERROR, setting,
				   "expected %s, found %s", expected(key->type),
				   found(setting));
		else if (key->take)
			key->take(load, setting, key);
	}
	for (key = keys; key->name; key++)
		if (key->missing &&
		    !(load->partial && config_setting_is_root(group)) &&
		    !config_setting_get_member(group, key->name))
			schema_say(load, POLICY_ERROR, group, "%s",
				   key->missing);
}

struct policy_place schema_place(const config_setting_t *setting)
{
	return (struct policy_place){ setting->file, setting->line };
}

const char *schema_where(const config_setting_t *setting,
			 struct policy_place place, char buf[WHERE_MAX])
{
	char escaped[WHERE_MAX - 16];

	if (!place.file || place.file == setting->file)
		snprintf(buf, WHERE_MAX, "line %u", place.line);
	else
		snprintf(buf, WHERE_MAX, "%s:%u",
			 text_escape(place.file, escaped, sizeof(escaped)),
			 place.line);
	return buf;
}

/* "zones.external.interfaces: "; elements of lists have no name. */
static void path_text(const config_setting_t *setting, char *buf, size_t size)
{
	const char *name;
	size_t n;

	if (!setting || config_setting_is_root(setting)) {
		buf[0] = '\0';
		return;
	}
	path_text(config_setting_parent(setting), buf, size);
	name = config_setting_name(setting);
	n = strlen(buf);
	if (name && n + 2 < size)
		snprintf(buf + n, size - n, "%s%s", n ? "." : "", name);
}

void schema_say(struct load *load, enum policy_severity severity,
		const config_setting_t *setting, const char *format, ...)
{
	char path[PATH_TEXT_MAX], *text;
	va_list args;

	path_text(setting, path, sizeof(path));
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	message_add(load->messages, severity,
		    setting->file ? setting->file : load->policy->path,
		    setting->line, "%s%s%s", path, *path ? ": " : "",
		    text ? text : "out of memory");
	free(text);
}

void *schema_grow(struct load *load, const config_setting_t *setting,
		  void *array, size_t *count, size_t size)
{
	void **list = array;
	char *bigger = *list;

	if (!(*count & (*count - 1))) {
		bigger = reallocarray(*list, *count ? *count * 2 : 1, size);
		if (!bigger) {
			schema_say(load, POLICY_ERROR, setting, "out of memory");
			return NULL;
		}
		*list = bigger;
	}
	return memset(bigger + size * (*count)++, 0, size);
}
