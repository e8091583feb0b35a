/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - the figures of a period: everything that a bulletin may say
 *
 * Figures of packets have all packets. Rankings and lists of sources have only those
 * that are accused: whose evidence is worm or many, by
 * EVIDENCE_LIMITS_DEFAULT.
 *
 * Collected from the store in one read transaction. Bulletins and renderers read
 * only this, never the store.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "common/error.h"
#include "common/evidence.h"
#include "store/store.h"
#include "trend.h"

/*
 * X(symbol, name): groups of a bulletin. Every packet with UDP port 1434 is in exactly
 * one.
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

/* Lists are malloced and freed by facts_free(). */
struct facts_talkers {
	struct store_talker *list;
	size_t count;
};

/**
 * struct facts_previous - a network in the previous period
 * @rank: 0: it had no accused source
 */
struct facts_previous {
	uint64_t rank;
	uint64_t attacks;
};

/* @previous: parallel to @list; NULL if the previous period is unknown. */
struct facts_networks {
	struct store_network *list;
	struct facts_previous *previous;
	size_t count;
};

struct facts_sums {
	struct store_sum *list;
	size_t count;
};

/**
 * struct facts_sensor - a sensor with windows in the period
 * @name:    what it is called now; others may have that name too
 * @id:      within the store
 * @watched: seconds observed
 */
struct facts_sensor {
	char name[STORE_SENSOR_MAX];
	int64_t id;
	uint64_t windows;
	int64_t watched;
};

struct facts_sensors {
	struct facts_sensor *list;
	size_t count;
};

/**
 * struct facts_constituent - a constituent with accused addresses
 * @number:    its number in the store
 * @sources:   its addresses that sent packets to or from port 1434
 * @attackers: those of them that sent attack packets
 * @accused:   those of them with evidence
 * @infected:  those of them that sent the worm
 * @attacks:   their packets
 * @previous_rank: in the previous period; 0: none of its addresses was accused
 */
struct facts_constituent {
	char name[STORE_CONSTITUENT_MAX];
	uint32_t number;
	uint64_t sources;
	uint64_t attackers;
	uint64_t accused;
	uint64_t infected;
	uint64_t attacks;
	uint64_t previous_rank;
};

/* Ordered by attack packets, most first, then by name. */
struct facts_constituents {
	struct facts_constituent *list;
	size_t count;
};

/**
 * struct facts_point - an interval of a series
 * @watched: seconds observed, all sensors together; 0: not observed
 * @worm_in, @worm_out: packets from outside, from inside; likewise the others
 * @attacks_unnamed: received on interfaces in no zone
 */
struct facts_point {
	int64_t start;
	int64_t watched;
	uint64_t worm_in;
	uint64_t worm_out;
	uint64_t attacks_in;
	uint64_t attacks_out;
	uint64_t attacks_unnamed;
	uint64_t requests;
	uint64_t responses;
};

enum facts_level {
	FACTS_MINUTES,		/* 5, or the length of the longest window */
	FACTS_HOURS,
	FACTS_DAYS,		/* calendar days: 23 to 25 hours */
	FACTS_LEVEL_COUNT
};

/* @seconds: of an interval; no points if windows are longer than that. */
struct facts_series {
	int64_t seconds;
	struct facts_point *list;
	size_t count;
};

/* Time without statistics; @seconds counts no second of a sensor twice. */
struct facts_gaps {
	uint64_t periods;
	int64_t seconds;
};

/**
 * struct facts_spans - packets that were counted before a window of their own
 * @count: windows that have such packets, 0: none
 * @from:  since when they were counted, 0: unknown
 * @until: the last of them
 * @worm, @attacks: of the worm; of all attacks. They are in the figures, but in no
 *         rate, series or trend
 */
struct facts_spans {
	uint64_t count;
	int64_t from;
	int64_t until;
	uint64_t worm;
	uint64_t attacks;
};

/**
 * struct facts_remainder - what sources sent that the store does not list one by one
 * @packets, @attacks: they are in all figures of packets
 * @listed: attackers that it lists
 * @about:  attackers besides these, estimated; 0: unknown
 */
struct facts_remainder {
	uint64_t packets;
	uint64_t attacks;
	uint64_t listed;
	uint64_t about;
};

#define FACTS_TOP	10	/* length of a ranking */
#define FACTS_INFECTED	10000	/* maximum of listed hosts */
#define FACTS_POINTS	20000	/* maximum; a longer series is left out */

/**
 * struct facts - the figures of a period
 * @from, @until:  the period, half open
 * @detail:        resolution of the store's answer in seconds; 0: windows
 * @kept:          start of the store's retention
 * @sensors:       sensors with windows, each once, by name
 * @windows:       number of windows; 0: the period was not observed
 * @seconds:       length of the windows, 0 if they differ
 * @longest:       length of the longest window
 * @first, @last:  start and end of the observation
 * @watched:       seconds observed, all sensors together
 * @counters:      the sums that all figures below are made from
 * @group:         packets with UDP port 1434, by group
 * @attacks:       worm, variants, pingpong, signature and long answers together
 * @elsewhere:     packets that do not involve port 1434
 * @uninspected:   packets that could not be inspected (fragments, tunnels)
 * @outside, @inside: distinct sources by side
 * @accused:       how many of them are accused, outside and inside
 * @untracked:     packets of sources that were not in the kernel's source table
 * @evicted:       sources that were evicted from it
 * @remainder:     of sources that the store does not list, outside and inside
 * @at_least:      because of these, figures of distinct sources are lower bounds
 * @infected:      inside hosts that sent the worm, the first FACTS_INFECTED
 * @infected_count: number of all of them
 * @top:           accused outside sources, the first FACTS_TOP
 * @networks:      their networks, the first FACTS_TOP; without other sources
 * @network_count: number of all of them
 * @networks_at_least: there are more, which the store has not recorded as networks
 * @constituents:  all with accused addresses
 * @gaps:          time without windows
 * @spans:         what was counted at an unknown time, or over one that is too long
 * @series:        by level
 * @chart:         the level for charts of the period
 * @trend:         of worm packets from outside
 * @previous:      facts of the previous period of the same length, without series
 *                 and trend; NULL if that was not observed
 * @partial:       the previous period was observed for less time than this one
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
	uint64_t accused[2];
	uint64_t untracked;
	uint64_t evicted;
	struct facts_remainder remainder[2];
	bool at_least;
	struct facts_talkers infected;
	uint64_t infected_count;
	struct facts_talkers top;
	struct facts_networks networks;
	uint64_t network_count;
	bool networks_at_least;
	struct facts_constituents constituents;
	struct facts_gaps gaps;
	struct facts_spans spans;
	struct facts_series series[FACTS_LEVEL_COUNT];
	enum facts_level chart;
	struct trend trend;
	struct facts *previous;
	bool partial;
};

/**
 * facts_collect - collect the facts of a range and of the previous period
 *
 * The time zone must be set (clock_zone()). 0, and facts_free() is the caller's; or
 * -1 with a sentence in @error.
 */
int facts_collect(struct facts *facts, struct store *store,
		  const struct store_range *range, struct error *error);
void facts_free(struct facts *facts);

/* Start of the previous period, which has the same length; not before 1970. */
int64_t facts_previous_from(const struct facts *facts);

/* Sum of the packets of attack classes. */
uint64_t facts_attacks(const uint64_t packets[CLASS_COUNT]);

#endif /* FACTS_FACTS_H */
