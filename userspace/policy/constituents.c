// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * constituents.c - names and prefixes, sorted so that one search finds the owner
 *
 * Prefixes in order of their begin, wider ones first, each with a link to the
 * nearest one around it. The last one that begins at or before an address holds
 * it, or one of those around it does, or none.
 */
#include <stdlib.h>
#include <string.h>

#include "constituents.h"
#include "document.h"
#include "names/names.h"
#include "schema.h"

#define NONE	UINT32_MAX

struct owned {
	struct prefix prefix;
	uint32_t owner;
	uint32_t around;		/* NONE: no other holds it */
	struct policy_place place;
};

struct name {
	char *text;
	struct policy_place place;
};

struct constituents {
	struct name *names;
	size_t n_names;
	struct owned *list;
	size_t count;
};

/* A file on its way; load comes first, for take() gets only that. */
struct reading {
	struct load load;
	struct constituents *all;
	const char *name;
	const config_setting_t *prefixes;
};

static void take_name(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct reading *reading = (struct reading *)load;
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
	else
		reading->name = name;
}

static void take_prefixes(struct load *load, const config_setting_t *setting,
			  const struct key *key)
{
	((struct reading *)load)->prefixes = setting;
}

static void add_prefix(struct reading *reading, const config_setting_t *element)
{
	struct constituents *all = reading->all;
	char error[PREFIX_ERROR_MAX];
	struct prefix prefix;
	struct owned *owned;

	if (prefix_parse(config_setting_get_string(element), &prefix, error)) {
		schema_say(&reading->load, POLICY_ERROR, element, "%s", error);
		return;
	}
	owned = schema_grow(&reading->load, element, &all->list, &all->count,
			    sizeof(*owned));
	if (!owned)
		return;
	owned->prefix = prefix;
	owned->owner = (uint32_t)all->n_names - 1;
	owned->place = schema_place(element);
}

static void take_entry(struct reading *reading, const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "name", .type = KEY_STRING, .take = take_name,
		  .missing = "name is missing: whose prefixes are these?" },
		{ .name = "prefixes", .type = KEY_STRINGS,
		  .take = take_prefixes,
		  .missing = "prefixes is missing: which addresses are theirs?" },
		/* Read by whoever writes to them. */
		{ .name = "contact", .type = KEY_ANY },
		{ .name = "contacts", .type = KEY_ANY },
		{ .name = "language", .type = KEY_ANY },
		{ .name = "languages", .type = KEY_ANY },
		{ .name = "format", .type = KEY_ANY },
		{ .name = "formats", .type = KEY_ANY },
		{ .name = "key", .type = KEY_ANY },
		{ .name = "interval", .type = KEY_ANY },
		{ .name = "quiet-days", .type = KEY_ANY },
		{ .name = "opt-out", .type = KEY_ANY },
		{ .name = "comment", .type = KEY_ANY },
		{ .name = NULL }
	};
	struct constituents *all = reading->all;
	struct name *name;
	unsigned int i;

	reading->name = NULL;
	reading->prefixes = NULL;
	schema_walk(&reading->load, group, keys);
	if (!reading->name || !reading->prefixes)
		return;
	name = schema_grow(&reading->load, group, &all->names, &all->n_names,
			   sizeof(*name));
	if (!name)
		return;
	name->place = schema_place(group);
	name->text = schema_copy(&reading->load,
				 config_setting_get_member(group, "name"));
	for (i = 0; i < (unsigned int)config_setting_length(reading->prefixes); i++)
		add_prefix(reading,
			   config_setting_get_elem(reading->prefixes, i));
}

static void take_list(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	struct reading *reading = (struct reading *)load;
	const config_setting_t *element;
	unsigned int i;

	for (i = 0; i < (unsigned int)config_setting_length(setting); i++) {
		element = config_setting_get_elem(setting, i);
		if (config_setting_is_group(element))
			take_entry(reading, element);
		else
			schema_say(load, POLICY_ERROR, element,
				   "expected groups { name = \"...\"; prefixes = [ \"...\" ]; }");
	}
}

static int compare(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->prefix.addr.hi != y->prefix.addr.hi)
		return x->prefix.addr.hi < y->prefix.addr.hi ? -1 : 1;
	if (x->prefix.addr.lo != y->prefix.addr.lo)
		return x->prefix.addr.lo < y->prefix.addr.lo ? -1 : 1;
	if (x->prefix.len != y->prefix.len)
		return x->prefix.len < y->prefix.len ? -1 : 1;
	return 0;
}

/* The same prefix twice: once is enough, but it cannot be of two. */
static bool repeats(const struct constituents *all, size_t i,
		    struct policy_messages *messages)
{
	const struct owned *o = &all->list[i], *before = o - 1;
	char text[PREFIX_TEXT_MAX], is[TEXT_QUOTE_MAX], was[TEXT_QUOTE_MAX];

