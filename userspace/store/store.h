/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store.h - detection statistics: windows written by the daemon, read by advisories
 *
 * The kernel's counters are cumulative. The store keeps the snapshot up to which
 * they are in windows, and updates it in the same transaction as the window. So
 * packets counted while the daemon was down are added exactly once, and recording
 * the same snapshot twice changes nothing.
 *
 * Functions return 0 or -1 (-ESTALE where documented) and leave a sentence in
 * store_error(). Times are seconds since 1970 unless they say ns. Packets, bytes
 * and times above 2^63 - 1 are refused, because SQLite's integers are signed. A
 * handle belongs to one thread.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "db/db.h"
#include "nfslammer/ruleset.h"
#include "nfslammer/sketch.h"

#define STORE_SENSOR_MAX	64	/* with the NUL */

struct store;

/**
 * store_open - open a store; many processes may read while one writes
 * @error: set if NULL is returned: folder missing, no permission, not a store,
 *	   damaged, or written by a newer program
 *
 * A new file is readable for its group, not for others: it names hosts.
 */
struct store *store_open(const char *path, enum db_mode mode,
			 struct error *error);
void store_close(struct store *store);
/* Why the last call failed; valid until the next one. */
const char *store_error(const struct store *store);
enum db_fault store_fault(const struct store *store);

/**
 * store_open_within - store_open() for a caller that must not block for long
 * @ms:    wait at most so long for each lock, here and in later calls
 * @fault: set if NULL is returned
 */
struct store *store_open_within(const char *path, enum db_mode mode,
				unsigned int ms, enum db_fault *fault,
				struct error *error);

/**
 * store_open_progress - store_open_within() for a caller that must say that it is alive
 * @progress: called every few milliseconds while an older store is migrated. If it
 *	      returns other than 0, nothing is migrated, and @fault is DB_BUSY
 *
 * From version 6 on nothing takes long: rows are not rewritten when a store is opened.
 */
struct store *store_open_progress(const char *path, enum db_mode mode,
				  unsigned int ms, db_progress_fn progress,
				  void *arg, enum db_fault *fault,
				  struct error *error);

/**
 * store_check - look for damage in the next table
 * @check: how far the search has come, all zero at first
 *
 * That takes seconds for some hundred megabytes, and is ended by store_interrupt().
 * DB_CHECK_FAILED: store_fault() is DB_DAMAGED, or another reason.
 */
enum db_checked store_check(struct store *store, struct db_check *check);
/* The next table is not checked. 0 or -1 */
int store_check_skip(struct store *store, struct db_check *check);
/*
 * From another thread: end store_check(), as soon as possible; to be repeated until it
 * has returned. Only store_close() may follow.
 */
void store_interrupt(struct store *store);

/**
 * store_quarantine - rename a damaged store, so that a new one can be created
 * @known:    the caller knows that it is a store; otherwise it must look like one
 * @new_path: of @size bytes: set to PATH.damaged-TIME; the journal is renamed too
 *
 * Nothing is deleted. 0, or -1 with a sentence in @error.
 */
int store_quarantine(const char *path, bool known, int64_t now, char *new_path,
		     size_t size, struct error *error);

/* One counter of the kernel, cumulative within an epoch. */
struct store_counter {
	uint8_t direction;
	uint8_t reason;
	uint8_t verdict;
	uint64_t packets;
	uint64_t bytes;
};

/*
 * One stay of a source in a table of the kernel, cumulative, identified by (address,
 * inside, instance). A stay that a snapshot does not list any more is over: its
 * instance must not return.
 */
struct store_source {
	struct address address;
	uint8_t inside;			/* is inside, or the router itself */
	bool forged;			/* of neither side: no window gets it */
	uint64_t instance;
	char interface[16];
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
	uint64_t targets;		/* bitmap, see evidence_targets() */
};

/*
 * Registers of an estimator (nfslammer/sketch.h) for one side: of addresses that
 * attacked, or were attacked, since they were last reset.
 */
struct store_sketch {
	uint8_t inside;
	uint8_t targets;		/* else of sources */
	uint8_t registers[NFSL_SKETCH_SIZE];
};

