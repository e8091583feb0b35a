// SPDX-License-Identifier: GPL-2.0-or-later
/* constituents_read.c - the file of constituents: entries, prefixes, defaults */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "internal.h"
#include "policy/parse/document.h"
#include "common/names.h"

#define DEFAULT_INTERVAL	86400
#define DEFAULT_QUIET		14
#define DEFAULT_ZIP_ABOVE	1000000
#define DEFAULT_FORMATS		(1u << CONSTITUENT_TEXT | 1u << CONSTITUENT_CSV)

/* Shown as it is? Most names are plain, and there are many. */
static bool shows(const char *name)
{
	char escaped[CONSTITUENT_NAME_MAX * 4 + 8];
	const char *c;

	for (c = name; *c > ' ' && *c <= '~'; c++)
		;
	return !*c || !strcmp(text_escape(name, escaped, sizeof(escaped)), name);
}

static void take_name(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct entry *entry = ((struct constituents_reading *)load)->entry;
	const char *name = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];
	const char *c;

	for (c = name; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			break;
	if (!*name || *c || c - name > CONSTITUENT_NAME_MAX)
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no name: 1 to %d bytes without blanks",
			   text_quote(name, quoted), CONSTITUENT_NAME_MAX);
	else if (!shows(name))
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no name: it has bytes that cannot be shown",
			   text_quote(name, quoted));
	else
		entry->name = schema_copy(load, setting);
}

static void take_prefixes(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	struct constituents_reading *reading = (void *)load;
	struct constituents *all = reading->all;
	const config_setting_t *element;
	struct error error;
	struct prefix prefix;
	struct owned *owned;
	int i;

	for (i = 0; i < config_setting_length(setting); i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (prefix_parse(config_setting_get_string(element), &prefix,
				 &error)) {
			schema_say(load, POLICY_ERROR, element, "%s", error.text);
			continue;
		}
		owned = schema_grow(load, element, &all->list, &all->count,
				    sizeof(*owned));
		if (owned)
			*owned = (struct owned){
				.prefix = prefix,
				.owner = (uint32_t)all->n_entries - 1,
				.place = schema_place(element) };
	}
}

/* Keys that contradict each other, or mean nothing by themselves. */
static void check_entry(struct constituents_reading *reading,
			const config_setting_t *group, struct entry *entry)
{
	if (!config_setting_get_member(group, "prefixes") &&
	    !config_setting_get_member(group, "asns"))
		schema_say(&reading->load, POLICY_ERROR, group,
			   "prefixes is missing: which addresses are theirs? (or asns)");
	if (entry->encrypt && entry->is.encrypt && !entry->is.key)
		schema_say(&reading->load, POLICY_ERROR, entry->encrypt,
			   "to which key? key = \"FINGERPRINT\"; has to be there too");
	if (!entry->encrypt)
		entry->is.encrypt = entry->is.key != NULL;
	entry->encrypt = NULL;
}

static void take_entry(struct constituents_reading *reading,
		       const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "name", .type = KEY_STRING, .take = take_name,
		  .missing = "name is missing: whose prefixes are these?" },
		{ .name = "prefixes", .type = KEY_STRINGS,
		  .take = take_prefixes },
		{ .name = "asns", .type = KEY_ANY,
		  .take = constituents_take_asns },
		{ .name = "contacts", .type = KEY_STRINGS,
		  .take = constituents_take_contacts },
		{ .name = "key", .type = KEY_STRING,
		  .take = constituents_take_key },
		{ .name = "encrypt", .type = KEY_BOOL,
		  .take = constituents_take_encrypt },
		CONSTITUENT_KEYS,
		{ .name = "comment", .type = KEY_STRING },
		{ .name = NULL }
	};
	struct constituents *all = reading->all;
	struct entry *entry;

	entry = schema_grow(&reading->load, group, &all->entries,
			    &all->n_entries, sizeof(*entry));
	if (!entry)
		return;
	entry->is = all->defaults.is;
	entry->place = schema_place(group);
	reading->entry = entry;
	schema_walk(&reading->load, group, keys);
	check_entry(reading, group, entry);
	entry->is.name = entry->name ? entry->name : "?";
}

