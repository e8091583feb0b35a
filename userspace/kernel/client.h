/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client.h - requests to nf_slammer.ko; only this room knows its netlink attributes
 *
 * Blocking requests on one generic netlink socket (libmnl). Every function that
 * can fail returns 0 or -1 and leaves a complete sentence in client_error().
 */
#ifndef KERNEL_CLIENT_H
#define KERNEL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"

struct client;

/**
 * client_open - connect to the module of the current network namespace
 * @error: set if NULL is returned: module not loaded, permission denied, or wrong ABI
 *         (and which side to update)
 */
struct client *client_open(struct error *error);
void client_close(struct client *client);

/*
 * Why the last call failed: the module's extack text, with the policy entry it
 * points to ("allow entry 3 (policy.conf:12): ..."). Valid until the next call.
 */
const char *client_error(const struct client *client);

struct client_table {
	uint32_t size;
	uint32_t used;
	uint64_t evicted;
	uint64_t untracked;
};

/* Tables of solicited flows: by inside, and by all others (NFSL_SIDE_OUTSIDE). */
#define CLIENT_FLOW_TABLES	2

/* @size 0: no flow is followed. Packets that did not open one are in the last two. */
struct client_flows {
	uint32_t size;
	uint32_t used;
	uint64_t opened;
	uint64_t evicted;		/* live flows that lost their entry */
	uint64_t refused;		/* no entry was free */
	uint64_t answers;		/* it answers an earlier datagram */
};

/* @generation 0: no policy in this namespace; then all that follows is 0. */
struct client_status {
	uint32_t abi;
	char version[32];
	uint64_t epoch;
	uint64_t began;		/* of the epoch, ns since 1970; 0: not told */
	uint32_t generation;
	uint64_t digest;
	uint32_t patterns;
	uint32_t internal;
	uint32_t allow;
	uint32_t devices;
	uint32_t signatures;
	uint64_t unattended;	/* packets; no program listened */
	uint64_t events_lost;		/* suppressed by their rate limit */
	uint64_t late;		/* packets; dropped on their way out */
	uint32_t hooks;		/* enum nfsl_hooks */
	uint64_t memory;	/* bytes of counters and tables; 0: not told */
	struct client_table table[NFSL_SIDE_COUNT];
	struct client_flows flows[CLIENT_FLOW_TABLES];
};

int client_status(struct client *client, struct client_status *status);

struct client_device {
	uint32_t ifindex;
	char name[16];
	uint8_t zone;
	uint64_t passed;		/* packets not subject to the policy */
};

/* Cumulative since the epoch; [direction][reason][verdict]. */
struct client_counters {
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t bytes[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
};

/* One stay of a source in the table of one CPU; times in ns since 1970. */
struct client_source {
	struct address address;
	uint8_t side;			/* enum nfsl_side */
	uint64_t instance;
	uint32_t ifindex;
	uint64_t first;
	uint64_t last;
	struct address target;
	uint64_t packets[CLASS_COUNT];
	uint64_t bytes;
	uint32_t revisits;		/* to one target after one and the same ... */
	uint64_t period;		/* ... time, ns; 0 if there were none */
	uint64_t targets;		/* bitmap, see evidence_targets() */
};

/* Registers of an estimator (sketch.h), @since ns since 1970. */
struct client_sketch {
	uint8_t side;			/* enum nfsl_side */
	uint8_t what;			/* enum nfsl_sketch_what */
	uint64_t since;
	uint8_t registers[NFSL_SKETCH_SIZE];
};

int client_counters(struct client *client, struct client_counters *counters);

/*
 * Arrays are malloced; the caller frees *list. A dump that was interrupted by a change
 * is repeated.
 */
int client_devices(struct client *client, struct client_device **list, size_t *count);
int client_sources(struct client *client, struct client_source **list, size_t *count);

/* All estimators; @reset: they begin at 0 again. */
int client_sketches(struct client *client, bool reset,
		    struct client_sketch **list, size_t *count);

/* A notification of the module, see enum nfsl_event_kind. */
/*
 * Reset what @stored has of its estimator, after that is durable: registers that have
 * risen since it was read stay. So nothing is lost if the caller dies before.
 */
int client_sketch_clear(struct client *client, const struct client_sketch *stored);

struct client_event {
	uint8_t kind;
	struct address address;
	struct address target;
	uint32_t ifindex;
	uint8_t reason;
	uint64_t time;			/* ns since 1970 */
};

/**
 * client_subscribe - subscribe to the module's events, on a socket of its own
 *
 * Returns a descriptor for client_next_event(), to poll and to close; -1 on failure.
 */
int client_subscribe(struct client *client);

/*
 * The next event. Blocks unless the descriptor is non-blocking. Returns 1, 0 if there
 * is none (EAGAIN), -1 on failure, -ENOBUFS if some were lost.
 */
int client_next_event(int fd, struct client_event *event);

/**
 * client_push - replace the policy of the kernel by @policy, completely or not at all
 * @status: set to what the kernel confirmed at the commit
 */
int client_push(struct client *client, const struct policy *policy,
		struct client_status *status);

/* The active policy as a model (no path, lines, store); NULL on failure. */
struct policy *client_policy(struct client *client);

#endif /* KERNEL_CLIENT_H */