	if (!i || o->prefix.len != before->prefix.len ||
	    !address_equal(o->prefix.addr, before->prefix.addr))
		return false;
	if (o->owner != before->owner)
		message_add(messages, POLICY_ERROR, o->place.file,
			    o->place.line,
			    "%s of %s is that of %s (%s:%u) too: an address has one owner",
			    prefix_text(&o->prefix, text),
			    text_quote(all->names[o->owner].text, is),
			    text_quote(all->names[before->owner].text, was),
			    before->place.file, before->place.line);
	return true;
}

static void arrange(struct constituents *all, struct policy_messages *messages)
{
	uint32_t around = NONE;
	size_t i;

	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), compare);
	for (i = 0; i < all->count; i++) {
		while (around != NONE &&
		       !prefix_contains(&all->list[around].prefix,
					all->list[i].prefix.addr))
			around = all->list[around].around;
		if (repeats(all, i, messages))
			all->list[i].around = all->list[i - 1].around;
		else
			all->list[i].around = around;
		around = (uint32_t)i;
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct name *const *x = a, *const *y = b;

	return strcmp((*x)->text, (*y)->text);
}

/* Prefixes know their owners by number, so what is sorted are pointers. */
static int check_names(const struct constituents *all,
		       struct policy_messages *messages)
{
	const struct name **sorted = calloc(all->n_names + 1, sizeof(*sorted));
	char quoted[TEXT_QUOTE_MAX];
	size_t i;

	if (!sorted)
		return -1;
	for (i = 0; i < all->n_names; i++)
		sorted[i] = &all->names[i];
	qsort(sorted, all->n_names, sizeof(*sorted), compare_names);
	for (i = 1; i < all->n_names; i++)
		if (!strcmp(sorted[i - 1]->text, sorted[i]->text))
			message_add(messages, POLICY_ERROR,
				    sorted[i]->place.file, sorted[i]->place.line,
				    "%s is there twice: put all its prefixes into one entry",
				    text_quote(sorted[i]->text, quoted));
	free(sorted);
	return 0;
}

const char *constituents_find(const struct constituents *all,
			      struct address address)
{
	const struct owned probe = {
		.prefix = { .addr = address, .len = 128 },
	};
	size_t low = 0, high = all->count, middle;
	uint32_t i;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare(&all->list[middle], &probe) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = low ? (uint32_t)low - 1 : NONE; i != NONE;
	     i = all->list[i].around)
		if (prefix_contains(&all->list[i].prefix, address))
			return all->names[all->list[i].owner].text;
	return NULL;
}

size_t constituents_count(const struct constituents *all, size_t *prefixes)
{
	*prefixes = all->count;
	return all->n_names;
}

void constituents_free(struct constituents *all)
{
	size_t i;

	if (!all)
		return;
	for (i = 0; i < all->n_names; i++)
		free(all->names[i].text);
	free(all->names);
	free(all->list);
	free(all);
}

static void read_file(struct reading *reading, const char *path)
{
	static const struct key keys[] = {
		{ .name = "constituents", .type = KEY_LIST, .take = take_list,
		  .missing = "constituents is missing: constituents = ( { name = \"...\"; prefixes = [ \"...\" ]; } );" },
		{ .name = NULL }
	};
	struct document *main = document_read(&reading->load, path);
	config_t joined;

	if (!main)
		return;
	config_init(&joined);
	if (reading->load.n_documents > 1)
		document_join(&reading->load, main,
			      config_root_setting(&joined));
	if (main->parsed)
		schema_walk(&reading->load, reading->load.n_documents > 1 ?
			    config_root_setting(&joined) :
			    config_root_setting(&main->config), keys);
	config_destroy(&joined);
}

struct constituents *constituents_load(const char *path,
				       struct policy_messages *messages)
{
	struct reading reading = { .load = { .messages = messages } };
	size_t errors = messages->errors;

	/* The policy of its own keeps the names of files. */
	reading.load.policy = policy_new();
	reading.all = calloc(1, sizeof(*reading.all));
	if (!reading.load.policy || !reading.all) {
		message_add(messages, POLICY_ERROR, path, 0, "out of memory");
	} else {
		read_file(&reading, path);
		if (messages->errors == errors &&
		    check_names(reading.all, messages))
			message_add(messages, POLICY_ERROR, path, 0,
				    "out of memory");
		arrange(reading.all, messages);
	}
	documents_free(&reading.load);
	policy_free(reading.load.policy);
	if (messages->errors == errors)
		return reading.all;
	constituents_free(reading.all);
	return NULL;
}