/* X(symbol, name): why a period has no windows of its own */
#define STORE_GAP_CAUSES(X)							\
	X(AWAY,    "away")	/* no daemon wrote windows */		\
	X(RESTART, "restart")	/* the kernel's counters began at 0 */	\
	X(MEMORY,  "memory")	/* store not writable, memory full */	\
	X(DAMAGED, "damaged")	/* the database was quarantined */	\
	X(CLOCK,   "clock")	/* the clock was set */

enum store_gap_cause {
#define X(sym, name) STORE_GAP_##sym,
	STORE_GAP_CAUSES(X)
#undef X
	STORE_GAP_CAUSE_COUNT
};

const char *store_gap_cause_name(unsigned int cause);

/**
 * struct store_gap - a period that has no windows of its own
 * @sensor, @sensor_id: set by store_gaps(); a snapshot's gaps are of its sensor
 * @from, @until:  half open
 * @cause:	   enum store_gap_cause
 * @known:	   is @packets known?
 * @packets:	   of the period that are in no window at all. 0: all of them are in
 *		   adjacent windows, usually the next one
 */
struct store_gap {
	char sensor[STORE_SENSOR_MAX];
	int64_t sensor_id;
	int64_t from;
	int64_t until;
	uint8_t cause;
	bool known;
	uint64_t packets;
};

/**
 * struct store_snapshot - the kernel's counters at one moment
 * @epoch:	of the counters, random; a new one means that they began at 0
 * @identity:	of the sensor, random and kept by its daemon; 0: it could not keep one
 * @began_ns:	when the counters were 0, by the clock of @taken_ns; 0: unknown
 * @generation, @digest: of the policy in force
 * @taken_ns:	clock when it was taken
 * @since_ns:	if the clock was set after the previous snapshot: when that was
 *		taken, by the new clock. Otherwise 0
 * @gaps:	before this snapshot
 * @untracked:	packets whose source was not inserted into a table, cumulative
 * @evicted:	sources that were evicted from a table, cumulative
 * @sketches:	merged into those of the hour and the day
 */
