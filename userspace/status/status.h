/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status.h - the status of module and inspection, as the JSON that programs read
 *
 * The daemon sends it over its socket; slammerctl builds the same where no daemon
 * answers. nf-slammer-json(5) documents the shapes.
 */
#ifndef STATUS_STATUS_H
#define STATUS_STATUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/evidence.h"
#include "kernel/client.h"
#include "machine/network.h"

#define REPORT_TIME_MAX	CLOCK_ISO_MAX
#define REPORT_HEX_MAX	17
#define REPORT_NAME_MAX	16

/* "outside", "inside"; "none": seen in zone unnamed */
const char *report_side(unsigned int side);

/* "2026-01-25T05:29:40Z" (RFC 3339, UTC); returns @buf. */
const char *report_time(int64_t seconds, char buf[REPORT_TIME_MAX]);
/* 16 hex digits: of digests and epochs; returns @buf. */
const char *report_hex(uint64_t value, char buf[REPORT_HEX_MAX]);
/* Any bytes (paths, messages) as a JSON string, escaped; NULL as null. */
json_t *report_text(const char *bytes);

/* One address on one side: the sum of its stays on all CPUs. */
struct report_source {
	struct address address;
	uint8_t side;			/* enum nfsl_side */
	uint32_t ifindex;		/* of the latest stay, as is the target */
	uint64_t first;
	uint64_t last;
	struct address target;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
	uint32_t revisits;		/* of the stay that has the most */
	uint64_t period;		/* ns; 0 without revisits */
	uint64_t targets;		/* bitmap, see evidence_targets() */
};

/**
 * report_merge - stays -> sources, most attack packets first
 * @merged: malloced; the caller frees it
 *
 * Returns 0, or -1 if out of memory.
 */
int report_merge(const struct client_source *stays, size_t n_stays,
		 struct report_source **merged, size_t *count);

/* Inside, and the evidence is not weak: a host to clean. */
bool report_infected(const struct report_source *source,
		     struct evidence_limits limits);

/* {"window": "300", "store": ..., ...}: settings of the daemon; texts or null. */
json_t *report_settings(const struct policy *policy);

/* The interfaces with a hook, to name those of sources. */
struct report_devices {
	struct client_device *list;
	size_t count;
};

/* "" for the router's own output, "#7" for an interface that was removed. */
const char *report_interface(const struct report_devices *devices,
			     uint32_t ifindex, char buf[REPORT_NAME_MAX]);

/* By what sources are sorted; the names are words of --sort and of "sort". */
enum report_sort {
	REPORT_BY_ATTACKS,	/* attack packets, then all packets; most first */
	REPORT_BY_PACKETS,
	REPORT_BY_BYTES,
	REPORT_BY_LAST,		/* seen last first */
	REPORT_BY_FIRST,	/* seen first first */
	REPORT_BY_ADDRESS,
	REPORT_SORT_COUNT
};
extern const char *const report_sorts[REPORT_SORT_COUNT + 1];
/* "all", and the sides of struct report_filter; both lists end with NULL. */
extern const char *const report_sides[];

/* @evidence: NULL: the default limits */
struct report_filter {
	const struct evidence_limits *evidence;
	bool infected;		/* only infected sources */
	bool infected_first;	/* all, infected ones first */
	int side;		/* index into report_sides; 0: all */
	enum report_sort sort;
	size_t offset;		/* leave out so many, after sorting */
	size_t limit;		/* at most so many; 0: all */
};

/**
 * struct report_rows - sources that a filter selected, to be taken one by one
 * @sources, @devices: borrowed; must stay valid
 * @picked:	indexes of sources, in their order; @count of them; malloced
 * @total:	how many the filter selects without offset and limit
 * @next:	which of @picked is next
 */
struct report_rows {
	const struct report_source *sources;
	const struct report_devices *devices;
	struct evidence_limits limits;
	uint32_t *picked;
	size_t count;
	size_t total;
	size_t next;
};

/* @sources as report_merge() sorts them. 0, or -1 if out of memory. */
int report_rows_select(struct report_rows *rows, const struct report_source *sources,
		       size_t count, const struct report_devices *devices,
		       const struct report_filter *filter);
/* The next one as an object; NULL: there is none, or memory is short. */
json_t *report_rows_next(struct report_rows *rows);
void report_rows_free(struct report_rows *rows);

