/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - what happened in a period, as figures: all that a bulletin may say
 *
 * Collected from the store once, in one consistent look. Whatever comes later
 * (bulletin, renderers) reads this and asks nobody.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "common/error.h"
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

/**
 * struct facts_was - a network in the period before
 * @rank: 0: no attacker was in it
 */
struct facts_was {
	uint64_t rank;
	uint64_t attacks;
};

/* @was: of the same places as @list; NULL if nothing is known about before. */
struct facts_networks {
	struct store_network *list;
	struct facts_was *was;
	size_t count;
};

struct facts_sums {
	struct store_sum *list;
	size_t count;
};

/**
 * struct facts_sensor - a sensor that wrote in the period
 * @watched: seconds
 */
struct facts_sensor {
	char name[STORE_SENSOR_MAX];
	uint64_t windows;
	int64_t watched;
};

struct facts_sensors {
	struct facts_sensor *list;
	size_t count;
};

/**
 * struct facts_constituent - whose addresses attacked
 * @number:    within the store
 * @sources:   its addresses that sent anything to port 1434, or from it
 * @attackers: those of them that attacked
 * @infected:  those of them that sent the worm
 * @attacks:   their packets
 * @was_rank:  in the period before; 0: none of its addresses attacked
 */
struct facts_constituent {
	char name[STORE_CONSTITUENT_MAX];
	uint32_t number;
	uint64_t sources;
	uint64_t attackers;
	uint64_t infected;
	uint64_t attacks;
	uint64_t was_rank;
};

/* Most attack packets first, then by name. */
struct facts_constituents {
	struct facts_constituent *list;
	size_t count;
};

/**
 * struct facts_point - an interval of a series
 * @watched: seconds of it, all sensors together; 0: nobody knows
 * @worm_in, @worm_out: from outside, from inside; likewise the others
 */
struct facts_point {
	int64_t start;
	int64_t watched;
	uint64_t worm_in;
	uint64_t worm_out;
	uint64_t attacks_in;
	uint64_t attacks_out;
	uint64_t requests;
	uint64_t responses;
};

enum facts_level {
	FACTS_MINUTES,		/* 5, or as many as the longest window has */
	FACTS_HOURS,
	FACTS_DAYS,		/* of the calendar: 23 to 25 hours */
	FACTS_LEVEL_COUNT
};

/* @seconds of an interval; no points where that level says nothing. */
struct facts_series {
	int64_t seconds;
	struct facts_point *list;
	size_t count;
};

struct facts_lost {
	uint64_t periods;
	int64_t seconds;
};

#define FACTS_TOP	10	/* length of a ranking */
#define FACTS_INFECTED	10000	/* hosts that are listed */
#define FACTS_POINTS	20000	/* a series that is longer is none */

/**
 * struct facts - the figures of a period
 * @from, @until:  the period asked for, half open
 * @detail:        seconds of the intervals that the store answered with; 0: windows
 * @kept:          from when on the store has anything
 * @sensors:       that wrote in it, by name
 * @windows:       in the store for it; 0 means that nobody watched
 * @seconds:       length of these windows, 0 if they differ
 * @longest:       the longest of them
 * @first, @last:  from when to when they were watched
 * @watched:       seconds, all sensors together
 * @counters:      the sums that everything below comes from
 * @group:         packets with UDP port 1434, by group
 * @attacks:       worm, variants, pingpong, signature and long answers together
 * @elsewhere:     packets that have nothing to do with port 1434
 * @uninspected:   packets that could not be looked into (fragments, tunnels)
 * @outside, @inside: distinct sources by side
 * @untracked:     packets whose source had no place in the kernel's table
 * @evicted:       sources that lost their place
 * @at_least:      so figures of distinct sources are lower bounds
 * @infected:      inside hosts that sent the worm, the first FACTS_INFECTED
 * @infected_count: and how many there are in all
 * @top:           outside attackers, the first FACTS_TOP
 * @networks:      networks of outside attackers, the first FACTS_TOP
 * @network_count: and how many there are in all
 * @constituents:  all whose addresses attacked
 * @lost:          what has no windows of its own
 * @series:        by level
 * @chart:         the level that shows the period best
 * @trend:         of worm packets from outside
 * @previous:      facts of the period of the same length before, without series
 *                 and trend; NULL if nobody watched then
 * @partial:       in the period before there was less watching than in this one
 */
struct facts {
	int64_t from;
	int64_t until;
	unsigned int detail;
	int64_t kept;
	struct facts_sensors sensors;
	uint64_t windows;
	unsigned int seconds;
	unsigned int longest;
	int64_t first;
	int64_t last;
	int64_t watched;
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
	uint64_t infected_count;
	struct facts_talkers top;
	struct facts_networks networks;
	uint64_t network_count;
	struct facts_constituents constituents;
	struct facts_lost lost;
	struct facts_series series[FACTS_LEVEL_COUNT];
	enum facts_level chart;
	struct trend trend;
	struct facts *previous;
	bool partial;
};

/**
 * facts_collect - the facts of a range of the store, and of the period before it
 * @error: gets a sentence if -1 is returned
 *
 * After success the facts are freed by facts_free().
 */
int facts_collect(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error);
void facts_free(struct facts *facts);

/* Begin of the period before; of the same length, but not before 1970. */
int64_t facts_previous_from(const struct facts *facts);

/* Attack packets of a source or network, which know classes only. */
uint64_t facts_attacks(const uint64_t packets[CLASS_COUNT]);

#endif /* FACTS_FACTS_H */
