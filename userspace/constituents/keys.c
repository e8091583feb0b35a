// SPDX-License-Identifier: GPL-2.0-or-later
/* constituents_keys.c - how somebody is told: contacts, languages, formats, key, ... */
#include <ctype.h>
#include <string.h>
#include <stdlib.h>

#include "internal.h"

#define CONTACT_MAX	254	/* RFC 5321 */
#define LANGUAGE_MAX	15
#define INTERVAL_MAX	(366 * 86400ll)
#define QUIET_MAX	3650
#define ZIP_ABOVE_MAX	100000000

static struct constituent *telling(struct load *load)
{
	return &((struct constituents_reading *)load)->entry->is;
}

typedef bool good_fn(const char *text);

/* Nothing in it can end a header, or mean another address. */
static bool good_contact(const char *text)
{
	const char *at = strchr(text, '@'), *c;

	if (!at || at == text || !at[1] || strchr(at + 1, '@') ||
	    strlen(text) > CONTACT_MAX || *text == '-' || *text == '.' ||
	    at[1] == '.' || at[1] == '-')
		return false;
	for (c = text; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("<>()[]\"\\,;:", *c))
			return false;
	return true;
}

static bool good_language(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return n >= 2 && n <= LANGUAGE_MAX && !text[n];
}

/**
 * take_texts - an array of strings, each once, in one piece of memory
 * @what: "... is no " what
 *
 * Returns the pointers, NULL behind the last one; NULL after an error.
 */
static const char *const *take_texts(struct load *load,
				     const config_setting_t *setting,
				     unsigned int max, good_fn *good,
				     const char *what)
{
	unsigned int i, k, n = (unsigned int)config_setting_length(setting);
	size_t size = (n + 1) * sizeof(char *);
	const config_setting_t *element;
	const char **list, *text;
	char quoted[TEXT_QUOTE_MAX], *to;
	bool bad = false;

	if (n > max) {
		schema_say(load, POLICY_ERROR, setting, "%u are too many: at most %u",
			   n, max);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, i);
		text = config_setting_get_string(element);
		size += strlen(text) + 1;
		if (!good(text))
			schema_say(load, POLICY_ERROR, element, "%s is no %s",
				   text_quote(text, quoted), what);
		bad = bad || !good(text);
	}
	list = bad ? NULL : calloc(1, size);
	if (!list)
		return NULL;
	to = (char *)(list + n + 1);
	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, i);
		list[i] = to;
		to = stpcpy(to, config_setting_get_string(element)) + 1;
		for (k = 0; k < i; k++)
			if (!strcmp(list[i], list[k]))
				schema_say(load, POLICY_ERROR, element,
					   "%s is there twice",
					   text_quote(list[i], quoted));
	}
	return list;
}

void constituents_take_contacts(struct load *load,
				const config_setting_t *setting,
				const struct key *key)
{
	struct entry *entry = ((struct constituents_reading *)load)->entry;
	const char *const *texts;

	texts = take_texts(load, setting, CONSTITUENT_CONTACTS_MAX, good_contact,
			   "mail address such as abuse@example.org");
	if (!texts)
		return;
	entry->is.contacts = texts;
	entry->contacts = (void *)texts;
}

void constituents_take_languages(struct load *load,
				 const config_setting_t *setting,
				 const struct key *key)
{
	struct entry *entry = ((struct constituents_reading *)load)->entry;
	const char *const *texts;

	texts = take_texts(load, setting, CONSTITUENT_LANGUAGES_MAX,
			   good_language,
			   "language: a folder of the templates, such as ja or en");
	if (!texts)
		return;
	entry->is.languages = texts;
	entry->languages = (void *)texts;
}

static unsigned int take_set(struct load *load, const config_setting_t *setting,
			     const char *const *words)
{
	unsigned int set = 0;
	int i, word;

	for (i = 0; i < config_setting_length(setting); i++) {
		word = schema_word(load,
				   config_setting_get_elem(setting,
							   (unsigned int)i),
				   words);
		if (word >= 0)
			set |= 1u << word;
	}
	return set;
}

