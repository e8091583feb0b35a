// SPDX-License-Identifier: GPL-2.0-or-later
/* values.c - values of settings that several keys take: words, paths, numbers */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "schema.h"

#define WORDS_TEXT_MAX	128

char *schema_copy(struct load *load, const config_setting_t *setting)
{
	char *text = strdup(config_setting_get_string(setting));

	if (!text)
		schema_say(load, POLICY_ERROR, setting, "out of memory");
	return text;
}

char *schema_path(struct load *load, const config_setting_t *setting)
{
	const char *path = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	if (path[0] != '/')
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no absolute path: it has to begin with /",
			   text_quote(path, quoted));
	else if (strlen(path) >= PATH_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "the path is longer than %d bytes", PATH_MAX - 1);
	else
		return schema_copy(load, setting);
	return NULL;
}

static const char *word_name(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

int schema_word(struct load *load, const config_setting_t *setting,
		const char *const *words)
{
	const char *text = config_setting_get_string(setting), *meant;
	char quoted[TEXT_QUOTE_MAX], known[WORDS_TEXT_MAX] = "";
	int i;

	for (i = 0; words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	text_quote(text, quoted);
	meant = text_suggest(text, word_name, words);
	for (i = 0; words[i]; i++) {
		strcat(known, i ? ", " : "");
		strcat(known, words[i]);
	}
	if (meant)
		schema_say(load, POLICY_ERROR, setting,
			   "%s is none of %s: did you mean \"%s\"?", quoted,
			   known, meant);
	else
		schema_say(load, POLICY_ERROR, setting, "%s is none of %s",
			   quoted, known);
	return -1;
}

void schema_number(struct load *load, const config_setting_t *setting,
		   long long from, long long to, const char *what,
		   unsigned int *number)
{
	long long value = schema_integer(setting);

	if (value < from || value > to)
		schema_say(load, POLICY_ERROR, setting,
			   "%lld %s is out of range (%lld to %lld)", value,
			   what, from, to);
	else
		*number = (unsigned int)value;
}
