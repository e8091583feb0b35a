// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - comparing a parsed file to tables of keys */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/text.h"
#include "config/schema.h"
#include "internal.h"

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
		[KEY_DURATION] =
			"a whole number, or a duration such as \"15min\" or \"7d\"",
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

/* libconfig's parser ensures that all elements of an array are of one type. */
static bool holds_strings(const config_setting_t *array)
{
	return !config_setting_length(array) ||
	       config_setting_type(config_setting_get_elem(array, 0)) ==
		       CONFIG_TYPE_STRING;
}

bool schema_is_integer(const config_setting_t *setting)
{
	int t = config_setting_type(setting);

	return t == CONFIG_TYPE_INT || t == CONFIG_TYPE_INT64;
}

static bool holds_integers(const config_setting_t *array)
{
	return schema_is_integer(config_setting_get_elem(array, 0));
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
		return schema_is_integer(setting);
	case KEY_RANGE:
		if (t == CONFIG_TYPE_ARRAY)
			return config_setting_length(setting) == 2 &&
			       holds_integers(setting);
		return schema_is_integer(setting);
	case KEY_DURATION:
		return schema_is_integer(setting) || t == CONFIG_TYPE_STRING;
	case KEY_BOOL:
		return t == CONFIG_TYPE_BOOL;
	case KEY_ANY:
		return true;
	}
	return false;
}

/* Is it, or an element of it, a number that was reported as too large? */
static bool has_bad_number(const config_setting_t *setting)
{
	unsigned int i, n = config_setting_is_array(setting) ?
			    (unsigned int)config_setting_length(setting) : 0;

	for (i = 0; i < n; i++)
		if (has_bad_number(config_setting_get_elem(setting, i)))
			return true;
	return config_setting_get_hook(setting);
}

static const char *key_name(const void *context, size_t i)
{
	return ((const struct config_key *)context)[i].name;
}

/* "zones.external.interfaces"; elements of lists have no name. */
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

void schema_report(struct config_reader *reader, enum config_severity severity,
		   const config_setting_t *setting, const char *format, ...)
{
	char path[PATH_TEXT_MAX], *text;
	va_list args;

	if (reader->quiet)
		return;
	path_text(setting, path, sizeof(path));
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	message_add(reader->messages, severity,
		    setting->file ? setting->file : reader->path, setting->line,
		    "%s%s%s", path, *path ? ": " : "",
		    text ? text : "out of memory");
	free(text);
}

const char *schema_new_name(const struct config_reader *reader,
			    const config_setting_t *setting, const char *old)
{
	const struct schema_rename *r = reader->renames;
	char path[PATH_TEXT_MAX];

	if (!r)
		return NULL;
	path_text(setting, path, sizeof(path));
	for (; r->path; r++)
		if (!strcmp(r->path, path) && !strcmp(r->old, old))
			return r->new;
	return NULL;
}

void schema_warn_renamed(struct config_reader *reader,
			 const config_setting_t *setting, const char *what,
			 const char *new)
{
	schema_warning(reader, setting,
		       "%srenamed to \"%s\"; the old name is accepted until %s",
		       what, new, SCHEMA_RENAMED_UNTIL);
}

