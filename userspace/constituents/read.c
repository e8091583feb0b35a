// SPDX-License-Identifier: GPL-2.0-or-later
/* read.c - constituents.conf: entries, their prefixes, defaults */
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/error.h"
#include "common/text.h"
#include "internal.h"

#define DEFAULT_INTERVAL	86400
#define DEFAULT_QUIET		14
#define DEFAULT_ZIP_ABOVE	1000000
#define DEFAULT_FORMATS		(1u << CONSTITUENT_TEXT | 1u << CONSTITUENT_CSV)

/* Can it be printed as it is? The loop is for speed: most names are ASCII. */
static bool printable(const char *name)
{
	char escaped[CONSTITUENT_NAME_MAX * 4 + 8];
	const char *c;

	for (c = name; *c > ' ' && *c <= '~'; c++)
		;
	return !*c ||
	       !strcmp(text_escape(name, escaped, sizeof(escaped)), name);
}

static void parse_name(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct entry *entry = parser_of(reader)->entry;
	const char *name = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];
	const char *c;

	for (c = name; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			break;
	if (!*name || *c || c - name > CONSTITUENT_NAME_MAX)
		schema_error(reader, setting,
			     "%s is not a valid name: 1 to %d bytes without blanks",
			     text_quote(name, quoted), CONSTITUENT_NAME_MAX);
	else if (!printable(name))
		schema_error(reader, setting,
			     "%s is not a valid name: some bytes cannot be printed",
			     text_quote(name, quoted));
	else
		entry->name = schema_copy(reader, setting);
}

static void parse_prefixes(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	struct constituents *all = parser_of(reader)->all;
	const config_setting_t *element;
	struct error error;
	struct prefix prefix;
	struct owned *owned;
	int i;

	for (i = 0; i < config_setting_length(setting); i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (prefix_parse(config_setting_get_string(element), &prefix,
				 &error)) {
			schema_error(reader, element, "%s", error.text);
			continue;
		}
		owned = schema_grow(reader, element, &all->list, &all->count,
				    sizeof(*owned));
		if (owned)
			*owned = (struct owned){
				.prefix = prefix,
				.owner = (uint32_t)all->n_entries - 1,
				.position = schema_position(element)
			};
	}
}

/* Keys that need others. */
static void check_entry(struct config_reader *reader,
			const config_setting_t *group, struct entry *entry)
{
	if (!config_setting_get_member(group, "prefixes") &&
	    !config_setting_get_member(group, "asns"))
		schema_error(reader, group,
			     "prefixes is missing: the networks of the constituent (or asns)");
	if (entry->encrypt && entry->settings.encrypt && !entry->settings.key)
		schema_error(reader, entry->encrypt,
			     "needs key = \"FINGERPRINT\";");
	if (!entry->encrypt)
		entry->settings.encrypt = entry->settings.key != NULL;
	entry->encrypt = NULL;
}

static void parse_entry(struct config_reader *reader,
			const config_setting_t *group)
{
	static const struct config_key keys[] = {
		{ .name = "name", .type = KEY_STRING, .parse = parse_name,
		  .missing = "name is missing: the name of the constituent" },
		{ .name = "prefixes", .type = KEY_STRINGS,
		  .parse = parse_prefixes },
		{ .name = "asns", .type = KEY_ANY,
		  .parse = constituents_parse_asns },
		{ .name = "contacts", .type = KEY_STRINGS,
		  .parse = constituents_parse_contacts },
		{ .name = "key", .type = KEY_STRING,
		  .parse = constituents_parse_key },
		{ .name = "encrypt", .type = KEY_BOOL,
		  .parse = constituents_parse_encrypt },
		{ .name = "evidence", .type = KEY_GROUP,
		  .parse = constituents_parse_evidence },
		CONSTITUENT_KEYS,
		{ .name = "comment", .type = KEY_STRING },
		{ .name = NULL }
	};
	struct constituents *all = parser_of(reader)->all;
	struct entry *entry;

	entry = schema_grow(reader, group, &all->entries, &all->n_entries,
			    sizeof(*entry));
	if (!entry)
		return;
	entry->settings = all->defaults.settings;
	entry->position = schema_position(group);
	parser_of(reader)->entry = entry;
	schema_walk(reader, group, keys);
	check_entry(reader, group, entry);
	entry->settings.name = entry->name ? entry->name : "?";
}

static void parse_entries(struct config_reader *reader)
{
	const config_setting_t *list = parser_of(reader)->list, *element;
	int i;

	for (i = 0; i < config_setting_length(list); i++) {
		element = config_setting_get_elem(list, (unsigned int)i);
		if (config_setting_is_group(element))
			parse_entry(reader, element);
		else
			schema_error(reader, element,
				     "expected groups { name = \"...\"; prefixes = [ \"...\" ]; }");
	}
}

static void parse_list(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	parser_of(reader)->list = setting;
}

