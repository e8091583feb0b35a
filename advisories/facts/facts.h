/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - what happened in a period, as figures: all that a bulletin may say
 *
 * Collected from the store once, in one consistent look. Whatever comes later
 * (bulletin, renderers) reads this and asks nobody.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "store/store.h"
#include "trend.h"

/*
 * X(symbol, name): what readers of a bulletin tell apart. Every packet with UDP
 * port 1434 is in exactly one group.
 */
#define FACTS_GROUPS(X)		\
	X(WORM,      "worm")		/* class slammer */	\
	X(VARIANTS,  "variants")	/* overflow: MS02-039 in other bodies */ \
	X(PINGPONG,  "pingpong")				\
	X(SIGNATURE, "signature")				\
	X(LONG_ANSWERS, "long_answers")	/* that overflow a client */ \
	X(REQUESTS,  "requests")				\
	X(RESPONSES, "responses")				\
	X(OTHER,     "other")		/* port 1434, but no SSRP */

enum facts_group {
#define X(sym, name) FACTS_##sym,
	FACTS_GROUPS(X)
#undef X
	FACTS_GROUP_COUNT
};

const char *facts_group_name(enum facts_group group);

struct facts_count {
	uint64_t packets;
	uint64_t bytes;
};

struct facts_figures {
	struct facts_count total;
	struct facts_count direction[DIRECTION_COUNT];
	struct facts_count verdict[VERDICT_COUNT];
};

/* Lists; each is malloced and freed by facts_free(). */
struct facts_talkers {
	struct store_talker *list;
	size_t count;
};

struct facts_networks {
	struct store_network *list;
	size_t count;
};

struct facts_sums {
	struct store_sum *list;
	size_t count;
};

struct facts_names {
	char (*list)[STORE_SENSOR_MAX];
	size_t count;
};

#define FACTS_TOP	10	/* length of a ranking */

/**
 * struct facts - the figures of a period
 * @from, @until:  the period asked for, half open
 * @sensors:       that wrote in it
 * @windows:       in the store for it; 0 means that nobody watched
 * @seconds:       length of these windows, 0 if they differ
 * @first, @last:  from when to when they were watched
 * @counters:      the sums that everything below comes from
 * @group:         packets with UDP port 1434, by group
 * @attacks:       worm, variants, pingpong, signature and long answers together
 * @elsewhere:     packets that have nothing to do with port 1434
 * @uninspected:   packets that could not be looked into (fragments, tunnels)
 * @outside, @inside: distinct sources by side
 * @untracked:     packets whose source had no place in the kernel's table
 * @evicted:       sources that lost their place
 * @at_least:      so figures of distinct sources are lower bounds
 * @infected:      inside hosts that sent the worm: all of them
 * @top:           outside attackers, the first FACTS_TOP
 * @networks:      networks of outside attackers, the first FACTS_TOP
 * @network_count: and how many there are in all
 * @trend:         of worm packets from outside
 */
struct facts {
	int64_t from;
	int64_t until;
	struct facts_names sensors;
	uint64_t windows;
	unsigned int seconds;
	int64_t first;
	int64_t last;
	struct facts_sums counters;
	struct facts_figures group[FACTS_GROUP_COUNT];
	struct facts_figures attacks;
	struct facts_figures elsewhere;
	struct facts_figures uninspected;
	struct store_distinct outside;
	struct store_distinct inside;
	uint64_t untracked;
	uint64_t evicted;
	bool at_least;
	struct facts_talkers infected;
	struct facts_talkers top;
	struct facts_networks networks;
	uint64_t network_count;
	struct trend trend;
};

/**
 * facts_collect - the facts of a range of the store
 * @error: gets a sentence if -1 is returned
 *
 * After success the facts are freed by facts_free().
 */
int facts_collect(struct facts *facts, struct store *store,
		  const struct store_range *range, char *error, size_t size);
void facts_free(struct facts *facts);

/* Attack packets of a source or network, which know classes only. */
uint64_t facts_attacks(const uint64_t packets[CLASS_COUNT]);

#endif /* FACTS_FACTS_H */
