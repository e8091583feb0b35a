// SPDX-License-Identifier: GPL-2.0-or-later
/* dedupe.c - prefixes and allow entries that others contain: reported, removed */
#include <stdlib.h>

#include "common/address.h"
#include "internal.h"
#include "nfslammer/pairs_build.h"

/* A pair, and where it is in its list. */
struct placed {
	const struct pair *pair;
	size_t index;
};

/*
 * The pairs of one "from". Of these, what no other pair contains is in one piece of
 * struct search.kept, sorted by "to", and disjoint. @up: 1 + the group of the next
 * "from" around it, or 0.
 */
struct group {
	const struct prefix *from;
	size_t first;
	size_t count;
	size_t up;
};

struct search {
	struct placed *sorted;
	struct placed *kept;
	struct group *groups;
	size_t n_kept;
	size_t n_groups;
};

static int by_pair(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = pair_order(a->pair, b->pair);

	return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* What contains @to in a group: the last that does not begin after it, or none. */
static const struct placed *in_group(const struct search *s,
				     const struct group *group,
				     const struct prefix *to)
{
	size_t low = group->first, high = low + group->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (prefix_order(&s->kept[middle].pair->to, to) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > group->first && prefix_within(to, &s->kept[low - 1].pair->to) ?
		       &s->kept[low - 1] : NULL;
}

/* The group of @from, which is the last one, made if it is new. */
static size_t group_of(struct search *s, const struct prefix *from)
{
	size_t up = s->n_groups;

	if (up && !prefix_order(s->groups[up - 1].from, from))
		return up;
	while (up && !prefix_within(from, s->groups[up - 1].from))
		up = s->groups[up - 1].up;
	s->groups[s->n_groups++] = (struct group){
		.from = from, .first = s->n_kept, .up = up,
	};
	return s->n_groups;
}

/* The index of what contains the pair, or its own. */
static size_t container(struct search *s, const struct placed *placed)
{
	size_t own = group_of(s, &placed->pair->from), g;
	const struct placed *by;

	for (g = own; g; g = s->groups[g - 1].up) {
		by = in_group(s, &s->groups[g - 1], &placed->pair->to);
		if (by)
			return by->index;
	}
	s->kept[s->n_kept++] = *placed;
	s->groups[own - 1].count++;
	return placed->index;
}

/**
 * containers - for each of the @n pairs one that contains it, or itself
 *
 * Of equal pairs the first one contains the others. Returns indexes, the caller's,
 * or NULL if out of memory.
 */
static size_t *containers(const struct pair *list, size_t n)
{
	struct search s = {
		.sorted = calloc(n, sizeof(*s.sorted)),
		.kept = calloc(n, sizeof(*s.kept)),
		.groups = calloc(n, sizeof(*s.groups)),
	};
	size_t *by = calloc(n, sizeof(*by));
	size_t i;

	if (!by || !s.sorted || !s.kept || !s.groups) {
		free(by);
		by = NULL;
	}
	for (i = 0; by && i < n; i++)
		s.sorted[i] = (struct placed){ &list[i], i };
	if (by)
		qsort(s.sorted, n, sizeof(*s.sorted), by_pair);
	for (i = 0; by && i < n; i++)
		by[s.sorted[i].index] = container(&s, &s.sorted[i]);
	free(s.sorted);
	free(s.kept);
	free(s.groups);
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
		by = containers(pairs, n);
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

/* The entries that are left: can a packet be looked up in them in bounded time? */
static void check_depth(struct config_reader *reader)
{
	struct pairs set = { .ip4 = { .nodes = 0 } };
	int err = policy_compile_allow(policy_of(reader), &set);

	policy_pairs_free(&set);
	if (err == BUILD_MEMORY)
		out_of_memory(reader);
	else if (err == BUILD_DEEP)
		message_add(reader->messages, CONFIG_ERROR, reader->path, 0,
			    "allow: too many clients whose prefixes are nested in those of others: a packet would take more than %u steps, or they more than %u spans of memory; name fewer prefixes, or disjoint ones",
			    PAIRS_STEPS_MAX, PAIRS_SPANS_MAX);
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
		by = containers(pairs, n);
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
	if (by) {
		policy_of(reader)->n_allow = kept;
		check_depth(reader);
	}
	list_report_duplicates(reader);
out:
	free(by);
	free(pairs);
}