/* Seconds of CLOCK_BOOTTIME, for rates. */
double report_clock(void);

/* Parts of a status; NULL if out of memory. */
json_t *report_kernel(const struct client_status *status);
json_t *report_device_list(const struct report_devices *devices);
json_t *report_counters(const struct client_counters *counters);
json_t *report_estimates(const struct client_sketch *sketches, size_t count);
json_t *report_event(const struct client_event *event);
json_t *report_source_list(const struct report_source *sources, size_t count,
			   const struct report_devices *devices,
			   const struct report_filter *filter);

/* [{file, line, severity, text}]; NULL if out of memory. */
json_t *report_messages(const struct config_messages *messages);

/*
 * What @policy makes of a machine: {list: [{name, zone}], patterns: [{zone, pattern,
 * interfaces}], worm: [{direction, verdict, passes}], unnamed_protected, messages}.
 * NULL: out of memory.
 */
json_t *report_interfaces(const struct policy *policy,
			  const struct network *network);

/**
 * report_paths - [{path, seen, interfaces, what, advice}], see machine/paths.h
 * @network: with its facts
 * @status:  of report_status(), for the hooks that there are
 *
 * null where the module filters nothing. NULL: out of memory.
 */
json_t *report_paths(const struct network *network, const json_t *status);

/* [{release, running, reason}], see machine/not_built.h; NULL: out of memory. */
json_t *report_not_built(void);

/*
 * Read from the kernel: {clock, kernel, devices, counters, estimates}. NULL on failure,
 * see client_error().
 */
json_t *report_status(struct client *client);
/*
 * What the kernel's tables hold: sources, merged, and the interfaces that they name.
 * 0, or -1, see client_error(); the caller frees both lists.
 */
int report_read_sources(struct client *client, struct report_source **sources,
			size_t *count, struct report_devices *devices);
/* The same as {total, sources}. NULL on failure, see client_error(). */
json_t *report_sources(struct client *client, const struct report_filter *filter);

/* X(member, meaning): what the daemon did with queued packets, in packets */
#define REPORT_INSPECTION(X)						       \
	X(received,   "were queued and received by slammerd since its start") \
	X(accepted,   "of these were accepted: requests, responses, other protocols") \
	X(dropped,    "of these were dropped: attacks, and packets that cannot be classified") \
	X(batches,    "messages with verdicts, each for one packet or more")  \
	X(waiting,    "are in the queue now")				      \
	X(overflowed, "did not fit into the queue: accepted if the policy says fail open, otherwise dropped") \
	X(unattended, "came while no program listened, since the module was loaded: accepted or dropped as above") \
	X(sampled,    "were written to sample files")			      \
	X(samples_skipped, "were not sampled, because there were too many in a second") \
	X(samples_failed, "were not sampled, because writing failed")

/* X(member, meaning): of a table of solicited flows */
#define REPORT_FLOWS(X)							       \
	X(size,    "entries of the table; 0: solicited flows are not tracked")  \
	X(used,    "entries of flows that are alive")		       \
	X(opened,  "flows that a client on port 1434 began: their answers pass") \
	X(evicted, "flows that lost their entry to a new one before an answer came") \
	X(refused, "flows that got no entry: their answers are judged by content") \
	X(answers, "packets from port 1434 that began no flow, because they answer an earlier datagram")

/**
 * struct report_inspection - inspection of queued packets
 * @queue:	number, or -1: the policy queues nothing
 * @open:	fail open: packets that no program takes are accepted
 * @listening:	the daemon receives queued packets
 * @secret:	the daemon's user may not read how many packets wait
 * @error:	why it does not listen, or NULL; @samples_error: likewise
 * @directory:	of samples; NULL: no samples are kept
 * @bytes:	of samples that were written
 */
struct report_inspection {
	int queue;
	bool open;
	bool listening;
	bool secret;
	const char *error;
	const char *directory;
	const char *samples_error;
	uint64_t bytes;
	uint64_t class[CLASS_COUNT];
#define X(member, text) uint64_t member;
	REPORT_INSPECTION(X)
#undef X
};

/* The meaning of each counter; ends with a NULL name. */
struct report_counter {
	const char *name;
	const char *text;
};
extern const struct report_counter report_inspection_counters[];
extern const struct report_counter report_flow_counters[];

/* NULL if out of memory. */
json_t *report_inspection(const struct report_inspection *inspection);

#endif /* STATUS_STATUS_H */
