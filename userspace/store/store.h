/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store.h - detection statistics: windows written by the daemon, read by advisories
 *
 * The only room that knows SQL. The kernel's counters are cumulative; the store
 * keeps, in the same transaction as a window, the snapshot up to which they are
 * accounted for. So a daemon that was killed adds what it missed exactly once,
 * and writing the same snapshot twice changes nothing.
 *
 * Functions return 0 or -1 (-ESTALE where said) and leave a complete sentence
 * in store_error(). Times are seconds since 1970 unless they say ns. Packets,
 * bytes and times above 2^63 - 1 are refused; SQLite's integers have a sign.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "nfslammer/ruleset.h"
#include "nfslammer/sketch.h"

#define STORE_SENSOR_MAX	64	/* with the NUL */

struct store;

enum store_mode {
	STORE_WRITE,	/* created and brought to the current schema if need be */
	STORE_READ	/* must exist; never changed */
};

/**
 * store_open - open a store; many may read while one writes
 * @error: gets a sentence when NULL is returned: directory missing, no rights,
 *         not a store, damaged, of a newer schema
 *
 * A new file is readable for its group, not for others: it names hosts.
 */
struct store *store_open(const char *path, enum store_mode mode, struct error *error);
void store_close(struct store *store);
const char *store_error(const struct store *store);

/* Why the last call failed, as far as somebody can do something about it. */
enum store_fault {
	STORE_GOOD,
	STORE_FULL,	/* no space left, or over the quota */
	STORE_BUSY,	/* somebody else holds the lock */
	STORE_DENIED,	/* the folder or the file is not there or not ours */
	STORE_DAMAGED,
	STORE_OTHER
};

enum store_fault store_fault(const struct store *store);

/**
 * store_open_within - store_open() for somebody who has other things to do
 * @ms:    wait at most so long for each lock, here and in later calls
 * @fault: why it failed, if it did
 */
struct store *store_open_within(const char *path, enum store_mode mode,
				unsigned int ms, enum store_fault *fault,
				struct error *error);

/**
 * store_check - look for damage
 * @ms: for at most so long; what was not looked at by then is taken for good
 *
 * 0, or -1 and store_fault() is STORE_DAMAGED (or there is another reason).
 */
int store_check(struct store *store, unsigned int ms);

/**
 * store_quarantine - rename a damaged store, so that a new one can be begun
 * @known: the caller knows that it is a store; else it has to look like one
 * @aside: gets the new name: PATH.damaged-TIME; its journal goes with it
 *
 * Nothing is ever deleted. 0, or -1 with a sentence in @error.
 */
int store_quarantine(const char *path, bool known, int64_t now, char *aside,
		    size_t aside_size, struct error *error);