static void take_entries(struct constituents_reading *reading)
{
	const config_setting_t *element;
	int i;

	for (i = 0; i < config_setting_length(reading->list); i++) {
		element = config_setting_get_elem(reading->list, (unsigned int)i);
		if (config_setting_is_group(element))
			take_entry(reading, element);
		else
			schema_say(&reading->load, POLICY_ERROR, element,
				   "expected groups { name = \"...\"; prefixes = [ \"...\" ]; }");
	}
}

static void take_list(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	((struct constituents_reading *)load)->list = setting;
}

static void take_file(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	if (!*config_setting_get_string(setting))
		schema_say(load, POLICY_ERROR, setting,
			   "the name of a file is empty: which one says whose prefixes are whose?");
	else
		((struct constituents_reading *)load)->file = setting;
}

static void take_defaults(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	static const struct key keys[] = {
		CONSTITUENT_KEYS,
		{ .name = NULL }
	};
	struct constituents_reading *reading = (void *)load;

	reading->entry = &reading->all->defaults;
	schema_walk(load, setting, keys);
}

/* Defaults are known before the first entry, wherever they stand. */
static void take_root(struct constituents_reading *reading,
		      const config_setting_t *root)
{
	static const struct key keys[] = {
		{ .name = "defaults", .type = KEY_GROUP, .take = take_defaults },
		{ .name = "asn-prefixes", .type = KEY_STRING, .take = take_file },
		{ .name = "constituents", .type = KEY_LIST, .take = take_list,
		  .missing = "constituents is missing: constituents = ( { name = \"...\"; prefixes = [ \"...\" ]; } );" },
		{ .name = NULL }
	};

	schema_walk(&reading->load, root, keys);
	if (reading->list)
		take_entries(reading);
	constituents_read_asns(reading);
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct entry *entries = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = strcmp(entries[x].name, entries[y].name);

	return order ? order : x < y ? -1 : 1;
}

/* Prefixes know their owners by number, so what is sorted are numbers. */
static int sort_names(struct constituents *all, struct policy_messages *messages)
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
			message_add(messages, POLICY_ERROR, entry->place.file,
				    entry->place.line,
				    "%s is there twice: put all its prefixes into one entry",
				    text_quote(entry->name, quoted));
	}
	return 0;
}

static void read_document(struct constituents_reading *reading,
			  struct document *main)
{
	struct load *load = &reading->load;
	config_t joined;

	if (!main || !main->parsed)
		return;
	config_init(&joined);
	if (load->n_documents > 1)
		document_join(load, main, config_root_setting(&joined));
	take_root(reading, load->n_documents > 1 ?
			   config_root_setting(&joined) :
			   config_root_setting(&main->config));
	config_destroy(&joined);
}

static struct constituents *new_constituents(void)
{
	static const char *const none[] = { NULL };
	struct constituents *all = calloc(1, sizeof(*all));

	if (all)
		all->defaults.is = (struct constituent){
			.contacts = none, .languages = none,
			.formats = DEFAULT_FORMATS, .sign = true,
			.interval = DEFAULT_INTERVAL,
			.quiet_days = DEFAULT_QUIET,
			.zip_above = DEFAULT_ZIP_ABOVE };
	return all;
}

/* @text NULL: @path is a file. */
static struct constituents *load(const char *path, const char *text,
				 const char *asns,
				 struct policy_messages *messages)
{
	struct constituents_reading reading = {
		.load = { .messages = messages, .in_memory = text != NULL,
			  .memory = asns },
	};
	size_t errors = messages->errors;

	/* The policy of its own keeps the names of files. */
	reading.load.policy = policy_new();
	reading.all = new_constituents();
	if (!reading.load.policy || !reading.all) {
		message_add(messages, POLICY_ERROR, path, 0, "out of memory");
	} else {
		read_document(&reading, text ?
			      document_text(&reading.load, path, text) :
			      document_read(&reading.load, path));
		if (messages->errors == errors &&
		    sort_names(reading.all, messages))
			message_add(messages, POLICY_ERROR, path, 0,
				    "out of memory");
		constituents_arrange(reading.all, messages);
	}
	documents_free(&reading.load);
	policy_free(reading.load.policy);
	if (messages->errors == errors)
		return reading.all;
	constituents_free(reading.all);
	return NULL;
}

struct constituents *constituents_load(const char *path,
				       struct policy_messages *messages)
{
	return load(path, NULL, NULL, messages);
}

struct constituents *constituents_parse(const char *name, const char *text,
					const char *asns,
					struct policy_messages *messages)
{
	return load(name, text, asns, messages);
}
