/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paths.h - which ways packets take through this router, for the status
 *
 * Found on request. What is not of the interfaces themselves takes a request
 * for each ingress qdisc, so it is kept for a while.
 */
#ifndef SLAMMERD_PATHS_H
#define SLAMMERD_PATHS_H

#include <jansson.h>
#include <stdint.h>

#include "common/error.h"
#include "machine/network.h"
#include "slammerd/os/log.h"

#define PATHS_SECONDS	5

/**
 * struct path_watch - the facts read last
 * @read_facts:	NULL: network_read_facts(); tests set another
 * @alert:	they cannot be read
 * @known:	only its facts; freed by path_watch_free()
 * @next:	when they are read again (CLOCK_MONOTONIC, seconds)
 */
struct path_watch {
	int (*read_facts)(struct network *network, struct error *error);
	struct alert alert;
	struct network known;
	int64_t next;
};

void path_watch_free(struct path_watch *watch);

/**
 * path_watch_report - the member "paths" of a status
 * @network: with the interfaces; gets the facts
 * @status:  with devices and kernel
 *
 * null if they cannot be read. NULL: out of memory.
 */
json_t *path_watch_report(struct path_watch *watch, struct network *network,
			  const json_t *status);

#endif /* SLAMMERD_PATHS_H */
