// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * constituents.c - entries and prefixes, sorted so that one search finds the owner
 *
 * Prefixes are sorted by their first address, shorter ones first, and each is linked
 * to the next shorter one around it. The last prefix that begins at or before an
 * address contains it, or one of those around that prefix does, or none.
 */
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/text.h"
#include "internal.h"

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

/* Of equal prefixes the last one wins, so direct ones sort after those by ASN. */
static int compare_strict(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;
	int order = compare(a, b);

	if (!order)
		order = (int)y->by_asn - (int)x->by_asn;
	if (!order && x->position.line != y->position.line)
		order = x->position.line < y->position.line ? -1 : 1;
	return order;
}

/* Is the i-th prefix equal to the one before? An error if the owners differ. */
static bool is_duplicate(const struct constituents *all, size_t i,
			 struct config_messages *messages)
{
	const struct owned *o = &all->list[i], *before = o - 1;
	char text[PREFIX_TEXT_MAX], owner[TEXT_QUOTE_MAX];
	char other[TEXT_QUOTE_MAX];

	if (!i || o->prefix.len != before->prefix.len ||
	    !address_equal(o->prefix.addr, before->prefix.addr))
		return false;
	if (o->owner != before->owner && o->by_asn == before->by_asn)
		message_add(messages, CONFIG_ERROR, o->position.file,
			    o->position.line,
			    "%s of %s also belongs to %s (%s:%u): an address has one owner",
			    prefix_text(&o->prefix, text),
			    text_quote(constituents_get(all, o->owner)->name,
				       owner),
			    text_quote(constituents_get(all,
							before->owner)->name,
				       other),
			    before->position.file, before->position.line);
	return true;
}

void constituents_sort_prefixes(struct constituents *all,
				struct config_messages *messages)
{
	uint32_t around = NONE;
	size_t i;

	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list),
		      compare_strict);
	for (i = 0; i < all->count; i++) {
		while (around != NONE &&
		       !prefix_contains(&all->list[around].prefix,
					all->list[i].prefix.addr))
			around = all->list[around].around;
		if (is_duplicate(all, i, messages))
			all->list[i].around = all->list[i - 1].around;
		else
			all->list[i].around = around;
		around = (uint32_t)i;
	}
}

uint32_t constituents_owner(const struct constituents *all,
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
			return all->list[i].owner;
	return CONSTITUENTS_NOBODY;
}

const char *constituents_find(const struct constituents *all,
			      struct address address)
{
	uint32_t i = constituents_owner(all, address);

	return i == CONSTITUENTS_NOBODY ? NULL : all->entries[i].name;
}

size_t constituents_count(const struct constituents *all, size_t *prefixes)
{
	*prefixes = all->count;
	return all->n_entries;
}

const struct constituent *constituents_get(const struct constituents *all,
					   uint32_t i)
{
	return &all->entries[i].settings;
}

uint32_t constituents_named(const struct constituents *all, const char *name)
{
	size_t low = 0, high = all->n_entries, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(all->entries[all->names[middle]].name, name);
		if (!order)
			return all->names[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return CONSTITUENTS_NOBODY;
}

static void free_entry(struct entry *entry)
{
	free(entry->name);
	free(entry->contacts);
	free(entry->languages);
	free(entry->key);
}

void constituents_free(struct constituents *all)
{
	size_t i;

	if (!all)
		return;
	for (i = 0; i < all->n_entries; i++)
		free_entry(&all->entries[i]);
	free_entry(&all->defaults);
	free(all->entries);
	free(all->list);
	free(all->asns);
	free(all->names);
	free(all);
}
