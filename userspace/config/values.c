// SPDX-License-Identifier: GPL-2.0-or-later
/* values.c - values of settings: numbers, ranges, durations, paths, words */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"
#include "config/schema.h"
#include "internal.h"

#define WORDS_TEXT_MAX	128

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

char *schema_copy(struct config_reader *reader, const config_setting_t *setting)
{
	char *text = strdup(config_setting_get_string(setting));

	if (!text)
		schema_error(reader, setting, "out of memory");
	return text;
}

char *schema_path(struct config_reader *reader, const config_setting_t *setting)
{
	const char *path = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	if (path[0] != '/')
		schema_error(reader, setting,
			     "%s is not an absolute path: it has to begin with /",
			     text_quote(path, quoted));
	else if (strlen(path) >= PATH_MAX)
		schema_error(reader, setting,
			     "the path is longer than %d bytes", PATH_MAX - 1);
	else
		return schema_copy(reader, setting);
	return NULL;
}

static const char *word_name(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

static int find_word(const char *const *words, const char *word)
{
	int i;

	for (i = 0; words[i]; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

static void unknown_word(struct config_reader *reader,
			 const config_setting_t *setting,
			 const char *const *words)
{
	const char *text = config_setting_get_string(setting), *meant;
	char quoted[TEXT_QUOTE_MAX], known[WORDS_TEXT_MAX] = "";
	int i;

	text_quote(text, quoted);
	meant = text_suggest(text, word_name, words);
	for (i = 0; words[i]; i++) {
		strcat(known, i ? ", " : "");
		strcat(known, words[i]);
	}
	if (meant)
		schema_error(reader, setting,
			     "%s is not one of %s: did you mean \"%s\"?",
			     quoted, known, meant);
	else
		schema_error(reader, setting, "%s is not one of %s", quoted,
			     known);
}

int schema_word(struct config_reader *reader, const config_setting_t *setting,
		const char *const *words)
{
	const char *text = config_setting_get_string(setting), *new;
	char quoted[TEXT_QUOTE_MAX], what[TEXT_QUOTE_MAX + 8];
	int word = find_word(words, text);

	if (word >= 0)
		return word;
	new = schema_new_name(reader, setting, text);
	word = new ? find_word(words, new) : -1;
	if (word < 0) {
		unknown_word(reader, setting, words);
		return -1;
	}
	snprintf(what, sizeof(what), "%s was ", text_quote(text, quoted));
	schema_warn_renamed(reader, setting, what, new);
	return word;
}

static int in_range(struct config_reader *reader,
		    const config_setting_t *setting, long long value,
		    long long from, long long to, const char *unit,
		    unsigned int *number)
{
	if (value < from || value > to) {
		schema_error(reader, setting,
			     "%lld %s is out of range (%lld to %lld)", value,
			     unit, from, to);
		return -1;
	}
	*number = (unsigned int)value;
	return 0;
}

void schema_number(struct config_reader *reader,
		   const config_setting_t *setting, long long from,
		   long long to, const char *unit, unsigned int *number)
{
	in_range(reader, setting, schema_integer(setting), from, to, unit,
		 number);
}

int schema_duration(struct config_reader *reader,
		    const config_setting_t *setting, unsigned int unit,
		    long long from, long long to, unsigned int *number)
{
	const char *name = unit == SCHEMA_DAYS ? "days" : "seconds";
	char quoted[TEXT_QUOTE_MAX];
	const char *text;
	int64_t seconds;

	if (schema_is_integer(setting))
		return in_range(reader, setting, schema_integer(setting), from,
				to, name, number);
	text = config_setting_get_string(setting);
	if (clock_duration(text, &seconds)) {
		schema_error(reader, setting,
			     "%s is not a duration (such as %s)",
			     text_quote(text, quoted), CLOCK_DURATION_EXAMPLES);
		return -1;
	}
	if (seconds % unit) {
		schema_error(reader, setting, "%s is not a number of %s",
			     text_quote(text, quoted), name);
		return -1;
	}
	return in_range(reader, setting, seconds / unit, from, to, name,
			number);
}