void constituents_take_formats(struct load *load,
			       const config_setting_t *setting,
			       const struct key *key)
{
	static const char *const words[] = {
#define X(sym, name) name,
		CONSTITUENT_FORMATS(X)
#undef X
		NULL
	};

	telling(load)->formats = take_set(load, setting, words) |
				 1u << CONSTITUENT_TEXT;
}

static const char *const kinds[] = {
#define X(sym, name) name,
	CONSTITUENT_KINDS(X)
#undef X
	NULL
};

const char *constituent_kind_name(unsigned int kind)
{
	return kind < CONSTITUENT_KIND_COUNT ? kinds[kind] : "?";
}

int constituent_kind_find(const char *name)
{
	int i;

	for (i = 0; kinds[i]; i++)
		if (!strcmp(kinds[i], name))
			return i;
	return -1;
}

void constituents_take_opt_out(struct load *load,
			       const config_setting_t *setting,
			       const struct key *key)
{
	telling(load)->opt_out = take_set(load, setting, kinds);
}

/* "1d", "12h", "2w": at most three digits, so nothing can overflow. */
void constituents_take_interval(struct load *load,
				const config_setting_t *setting,
				const struct key *key)
{
	static const struct { char letter; int64_t seconds; } units[] = {
		{ 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 },
	};
	const char *text = config_setting_get_string(setting);
	size_t digits = strspn(text, "0123456789"), i;
	char quoted[TEXT_QUOTE_MAX];
	int64_t seconds = -1;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (digits >= 1 && digits <= 5 && text[digits] ==
		    units[i].letter && !text[digits + 1])
			seconds = atoi(text) * units[i].seconds;
	if (seconds < 0 || seconds > INTERVAL_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no time between two mails: \"0m\" to \"366d\", such as \"12h\" or \"1d\"",
			   text_quote(text, quoted));
	else
		telling(load)->interval = seconds;
}

void constituents_take_quiet(struct load *load, const config_setting_t *setting,
			     const struct key *key)
{
	schema_number(load, setting, 0, QUIET_MAX, "days",
		      &telling(load)->quiet_days);
}

void constituents_take_zip(struct load *load, const config_setting_t *setting,
			   const struct key *key)
{
	schema_number(load, setting, 0, ZIP_ABOVE_MAX, "bytes",
		      &telling(load)->zip_above);
}

void constituents_take_scans(struct load *load, const config_setting_t *setting,
			     const struct key *key)
{
	telling(load)->scans = config_setting_get_bool(setting);
}

void constituents_take_sign(struct load *load, const config_setting_t *setting,
			    const struct key *key)
{
	telling(load)->sign = config_setting_get_bool(setting);
}

void constituents_take_encrypt(struct load *load,
			       const config_setting_t *setting,
			       const struct key *key)
{
	struct entry *entry = ((struct constituents_reading *)load)->entry;

	entry->encrypt = setting;
	entry->is.encrypt = config_setting_get_bool(setting);
}

/* As gpg prints it, or without the blanks; short ids name somebody else too. */
void constituents_take_key(struct load *load, const config_setting_t *setting,
			   const struct key *key)
{
	struct entry *entry = ((struct constituents_reading *)load)->entry;
	char *to = schema_copy(load, setting), quoted[TEXT_QUOTE_MAX];
	const char *c;
	size_t n = 0;

	entry->key = to;
	if (!to)
		return;
	for (c = config_setting_get_string(setting); *c; c++) {
		if (isxdigit((unsigned char)*c))
			to[n++] = (char)toupper((unsigned char)*c);
		else if (*c != ' ')
			break;
	}
	to[n] = '\0';
	if (*c || (n != 40 && n != 64))
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no fingerprint of a PGP key: 40 hex digits (64 of a version 5 key)",
			   text_quote(config_setting_get_string(setting), quoted));
	entry->is.key = to;
}
