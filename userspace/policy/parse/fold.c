// SPDX-License-Identifier: GPL-2.0-or-later
/* fold.c - entries that say nothing new: found, told, taken out */
#include <stdlib.h>

#include "common/names.h"
#include "schema.h"

/* Index of an entry that holds @pair, or @self if there is no other. */
static size_t holder(const struct pairs *set, const struct pair *pair,
		     size_t self)
{
	const struct pair_tuple *t;
	const struct pair_slot *slot;

	for (t = set->tuple; t < set->tuple + set->tuples; t++) {
		if (t->from_len > pair->from.len || t->to_len > pair->to.len)
			continue;
		slot = pairs_find(set, t,
				  address_and(pair->from.addr, t->from_mask),
				  address_and(pair->to.addr, t->to_mask));
		if (slot->entry && slot->entry - 1 != self)
			return slot->entry - 1;
	}
	return self;
}

/**
 * holders - for each of the @n pairs an entry that holds it, or itself
 * @set: announced; of equal pairs the first one holds the others
 *
 * Returns an array that the caller frees, or NULL if out of memory.
 */
static size_t *holders(struct pairs *set, const struct pair *list, size_t n)
{
	size_t *by = calloc(n, sizeof(*by));
	size_t i;

	set->slot = calloc(pairs_layout(set), sizeof(*set->slot));
	if (by && set->slot) {
		for (i = 0; i < n; i++)
			pairs_insert(set, &list[i], (__u32)i);
		for (i = 0; i < n; i++)
			by[i] = holder(set, &list[i], i);
	} else {
		free(by);
		by = NULL;
	}
	free(set->slot);
	set->slot = NULL;
	return by;
}

static void out_of_memory(struct load *load)
{
	message_add(load->messages, POLICY_ERROR, load->policy->path, 0,
		    "out of memory");
}

void fold_internal(struct load *load)
{
	struct policy_prefix *list = load->policy->internal;
	char text[PREFIX_TEXT_MAX], wider[PREFIX_TEXT_MAX];
	size_t i, kept = 0, n = load->policy->n_internal;
	struct pair *pairs = calloc(n, sizeof(*pairs));
	size_t *by = NULL;

	if (!n)
		goto out;
	for (i = 0; pairs && i < n; i++)
		pairs[i].from = list[i].prefix;
	if (pairs)
		by = holders(&load->internal, pairs, n);
	if (!by)
		out_of_memory(load);

	for (i = 0; by && i < n; i++) {
		if (by[i] == i) {
			list[kept++] = list[i];
			continue;
		}
		message_add(load->messages, POLICY_NOTE,
			    list[i].place.file, list[i].place.line,
			    "zones.internal.prefixes: %s is within %s already: folded",
			    prefix_text(&pairs[i].from, text),
			    prefix_text(&pairs[by[i]].from, wider));
	}
	if (by)
		load->policy->n_internal = kept;
out:
	free(by);
	free(pairs);
}

static void note_allow(struct load *load, const struct pair *pair,
		       struct policy_place place, const struct pair *wider)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	char wider_from[PREFIX_TEXT_MAX], wider_to[PREFIX_TEXT_MAX];

	if (lists_fold(load, place))
		return;
	message_add(load->messages, POLICY_NOTE, place.file, place.line,
		    "allow: from %s to %s is within from %s to %s already: folded",
		    prefix_text(&pair->from, from), prefix_text(&pair->to, to),
		    prefix_text(&wider->from, wider_from),
		    prefix_text(&wider->to, wider_to));
}

void fold_allow(struct load *load)
{
	struct policy_allow *list = load->policy->allow;
	size_t i, kept = 0, n = load->policy->n_allow;
	struct pair *pairs = calloc(n, sizeof(*pairs));
	size_t *by = NULL;

	if (!n)
		goto out;
	for (i = 0; pairs && i < n; i++)
		pairs[i] = list[i].pair;
	if (pairs)
		by = holders(&load->allow, pairs, n);
	if (!by)
		out_of_memory(load);

	for (i = 0; by && i < n; i++) {
		if (by[i] == i) {
			list[kept++] = list[i];
			continue;
		}
		note_allow(load, &pairs[i], list[i].place, &pairs[by[i]]);
		free(list[i].comment);
	}
	if (by)
		load->policy->n_allow = kept;
	lists_say(load);
out:
	free(by);
	free(pairs);
}