static void parse_file(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	if (!*config_setting_get_string(setting))
		schema_error(reader, setting, "the name of the file is empty");
	else
		parser_of(reader)->file = setting;
}

static void parse_defaults(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	static const struct config_key keys[] = {
		CONSTITUENT_KEYS,
		{ .name = NULL }
	};
	struct constituents_parser *parser = parser_of(reader);

	parser->entry = &parser->all->defaults;
	schema_walk(reader, setting, keys);
}

/* Of the whole file: what an entry does not set. */
static void parse_evidence(struct config_reader *reader,
			   const config_setting_t *setting,
			   const struct config_key *key)
{
	struct constituents_parser *parser = parser_of(reader);

	parser->entry = &parser->all->defaults;
	constituents_parse_evidence(reader, setting, key);
}

/* Defaults come before the entries, whatever their order in the file. */
static void parse_root(struct config_reader *reader,
		       const config_setting_t *root)
{
	static const struct config_key keys[] = {
		{ .name = "defaults", .type = KEY_GROUP,
		  .parse = parse_defaults },
		{ .name = "evidence", .type = KEY_GROUP,
		  .parse = parse_evidence },
		{ .name = "asn-prefixes", .type = KEY_STRING,
		  .parse = parse_file },
		{ .name = "constituents", .type = KEY_LIST, .parse = parse_list,
		  .missing = "constituents is missing: constituents = ( { name = \"...\"; prefixes = [ \"...\" ]; } );" },
		{ .name = NULL }
	};

	schema_walk(reader, root, keys);
	if (parser_of(reader)->list)
		parse_entries(reader);
	constituents_read_asns(reader);
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct entry *entries = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = strcmp(entries[x].name, entries[y].name);

	return order ? order : x < y ? -1 : 1;
}

/* Prefixes refer to entries by index, so the entries stay where they are. */
static int sort_names(struct constituents *all,
		      struct config_messages *messages)
{
	char quoted[TEXT_QUOTE_MAX];
	const struct entry *entry;
	uint32_t i;

	all->names = calloc(all->n_entries + 1, sizeof(*all->names));
	if (!all->names)
		return -1;
	for (i = 0; i < all->n_entries; i++)
		all->names[i] = i;
	qsort_r(all->names, all->n_entries, sizeof(*all->names), compare_names,
		all->entries);
	for (i = 1; i < all->n_entries; i++) {
		entry = &all->entries[all->names[i]];
		if (!strcmp(all->entries[all->names[i - 1]].name, entry->name))
			message_add(messages, CONFIG_ERROR,
				    entry->position.file, entry->position.line,
				    "duplicate constituent %s: put all its prefixes into one entry",
				    text_quote(entry->name, quoted));
	}
	return 0;
}

static struct constituents *new_constituents(void)
{
	static const char *const none[] = { NULL };
	struct constituents *all = calloc(1, sizeof(*all));

	if (all)
		all->defaults.settings = (struct constituent){
			.contacts = none, .languages = none,
			.formats = DEFAULT_FORMATS, .sign = true,
			.interval = DEFAULT_INTERVAL,
			.quiet_days = DEFAULT_QUIET,
			.zip_above = DEFAULT_ZIP_ABOVE,
			.evidence = EVIDENCE_LIMITS_DEFAULT,
		};
	return all;
}

/* @text NULL: read the file of @reader, which is freed but for its files. */
static struct constituents *load(struct config_reader reader, const char *text,
				 char ***files, size_t *n_files)
{
	struct constituents_parser parser = { .all = new_constituents() };
	struct config_messages *messages = reader.messages;
	size_t errors = messages->errors;
	const config_setting_t *root;
	bool memory = parser.all;

	reader.context = &parser;
	if (memory) {
		root = text ? config_reader_parse_text(&reader, text) :
			      config_reader_parse(&reader);
		if (root)
			parse_root(&reader, root);
		if (messages->errors == errors)
			memory = !sort_names(parser.all, messages);
		constituents_sort_prefixes(parser.all, messages);
	}
	if (!memory)
		message_add(messages, CONFIG_ERROR, reader.path, 0, "out of memory");
	if (files)
		*files = config_reader_take_files(&reader, n_files);
	config_reader_free(&reader);
	if (messages->errors == errors)
		return parser.all;
	constituents_free(parser.all);
	return NULL;
}

struct constituents *constituents_load(const char *path,
				       struct config_messages *messages)
{
	const struct config_reader reader = { .messages = messages, .path = path };

	return load(reader, NULL, NULL, NULL);
}

struct constituents *constituents_load_files(const char *path,
					     struct config_messages *messages,
					     char ***files, size_t *n_files)
{
	const struct config_reader reader = { .messages = messages, .path = path };

	return load(reader, NULL, files, n_files);
}

struct constituents *constituents_parse(const char *name, const char *text,
					const char *asns,
					struct config_messages *messages)
{
	const struct config_reader reader = {
		.messages = messages, .path = name, .list_text = asns,
	};

	return load(reader, text, NULL, NULL);
}