static const struct config_key *find_key(const struct config_key *keys,
					 const char *name)
{
	for (; keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

static void unknown(struct config_reader *reader,
		    const config_setting_t *setting,
		    const struct config_key *keys)
{
	const char *meant =
		text_suggest(config_setting_name(setting), key_name, keys);
	char known[KNOWN_TEXT_MAX] = "";
	const struct config_key *key;

	if (meant) {
		schema_error(reader, setting,
			     "unknown key: did you mean \"%s\"?", meant);
		return;
	}
	for (key = keys; key->name; key++) {
		if (key > keys)
			strcat(known, ", ");
		strcat(known, key->name);
	}
	schema_error(reader, setting, "unknown key (known here: %s)", known);
}

/* The key that @setting's name was renamed to; NULL after an error. */
static const struct config_key *find_renamed(struct config_reader *reader,
					     const config_setting_t *group,
					     const config_setting_t *setting,
					     const struct config_key *keys)
{
	const char *new =
		schema_new_name(reader, group, config_setting_name(setting));
	const struct config_key *key = new ? find_key(keys, new) : NULL;
	const config_setting_t *other;
	char where[SCHEMA_WHERE_MAX];

	if (!key) {
		unknown(reader, setting, keys);
		return NULL;
	}
	other = config_setting_get_member(group, new);
	if (other) {
		schema_error(reader, setting,
			     "renamed to \"%s\", which is set as well, in %s: remove the old name",
			     new,
			     schema_where(setting, schema_position(other),
					  where));
		return NULL;
	}
	schema_warn_renamed(reader, setting, "", new);
	return key;
}

/* Of a number that was reported nothing more is said: it is not what is written. */
static void parse_quietly(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	bool quiet = reader->quiet;

	reader->quiet = quiet || has_bad_number(setting);
	key->parse(reader, setting, key);
	reader->quiet = quiet;
}

static void walk_setting(struct config_reader *reader,
			 const config_setting_t *group,
			 const config_setting_t *setting,
			 const struct config_key *keys)
{
	const struct config_key *key =
		find_key(keys, config_setting_name(setting));

	if (!key)
		key = find_renamed(reader, group, setting, keys);
	if (!key)
		return;
	if (!type_fits(setting, key->type))
		schema_error(reader, setting, "expected %s, found %s",
			     expected(key->type), found(setting));
	else if (key->parse)
		parse_quietly(reader, setting, key);
}

/* Is @key in @group, under its name or an old one? */
static bool has_key(const struct config_reader *reader,
		    const config_setting_t *group, const struct config_key *key)
{
	const struct schema_rename *r = reader->renames;
	const char *new;

	if (config_setting_get_member(group, key->name))
		return true;
	for (; r && r->path; r++) {
		new = config_setting_get_member(group, r->old) ?
			      schema_new_name(reader, group, r->old) :
			      NULL;
		if (new && !strcmp(new, key->name))
			return true;
	}
	return false;
}

void schema_walk(struct config_reader *reader, const config_setting_t *group,
		 const struct config_key *keys)
{
	const struct config_key *key;
	unsigned int i;

	for (i = 0; i < (unsigned int)config_setting_length(group); i++)
		walk_setting(reader, group, config_setting_get_elem(group, i),
			     keys);
	for (key = keys; key->name; key++)
		if (key->missing &&
		    !(reader->partial && config_setting_is_root(group)) &&
		    !has_key(reader, group, key))
			schema_error(reader, group, "%s", key->missing);
}

struct config_position schema_position(const config_setting_t *setting)
{
	return (struct config_position){ setting->file, setting->line };
}

const char *schema_where(const config_setting_t *setting,
			 struct config_position position,
			 char buf[SCHEMA_WHERE_MAX])
{
	char escaped[SCHEMA_WHERE_MAX - 16];

	if (!position.file || position.file == setting->file)
		snprintf(buf, SCHEMA_WHERE_MAX, "line %u", position.line);
	else
		snprintf(buf, SCHEMA_WHERE_MAX, "%s:%u",
			 text_escape(position.file, escaped, sizeof(escaped)),
			 position.line);
	return buf;
}

void *schema_grow(struct config_reader *reader, const config_setting_t *setting,
		  void *array, size_t *count, size_t size)
{
	void **list = array;
	size_t room = *count ? ARRAY_FIRST : 0;
	char *grown;

	/* Only this function adds elements, so the count tells the room. */
	while (room < *count)
		room *= 2;
	grown = array_reserve(*list, &room, *count, 1, size);
	if (!grown) {
		schema_error(reader, setting, "out of memory");
		return NULL;
	}
	*list = grown;
	return memset(grown + size * (*count)++, 0, size);
}
