/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - what the kernel says, as the JSON that operators and programs read
 *
 * The daemon answers with it over its socket; slammerctl builds the very same
 * when there is no daemon to ask. Shapes are documented in slammerd(8).
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/client.h"

#define REPORT_TIME_MAX	32
#define REPORT_HEX_MAX	17
#define REPORT_NAME_MAX	16

/* "outside", "inside" */
const char *report_side(unsigned int side);

/* "2026-01-25T05:29:40Z" (RFC 3339, UTC); returns @buf. */
const char *report_time(int64_t seconds, char buf[REPORT_TIME_MAX]);
/* 16 hex digits: of digests and epochs; returns @buf. */
const char *report_hex(uint64_t value, char buf[REPORT_HEX_MAX]);
/* Any bytes (paths, messages) as a JSON string, escaped; NULL as null. */
json_t *report_text(const char *bytes);

/* One address on one side: all its stays, on all CPUs, added up. */
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
};

/**
 * report_merge - stays -> sources, those with the most attack packets first
 * @merged: malloced; the caller frees it
 *
 * Returns 0, or -1 if out of memory.
 */
int report_merge(const struct client_source *stays, size_t n_stays,
		 struct report_source **merged, size_t *count);

/* Packets of the attack classes. */
uint64_t report_attacks(const struct report_source *source);
/* Inside, and it sends the worm or overflows: a host to be cleaned. */
bool report_infected(const struct report_source *source);

/* {"window": "300", "store": ..., ...}: what only the daemon needs; text or null. */
json_t *report_settings(const struct policy *policy);

/* The interfaces of a moment, to name those of sources. */
struct report_devices {
	struct client_device *list;
	size_t count;
};

/* "" is the router's own output; an interface that is gone is "#7". */
const char *report_interface(const struct report_devices *devices,
			     uint32_t ifindex, char buf[REPORT_NAME_MAX]);

struct report_filter {
	bool infected;		/* these only */
	bool infected_first;	/* and then the others */
	size_t limit;		/* at most so many, 0: all */
};

/* Seconds of CLOCK_BOOTTIME: what rates are computed with. */
double report_clock(void);

/* Parts; NULL if out of memory. */
json_t *report_kernel(const struct client_status *status);
json_t *report_device_list(const struct report_devices *devices);
json_t *report_counters(const struct client_counters *counters);
json_t *report_estimates(const struct client_sketch *sketches, size_t count);
json_t *report_event(const struct client_event *event);
json_t *report_source_list(const struct report_source *sources, size_t count,
			   const struct report_devices *devices,
			   const struct report_filter *filter);

/* Read from the kernel: {clock, kernel, devices, counters, estimates}; NULL: see
 * client_error().
 */
json_t *report_status(struct client *client);
/* Read from the kernel: {sources}; NULL: see client_error(). */
json_t *report_sources(struct client *client, const struct report_filter *filter);

#endif /* REPORT_REPORT_H */
