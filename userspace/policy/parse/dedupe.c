// SPDX-License-Identifier: GPL-2.0-or-later
/* dedupe.c - prefixes and allow entries that others contain: reported, removed */
#include <stdlib.h>

#include "common/address.h"
#include "internal.h"

/**
 * containers - for each of the @n pairs one that contains it, or itself
 * @set: after pairs_count(); of equal pairs the first one contains the others
 *
 * Returns indexes, the caller's, or NULL if out of memory.
 */
static size_t *containers(struct pairs *set, const struct pair *list, size_t n)
{
	size_t *by = calloc(n, sizeof(*by));
	size_t i;

	set->slot = calloc(pairs_layout(set), sizeof(*set->slot));
	if (by && set->slot) {
		for (i = 0; i < n; i++)
			pairs_insert(set, &list[i], (__u32)i);
		for (i = 0; i < n; i++)
			by[i] = pairs_container(set, &list[i], (__u32)i);
	} else {
		free(by);
		by = NULL;
	}
	free(set->slot);
	set->slot = NULL;
	return by;
}

static void out_of_memory(struct config_reader *reader)
{
	message_add(reader->messages, CONFIG_ERROR, reader->path, 0,
		    "out of memory");
}

void dedupe_prefixes(struct config_reader *reader)
{
	struct policy_prefix *list = policy_of(reader)->internal;
	char text[PREFIX_TEXT_MAX], wider[PREFIX_TEXT_MAX];
	size_t i, kept = 0, n = policy_of(reader)->n_internal;
	struct pair *pairs = calloc(n, sizeof(*pairs));
	size_t *by = NULL;

	if (!n)
		goto out;
	for (i = 0; pairs && i < n; i++)
		pairs[i].from = list[i].prefix;
	if (pairs)
		by = containers(&parser_of(reader)->internal_pairs, pairs, n);
	if (!by)
		out_of_memory(reader);

	for (i = 0; by && i < n; i++) {
		if (by[i] == i) {
			list[kept++] = list[i];
			continue;
		}
		message_add(reader->messages, CONFIG_NOTE,
			    list[i].position.file, list[i].position.line,
			    "zones.internal.prefixes: %s is contained in %s and ignored",
			    prefix_text(&pairs[i].from, text),
			    prefix_text(&pairs[by[i]].from, wider));
	}
	if (by)
		policy_of(reader)->n_internal = kept;
out:
	free(by);
	free(pairs);
}

static void note_allow(struct config_reader *reader, const struct pair *pair,
		       struct config_position position,
		       const struct pair *wider)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	char wider_from[PREFIX_TEXT_MAX], wider_to[PREFIX_TEXT_MAX];

	if (list_count_duplicate(reader, position))
		return;
	message_add(reader->messages, CONFIG_NOTE, position.file, position.line,
		    "allow: from %s to %s is contained in from %s to %s and ignored",
		    prefix_text(&pair->from, from), prefix_text(&pair->to, to),
		    prefix_text(&wider->from, wider_from),
		    prefix_text(&wider->to, wider_to));
}

void dedupe_allow(struct config_reader *reader)
{
	struct policy_allow *list = policy_of(reader)->allow;
	size_t i, kept = 0, n = policy_of(reader)->n_allow;
	struct pair *pairs = calloc(n, sizeof(*pairs));
	size_t *by = NULL;

	if (!n)
		goto out;
	for (i = 0; pairs && i < n; i++)
		pairs[i] = list[i].pair;
	if (pairs)
		by = containers(&parser_of(reader)->allow.pairs, pairs, n);
	if (!by)
		out_of_memory(reader);

	for (i = 0; by && i < n; i++) {
		if (by[i] == i) {
			list[kept++] = list[i];
			continue;
		}
		note_allow(reader, &pairs[i], list[i].position, &pairs[by[i]]);
		free(list[i].comment);
	}
	if (by)
		policy_of(reader)->n_allow = kept;
	list_report_duplicates(reader);
out:
	free(by);
	free(pairs);
}
