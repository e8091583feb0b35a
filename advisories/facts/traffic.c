// SPDX-License-Identifier: GPL-2.0-or-later
/* traffic.c - packets by the groups of a bulletin */
#include <stdio.h>
#include <stdlib.h>

#include "common/array.h"
#include "common/error.h"
#include "internal.h"

const char *facts_group_name(enum facts_group group)
{
	switch (group) {
#define X(sym, name) case FACTS_##sym: return name;
	FACTS_GROUPS(X)
#undef X
	case FACTS_GROUP_COUNT:
		break;
	}
	return "?";
}

uint64_t facts_attacks(const uint64_t packets[CLASS_COUNT])
{
	uint64_t sum = 0;
	int i;

	for (i = CLASS_SIGNATURE; i < CLASS_COUNT; i++)
		sum += packets[i];
	return sum;
}

enum facts_group facts_group_of(unsigned int reason)
{
	switch (reason_class(reason)) {
	case CLASS_SLAMMER:
		return FACTS_WORM;
	case CLASS_OVERFLOW:
		return FACTS_VARIANTS;
	case CLASS_PINGPONG:
		return FACTS_PINGPONG;
	case CLASS_SIGNATURE:
		return FACTS_SIGNATURE;
	case CLASS_REQUEST:
		return FACTS_REQUESTS;
	case CLASS_RESPONSE:
		return reason == REASON_LONG_ANSWER ? FACTS_LONG_ANSWERS :
						      FACTS_RESPONSES;
	default:
		return FACTS_OTHER;
	}
}

static void add_count(struct facts_count *count, const struct store_sum *sum)
{
	count->packets += sum->packets;
	count->bytes += sum->bytes;
}

static void add_figures(struct facts_figures *figures,
			const struct store_sum *sum)
{
	add_count(&figures->total, sum);
	add_count(&figures->direction[sum->direction], sum);
	add_count(&figures->verdict[sum->verdict], sum);
}

struct collect {
	struct facts *facts;
	size_t room;
	bool no_memory;
};

static int add_sum(const struct store_sum *sum, void *arg)
{
	struct collect *c = arg;
	struct facts *f = c->facts;

	if (array_grow(&f->counters.list, &c->room, f->counters.count)) {
		c->no_memory = true;
		return 1;
	}
	f->counters.list[f->counters.count++] = *sum;

	if (reason_is_attack(sum->reason))
		add_figures(&f->attacks, sum);
	if (sum->reason >= REASON_FIRST_RULED)
		add_figures(&f->group[facts_group_of(sum->reason)], sum);
	else if (sum->reason == REASON_NOT_UDP ||
		 sum->reason == REASON_OTHER_PORT)
		add_figures(&f->elsewhere, sum);
	else
		add_figures(&f->uninspected, sum);
	return 0;
}

int facts_traffic(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error)
{
	struct collect c = { .facts = facts };

	if (store_sums(store, range, add_sum, &c))
		return error_set(error, "%s", store_error(store));
	return c.no_memory ? error_no_memory(error) : 0;
}
