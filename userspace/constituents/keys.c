// SPDX-License-Identifier: GPL-2.0-or-later
/* keys.c - notification settings: contacts, languages, formats, interval, PGP key */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"
#include "internal.h"

#define CONTACT_MAX	254	/* RFC 5321 */
#define LANGUAGE_MAX	15
#define INTERVAL_MAX	(366 * 86400ll)
#define QUIET_MAX	3650
#define ZIP_ABOVE_MAX	100000000

static struct constituent *settings_of(struct config_reader *reader)
{
	return &parser_of(reader)->entry->settings;
}

typedef bool valid_fn(const char *text);

/* Must not end a mail header, or be parsed as another address. */
static bool contact_valid(const char *text)
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

static bool language_valid(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return n >= 2 && n <= LANGUAGE_MAX && !text[n];
}

/**
 * parse_texts - an array of different strings, in one piece of memory
 * @what: what each has to be, in messages
 *
 * Returns the pointers, with NULL after the last one, or NULL after an error.
 */
static const char *const *parse_texts(struct config_reader *reader,
				      const config_setting_t *setting,
				      unsigned int max, valid_fn *valid,
				      const char *what)
{
	unsigned int i, k, n = (unsigned int)config_setting_length(setting);
	size_t size = (n + 1) * sizeof(char *);
	const config_setting_t *element;
	const char **list, *text;
	char quoted[TEXT_QUOTE_MAX], *to;
	bool bad = false;

	if (n > max) {
		schema_error(reader, setting, "%u are too many: at most %u", n,
			     max);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, i);
		text = config_setting_get_string(element);
		size += strlen(text) + 1;
		if (!valid(text))
			schema_error(reader, element, "%s is not a %s",
				     text_quote(text, quoted), what);
		bad = bad || !valid(text);
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
				schema_error(reader, element, "duplicate %s",
					     text_quote(list[i], quoted));
	}
	return list;
}

void constituents_parse_contacts(struct config_reader *reader,
				 const config_setting_t *setting,
				 const struct config_key *key)
{
	struct entry *entry = parser_of(reader)->entry;
	const char *const *texts;

	texts = parse_texts(reader, setting, CONSTITUENT_CONTACTS_MAX,
			    contact_valid,
			    "mail address such as abuse@example.org");
	if (!texts)
		return;
	entry->settings.contacts = texts;
	entry->contacts = (void *)texts;
}

void constituents_parse_languages(struct config_reader *reader,
				  const config_setting_t *setting,
				  const struct config_key *key)
{
	struct entry *entry = parser_of(reader)->entry;
	const char *const *texts;

	texts = parse_texts(
		reader, setting, CONSTITUENT_LANGUAGES_MAX, language_valid,
		"language (a folder of the templates), such as ja or en");
	if (!texts)
		return;
	entry->settings.languages = texts;
	entry->languages = (void *)texts;
}

static unsigned int parse_set(struct config_reader *reader,
			      const config_setting_t *setting,
			      const char *const *words)
{
	unsigned int set = 0;
	int i, word;

	for (i = 0; i < config_setting_length(setting); i++) {
		word = schema_word(reader,
				   config_setting_get_elem(setting,
							   (unsigned int)i),
				   words);
		if (word >= 0)
			set |= 1u << word;
	}
	return set;
}

void constituents_parse_formats(struct config_reader *reader,
				const config_setting_t *setting,
				const struct config_key *key)
{
	static const char *const words[] = {
#define X(sym, name) name,
		CONSTITUENT_FORMATS(X)
#undef X
			NULL
	};

	settings_of(reader)->formats = parse_set(reader, setting, words) |
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

void constituents_parse_opt_out(struct config_reader *reader,
				const config_setting_t *setting,
				const struct config_key *key)
{
	settings_of(reader)->opt_out = parse_set(reader, setting, kinds);
}

/* A duration, or zero of any unit. */
static int parse_interval(const char *text, int64_t *seconds)
{
	char one[8];

	if (text[0] != '0' || isdigit((unsigned char)text[1]))
		return clock_duration(text, seconds);
	snprintf(one, sizeof(one), "1%s", text + 1);
	if (clock_duration(one, seconds))
		return -1;
	*seconds = 0;
	return 0;
}

void constituents_parse_interval(struct config_reader *reader,
				 const config_setting_t *setting,
				 const struct config_key *key)
{
	const char *text = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];
	int64_t seconds;

	if (parse_interval(text, &seconds) || seconds > INTERVAL_MAX)
		schema_error(reader, setting,
			     "%s is not a time between two mails: \"0m\" to \"366d\", such as \"12h\" or \"1d\"",
			     text_quote(text, quoted));
	else
		settings_of(reader)->interval = seconds;
}

void constituents_parse_quiet(struct config_reader *reader,
			      const config_setting_t *setting,
			      const struct config_key *key)
{
	schema_number(reader, setting, 0, QUIET_MAX, "days",
		      &settings_of(reader)->quiet_days);
}

void constituents_parse_zip(struct config_reader *reader,
			    const config_setting_t *setting,
			    const struct config_key *key)
{
	schema_number(reader, setting, 0, ZIP_ABOVE_MAX, "bytes",
		      &settings_of(reader)->zip_above);
}

static void parse_packets(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	schema_number(reader, setting, 1, EVIDENCE_PACKETS_MAX, "packets",
		      &settings_of(reader)->evidence.packets);
}

static void parse_targets(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	schema_number(reader, setting, 1, EVIDENCE_TARGETS_MAX, "targets",
		      &settings_of(reader)->evidence.targets);
}

void constituents_parse_evidence(struct config_reader *reader,
				 const config_setting_t *setting,
				 const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "packets", .type = KEY_INTEGER,
		  .parse = parse_packets },
		{ .name = "targets", .type = KEY_INTEGER,
		  .parse = parse_targets },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
}

void constituents_parse_scans(struct config_reader *reader,
			      const config_setting_t *setting,
			      const struct config_key *key)
{
	settings_of(reader)->scans = config_setting_get_bool(setting);
}

void constituents_parse_sign(struct config_reader *reader,
			     const config_setting_t *setting,
			     const struct config_key *key)
{
	settings_of(reader)->sign = config_setting_get_bool(setting);
}

void constituents_parse_encrypt(struct config_reader *reader,
				const config_setting_t *setting,
				const struct config_key *key)
{
	struct entry *entry = parser_of(reader)->entry;

	entry->encrypt = setting;
	entry->settings.encrypt = config_setting_get_bool(setting);
}

/* As gpg prints it, with or without blanks. Short key IDs are not unique. */
void constituents_parse_key(struct config_reader *reader,
			    const config_setting_t *setting,
			    const struct config_key *key)
{
	struct entry *entry = parser_of(reader)->entry;
	char *to = schema_copy(reader, setting), quoted[TEXT_QUOTE_MAX];
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
		schema_error(reader, setting,
			     "%s is not the fingerprint of a PGP key: 40 hex digits (64 of a version 5 key)",
			     text_quote(config_setting_get_string(setting), quoted));
	entry->settings.key = to;
}
