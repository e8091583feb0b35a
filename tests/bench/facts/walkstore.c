// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * walkstore.c - the walk that notices are made of, and nothing else, for bench-facts
 *
 * usage: walkstore FILE FROM UNTIL
 *
 * Collects each constituent's attackers and writes them, constituent by constituent,
 * as one line each: what the sqlite3 command line writes with the obvious SQL.
 * Shows what reading and grouping cost, without the words of a notice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "facts/facts.h"
#include "store/store.h"
#include "common/names.h"

/* What a line needs, in little memory. */
struct entry {
	struct address address;
	uint32_t number;
	uint32_t first;		/* seconds after the begin of the range */
	uint32_t last;
	uint64_t attacks;
};

struct collection {
	int64_t from;
	struct entry *list;
	size_t count;
	size_t room;
	char **names;
	size_t n_names;
};

static int know_name(struct collection *g, const struct store_merged_source *s)
{
	size_t room = s->number + s->number / 2 + 64;
	char **grown;

	if (s->number >= g->n_names) {
		grown = realloc(g->names, room * sizeof(*grown));
		if (!grown)
			return -1;
		memset(grown + g->n_names, 0,
		       (room - g->n_names) * sizeof(*grown));
		g->names = grown;
		g->n_names = room;
	}
	if (!g->names[s->number])
		g->names[s->number] = strdup(s->constituent);
	return g->names[s->number] ? 0 : -1;
}

static int add(const struct store_merged_source *s, void *arg)
{
	uint64_t attacks = facts_attacks(s->packets);
	struct collection *g = arg;
	struct entry *grown;

	if (!s->constituent || !attacks)
		return 0;
	if (know_name(g, s))
		return 1;
	if (g->count == g->room) {
		g->room = g->room ? g->room + g->room / 2 : 4096;
		grown = realloc(g->list, g->room * sizeof(*grown));
		if (!grown)
			return 1;
		g->list = grown;
	}
	g->list[g->count++] = (struct entry){
		.address = s->address, .number = s->number,
		.first = (uint32_t)(s->first - g->from),
		.last = (uint32_t)(s->last - g->from), .attacks = attacks,
	};
	return 0;
}

static int compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->address.hi != b->address.hi)
		return a->address.hi < b->address.hi ? -1 : 1;
	return a->address.lo < b->address.lo ? -1 :
	       a->address.lo > b->address.lo;
}

static void print(const struct collection *g)
{
	char text[ADDRESS_TEXT_MAX];
	const struct entry *e;
	size_t i;

	for (i = 0; i < g->count; i++) {
		e = &g->list[i];
		printf("%s,%s,%lld,%lld,%llu\n", g->names[e->number],
		       address_text(e->address, text),
		       (long long)(g->from + e->first),
		       (long long)(g->from + e->last),
		       (unsigned long long)e->attacks);
	}
}

int main(int argc, char **argv)
{
	struct collection g = { 0 };
	struct store_range range = { 0 };
	struct error error;
	struct store *store;
	size_t i;
	int ret;

	if (argc != 4) {
		fprintf(stderr, "usage: walkstore FILE FROM UNTIL\n");
		return 2;
	}
	g.from = range.from = strtoll(argv[2], NULL, 10);
	range.until = strtoll(argv[3], NULL, 10);
	store = store_open(argv[1], DB_READ, &error);
	ret = !store;
	if (store && store_merged_sources(store, &range, add, &g))
		ret = error_set(&error, "%s", store_error(store));
	store_close(store);
	if (ret) {
		fprintf(stderr, "walkstore: %s\n", error.text);
		return 1;
	}
	if (g.count)
		qsort(g.list, g.count, sizeof(*g.list), compare);
	print(&g);
	for (i = 0; i < g.n_names; i++)
		free(g.names[i]);
	free(g.names);
	free(g.list);
	return 0;
}