/* One counter of the kernel, cumulative within an epoch. */
struct store_counter {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

/*
 * One stay of a source in a table of the kernel, cumulative. Told apart from
 * others by (address, inside, instance). A stay that a snapshot does not list
 * any more is over: its instance must not come again.
 */
struct store_source {
	struct address address;
	uint8_t inside;			/* seen inside, or the router itself */
	uint64_t instance;
	char interface[16];
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/*
 * Registers of an estimator (kmod/include/nfslammer/sketch.h) of one side: who attacked, and
 * who was attacked, since the hour began or somebody looked.
 */
struct store_sketch {
	uint8_t inside;
	uint8_t targets;		/* else it is of sources */
	uint8_t registers[NFSL_SKETCH_SIZE];
};

/* X(symbol, name): what may become of a period that has no windows of its own */
#define STORE_LOSSES(X)							\
	X(AWAY,    "away")	/* no daemon wrote windows */		\
	X(RESTART, "restart")	/* the kernel's counters began anew */	\
	X(MEMORY,  "memory")	/* store away, memory for windows full */ \
	X(DAMAGED, "damaged")	/* the database was set aside */	\
	X(CLOCK,   "clock")	/* it was set */

enum store_why {
#define X(sym, name) STORE_GAP_##sym,
	STORE_LOSSES(X)
#undef X
	STORE_WHY_COUNT
};

const char *store_why_name(unsigned int why);

/**
 * struct store_gap - a period that has no windows of its own
 * @from, @until:  half open
 * @why:	   enum store_why
 * @known:	   is @packets known?
 * @packets:	   of the period that are in no window at all. 0: all of them are
 *		   in windows next to it, above all in a later one
 */
struct store_gap {
	char sensor[STORE_SENSOR_MAX];
	int64_t from;
	int64_t until;
	uint8_t why;
	bool known;
	uint64_t packets;
};

/**
 * struct store_snapshot - what the kernel said at one moment
 * @epoch:	of the counters; a new one means that they started at 0
 * @generation, @digest: of the policy in force
 * @taken_ns:	clock when it was taken
 * @since_ns:	when the last snapshot was taken, if the clock was set after it:
 *		by the clock of now. 0: as that one said itself
 * @lost:	what became of periods before this one; of @sensor unless they name
 *		another
 * @untracked:	packets whose source got no place in a table, cumulative
 * @evicted:	sources that lost their place, cumulative
 * @sketches:	joined to those of the hour and the day; may be of any period in it
 */
struct store_snapshot {
	uint64_t epoch;
	uint32_t generation;
	uint64_t digest;
	uint64_t taken_ns;
	uint64_t since_ns;
	const struct store_gap *lost;
	size_t n_lost;
	uint64_t untracked;
	uint64_t evicted;
	const struct store_counter *counters;
	size_t n_counters;
	const struct store_source *sources;
	size_t n_sources;
	const struct store_sketch *sketches;
	size_t n_sketches;
};

/**
 * store_record - add to a window what was counted since the last snapshot
 * @sensor:   name of the router
 * @start:    begin of the window, a multiple of @seconds
 * @seconds:  its length
 *
 * Difference to the sensor's last snapshot (to 0 for another epoch, or for a
 * source's new instance), the window's rows and the new snapshot are one
 * transaction: all of it or nothing. Rows of @sensor, @start and @seconds that
 * are there already are added to; a window without packets is there too, for it
 * says that somebody watched. The hour and the day (UTC) in which the window
 * begins get the same in the same transaction, so sums of all three agree.
 *
 * Time between the last snapshot and @start that has no window of its own is noted
 * as lost (AWAY), and so is what another epoch counted last (RESTART).
 *
 * Returns 0, -1, or -ESTALE for a snapshot from the past: a counter shrank within
 * its epoch, or the epoch is one that another has followed (two routers under
 * one name). Then nothing was written.
 */
int store_record(struct store *store, const char *sensor, int64_t start,
		  unsigned int seconds, const struct store_snapshot *snapshot);

/* Whose address is it? NULL: nobody's that is known. */
typedef const char *(*store_constituent_fn)(struct address address, void *arg);

#define STORE_CONSTITUENT_MAX	64	/* with the NUL */

/* From now on sources are written with the constituent that @fn names. */
void store_resolve(struct store *store, store_constituent_fn fn, void *arg);

/* How long each level is kept, days. */
struct store_keep {
	unsigned int windows;
	unsigned int hours;
	unsigned int days;
};

/**
 * store_expire - decide what is no longer kept
 *
 * For each level at most one day at a time, counting days that hold anything: a
 * clock that is wrong for an hour cannot cost more. Readers go over to the next
 * level at once; the rows are deleted by store_sweep(). 0 or -1.
 */
int store_expire(struct store *store, const struct store_keep *keep,
		 int64_t now);

/**
 * store_sweep - delete what has expired, a little
 * @rows: about so many at once
 *
 * Returns 1 if there is more to do, 0 or -1.
 */
int store_sweep(struct store *store, unsigned int rows);

/*
 * Reading. A range that begins before the time for which windows are still kept is
 * answered from hours (those that begin in it), a still older one from days.
 *
 * What is read between store_hold() and store_release() is of one
 * moment, whatever a daemon writes meanwhile. Callbacks return 0 to go on;
 * anything else ends the list, and that is no error.
 */
int store_hold(struct store *store);
void store_release(struct store *store);

/* The half-open interval [from, until); sensor NULL: all of them. */
struct store_range {
	int64_t from;
	int64_t until;
	const char *sensor;
};

struct store_sum {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

struct store_talker {
	struct address address;
	bool inside;
	char interface[16];
	char constituent[STORE_CONSTITUENT_MAX];	/* "": nobody's */
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/**
 * struct store_whole - a source with all that it sent in a range
 * @constituent: whose it was when it was last seen as somebody's; NULL: nobody's.
 *		 One pointer for all sources of a constituent
 * @number:	 of that constituent within the store, 0: nobody's
 * @interface:	 where it was last seen
 */
struct store_whole {
	struct address address;
	bool inside;
	const char *constituent;
	uint32_t number;
	const char *interface;
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/*
 * Distinct sources of a side: all, by class, and with any attack class, as far as
 * they had a place in the kernel's tables; and estimates that do not depend on
 * that, of attackers and of addresses that were attacked from that side (0: not
 * known). They are of hours or days that begin in the range.
 */
struct store_distinct {
	uint64_t sources;
	uint64_t by_class[CLASS_COUNT];
	uint64_t attackers;
	uint64_t attackers_about;
	uint64_t targets_about;
};

/* A network of sources: IPv4 /24, IPv6 /48. */
struct store_network {
	struct prefix prefix;
	uint64_t sources;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/**
 * struct store_window - a window and its packets, all verdicts together, by class
 *                       and by reason
 * @since:  when the count began that it holds: the snapshot before it. 0: not
 *          known, its first snapshot was the first of an epoch
 * @taken:  its latest snapshot
 *
 * Longer than @seconds is @taken - @since where the daemon was away.
 */
struct store_window {
	char sensor[STORE_SENSOR_MAX];
	int64_t start;
	unsigned int seconds;
	int64_t since;
	int64_t taken;
	uint32_t generation;
	uint64_t digest;
	uint64_t untracked;
	uint64_t evicted;
	uint64_t packets[DIRECTION_COUNT][CLASS_COUNT];
	uint64_t reasons[DIRECTION_COUNT][REASON_COUNT];
};

/**
 * struct store_detail - how finely a range that begins somewhere is answered
 * @seconds: hours or days, all of them; 0: windows as they were written
 * @since:   from when on there is anything at all; what was before is deleted
 */
struct store_detail {
	unsigned int seconds;
	int64_t since;
};

typedef int (*store_sum_fn)(const struct store_sum *sum, void *arg);
typedef int (*store_talker_fn)(const struct store_talker *talker, void *arg);
typedef int (*store_whole_fn)(const struct store_whole *whole, void *arg);
typedef int (*store_network_fn)(const struct store_network *network, void *arg);
typedef int (*store_sensor_fn)(const char *sensor, void *arg);
typedef int (*store_window_fn)(const struct store_window *window, void *arg);
typedef int (*store_gap_fn)(const struct store_gap *lost, void *arg);

/* Sums by (direction, reason, verdict), in that order. */
int store_sums(struct store *store, const struct store_range *range,
	       store_sum_fn fn, void *arg);
/* Sources, those with the most attack packets first; ties by address. */
int store_talkers(struct store *store, const struct store_range *range,
		  store_talker_fn fn, void *arg);
/*
 * Each source of the range once, by address, the outside first: lists that are in
 * that order on disk are merged, in memory that does not grow with the sources.
 * What a callback is given is good until it returns; names until the end.
 */
int store_merged_sources(struct store *store, const struct store_range *range,
		 store_whole_fn fn, void *arg);
int store_distinct(struct store *store, const struct store_range *range,
		   bool inside, struct store_distinct *distinct);
/* The estimates alone, which cost little. */
int store_estimates(struct store *store, const struct store_range *range,
		    bool inside, struct store_distinct *distinct);
int store_detail(struct store *store, int64_t from,
		 struct store_detail *detail);
/* Networks with attackers on a side, most attack packets first, then by prefix. */
int store_networks(struct store *store, const struct store_range *range,
		   bool inside, store_network_fn fn, void *arg);
/* Windows that begin in the range, by start and sensor. */
int store_windows(struct store *store, const struct store_range *range,
		  store_window_fn fn, void *arg);
/* Periods without windows of their own that the range touches, by begin. */
int store_gap(struct store *store, const struct store_range *range,
	       store_gap_fn fn, void *arg);
/* All sensors that ever wrote, by name. */
int store_sensors(struct store *store, store_sensor_fn fn, void *arg);

#endif /* STORE_STORE_H */