struct store_snapshot {
	uint64_t epoch;
	uint64_t identity;
	uint64_t began_ns;
	uint32_t generation;
	uint64_t digest;
	uint64_t taken_ns;
	uint64_t since_ns;
	const struct store_gap *gaps;
	size_t n_gaps;
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
 * store_record - record a window: what was counted since the last snapshot
 * @sensor:   what the router is called now. Which sensor it is, is known from @snapshot:
 *	      by its epoch, its identity, or for lack of them by this name
 * @start:    begin of the window, a multiple of @seconds
 * @seconds:  its length
 *
 * One transaction writes the difference to the sensor's last snapshot (to 0 for a
 * new epoch or a source's new instance) and the new snapshot. The numbers are added
 * to a window that exists already. A window without packets is written too: it says
 * that the router was watching. The hour and the day (UTC) in which the window
 * begins are updated in the same transaction, so the sums of all three agree.
 *
 * What was counted in more than two lengths of a window, or for an unknown time, is not
 * the window's: it is written as a span, a row of its own beside the window, the hour
 * and the day. Such is the first snapshot of a kernel that the store did not know.
 *
 * Time without windows between the last snapshot and @start is recorded as a gap
 * (AWAY), and so is the end of another epoch (RESTART).
 *
 * Returns 0, -1, or -ESTALE for an old snapshot: a counter shrank within its epoch,
 * or another epoch has followed the snapshot's (two routers write as one sensor).
 * Then nothing was written.
 */
int store_record(struct store *store, const char *sensor, int64_t start,
		 unsigned int seconds, const struct store_snapshot *snapshot);

/**
 * struct store_recorded - gaps that were recorded
 * @periods: how many
 * @packets: that are in no window, as far as known
 */
struct store_recorded {
	uint64_t periods;
	uint64_t packets;
};

/* Add to @sum what this handle has recorded since the last call. */
void store_take_recorded(struct store *store, struct store_recorded *sum);

/* The name of the constituent that has the address, or NULL. */
typedef const char *(*store_constituent_fn)(struct address address, void *arg);

#define STORE_CONSTITUENT_MAX	64	/* with the NUL */

/* From now on record sources with the constituent that @fn returns. */
void store_resolve(struct store *store, store_constituent_fn fn, void *arg);

/**
 * struct store_bounds - how many sources of a period are listed one by one
 * @inside:  on the inside
 * @outside: on the outside
 * @owned:   on the outside besides these, of constituents
 * @networks: how many networks have a row of what was not listed; the others one row
 *	     for each of as many constituents as @constituents, and one for the rest
 *
 * Those with most attack packets are listed, then those with most packets. Whatever a
 * store records, the sums over sources and remainders are those of all sources.
 */
struct store_bounds {
	unsigned int inside;
	unsigned int outside;
	unsigned int owned;
	unsigned int networks;
	unsigned int constituents;
};

/* Windows, hours, days; and days that were made coarser, because the file is too large. */
#define STORE_BOUNDS	4

/* The bounds of a new handle, and others for it (tests: small ones). */
extern const struct store_bounds store_bounds_default[STORE_BOUNDS];
void store_bound(struct store *store, const struct store_bounds bounds[STORE_BOUNDS]);

/* For how many days each level is retained. */
struct store_retention {
	unsigned int windows;
	unsigned int hours;
	unsigned int days;
};

/**
 * store_expire - hide data that is older than the retention time
 *
 * Of each level at most one day (with data) per call, so a clock that is wrong for
 * an hour cannot cost more. Readers use the next level at once; store_sweep()
 * deletes the rows. 0 or -1.
 */
int store_expire(struct store *store, const struct store_retention *retention,
		 int64_t now);

/**
 * store_sweep - delete some of the rows that have expired
 * @rows: about so many
 *
 * Returns 1 if there is more to do, 0 or -1.
 */
int store_sweep(struct store *store, unsigned int rows);

/**
 * struct store_size - how large the file is, and what that has cost
 * @file:    bytes of the file, without its journal
 * @used:    bytes of it that hold data; the rest is used again
 * @windows, @hours, @days: since when each is retained, if the size and not the age
 *	     has moved that; 0: it has not
 * @coarse:  how many days list fewer sources, because the file was too large
 */
struct store_size {
	uint64_t file;
	uint64_t used;
	int64_t windows;
	int64_t hours;
	int64_t days;
	uint64_t coarse;
};

int store_size(struct store *store, struct store_size *size);

/**
 * store_shrink - bound periods that are over, and the file; a step
 * @limit: bytes that the file should have at most; 0: without a limit
 * @now:   periods that have ended before it are bounded (store_bounds)
 * @rows:  change about so many
 *
 * For a file that is still too large windows are retained for less time, down to a day;
 * then hours, down to two; then days list fewer sources, the oldest first; and then days
 * go, the oldest first, but for the last 31. Free pages are given back to the file system
 * if there are many of them.
 *
 * Returns 1 if there is more to do (it sweeps as well), 0 or -1.
 */
int store_shrink(struct store *store, uint64_t limit, int64_t now,
		 unsigned int rows);

/*
 * Reading. A range that begins before the time for which windows are retained is
 * read from hours (those that begin in it), an even older one from days.
 *
 * Between store_hold() and store_release() all reads see the same state, whatever a
 * daemon writes meanwhile. Callbacks return 0 to continue; any other value ends the
 * list without an error.
 */
int store_hold(struct store *store);
void store_release(struct store *store);

/*
 * The half-open interval [from, until); sensor NULL: all of them. Otherwise those of
 * that name, or if there are none, those that once had it.
 */
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

/* A source, and a network of sources (IPv4 /24, IPv6 /48), as bulletins list them. */
struct store_talker {
	struct address address;
	bool inside;
	char interface[16];
	char constituent[STORE_CONSTITUENT_MAX];	/* "": none */
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
	uint64_t targets;
};

struct store_network {
	struct prefix prefix;
	uint64_t sources;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/**
 * struct store_merged_source - a source with everything that it sent in a range
 * @constituent: that last had its address, or NULL. The same pointer for all sources
 *		 of a constituent
 * @number:	 of that constituent within the store, 0: none
 * @interface:	 where it was last seen
 * @targets:	 bitmap of those that its attacks without the worm had since the
 *		 kernel inserted it, see evidence_targets(). 0: unknown, as in rows
 *		 of an older program
 */
struct store_merged_source {
	struct address address;
	bool inside;
	const char *constituent;
	uint32_t number;
	const char *interface;
	int64_t first;
	int64_t last;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
	uint64_t targets;
};

/**
 * struct store_remainder - what sources sent that are not listed one by one
 * @network: IPv4 /24 (length 120), IPv6 /48; length 0: of any network
 * @inside:  side of the sources
 * @evidence: enum evidence, of each of them within a period
 * @constituent, @number: that has all of their addresses, as in store_merged_source;
 *	     NULL and 0: nobody, several, or unknown
 * @sources: at least so many addresses
 *
 * Not a host: nobody may be accused for it. One address can be listed and be in
 * remainders of the same range, each with a part of its packets.
 */
struct store_remainder {
	struct prefix network;
	bool inside;
	uint8_t evidence;
	const char *constituent;
	uint32_t number;
	uint64_t sources;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
};

/*
 * Distinct sources of a side that are listed one by one: all, by class, and with any
 * attack class. Those of remainders are not counted; and estimates that do not depend on the tables, of
 * attackers and of addresses attacked from that side (0: unknown), for the hours or
 * days that begin in the range.
 */
struct store_distinct {
	uint64_t sources;
	uint64_t by_class[CLASS_COUNT];
	uint64_t attackers;
	uint64_t attackers_about;
	uint64_t targets_about;
};

/**
 * struct store_window - a window and its packets, all verdicts together, by class
 *                       and by reason
 * @sensor: what the sensor is called now; several may have that name
 * @sensor_id: the sensor, within this store
 * @since:  when the snapshot before it was taken, or when counters began at 0.
 *          0: unknown
 * @taken:  when its last snapshot was taken
 * @span:   counted from @since until @taken, which is another time than the window's or
 *          unknown. Its packets are in the sums, but say nothing of a rate
 */
struct store_window {
	char sensor[STORE_SENSOR_MAX];
	int64_t sensor_id;
	int64_t start;
	unsigned int seconds;
	int64_t since;
	int64_t taken;
	bool span;
	uint32_t generation;
	uint64_t digest;
	uint64_t untracked;
	uint64_t evicted;
	uint64_t packets[DIRECTION_COUNT][CLASS_COUNT];
	uint64_t reasons[DIRECTION_COUNT][REASON_COUNT];
};

/**
 * struct store_detail - the resolution of a range
 * @seconds: length of hours or days; 0: windows as they were written
 * @since:   begin of the retained data
 */
struct store_detail {
	unsigned int seconds;
	int64_t since;
};

typedef int (*store_sum_fn)(const struct store_sum *sum, void *arg);
typedef int (*store_merged_source_fn)(const struct store_merged_source *source,
				      void *arg);
typedef int (*store_remainder_fn)(const struct store_remainder *remainder,
				  void *arg);
typedef int (*store_sensor_fn)(const char *sensor, void *arg);
typedef int (*store_window_fn)(const struct store_window *window, void *arg);
typedef int (*store_gap_fn)(const struct store_gap *gap, void *arg);

/* Sums by (direction, reason, verdict), in that order. */
int store_sums(struct store *store, const struct store_range *range,
	       store_sum_fn fn, void *arg);
/*
 * Each source of the range that is listed once, by address, outside before inside. Lists in that
 * order on disk are merged, so memory does not grow with the number of sources. The
 * callback's argument is valid until it returns, names until the end of the call.
 */
int store_merged_sources(struct store *store, const struct store_range *range,
			 store_merged_source_fn fn, void *arg);
/*
 * What the sources of store_merged_sources() do not have, in the order of networks,
 * outside before inside; those of any network last. Both together have all packets of
 * sources.
 */
int store_remainders(struct store *store, const struct store_range *range,
		     store_remainder_fn fn, void *arg);
int store_distinct(struct store *store, const struct store_range *range,
		   bool inside, struct store_distinct *distinct);
/* Only the estimates, which are cheap. */
int store_estimates(struct store *store, const struct store_range *range,
		    bool inside, struct store_distinct *distinct);
/* The resolution of a range that begins at @from. */
int store_detail(struct store *store, int64_t from,
		 struct store_detail *detail);
/* Windows that begin in the range, by start and sensor. */
int store_windows(struct store *store, const struct store_range *range,
		  store_window_fn fn, void *arg);
/* Gaps that overlap with the range, by begin. */
int store_gaps(struct store *store, const struct store_range *range,
	       store_gap_fn fn, void *arg);
/* All names that sensors have or had, each once, in order. */
int store_sensors(struct store *store, store_sensor_fn fn, void *arg);

#endif /* STORE_STORE_H */
