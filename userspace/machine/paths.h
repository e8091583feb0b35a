/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paths.h - ways that packets take through this machine and that need attention
 *
 * docs/paths.md lists every way there is, and where the filter sees a packet on it.
 * This finds those that a machine uses and where that is not obvious: what runs
 * before the filter, goes past it, or depends on the kernel. Pure: from a struct
 * network and the hooks of the module.
 */
#ifndef MACHINE_PATHS_H
#define MACHINE_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/network.h"

/* Does the filter see the packets on it? */
enum path_seen {
	PATH_SEEN,
	PATH_PARTLY,
	PATH_NOT_SEEN,
};

/* "yes", "partly", "no" */
const char *path_seen_name(enum path_seen seen);

/**
 * struct paths_hooks - the hooks of the module
 * @hooked:	ifindexes of the interfaces with a hook, 0 for local output; sorted by
 *		paths_find()
 * @egress:	hooks for what is sent
 * @redirects:	hooks for what tc has redirected to an IFB
 */
struct paths_hooks {
	uint32_t *hooked;
	size_t n_hooked;
	bool egress;
	bool redirects;
};

/**
 * struct path - one of them; its texts are static
 * @name:	the word for it, as in docs/paths.md
 * @what:	what happens to its packets
 * @advice:	what to do about it; NULL if nothing has to be done
 * @interfaces:	that it goes by, owned; none if it is not about any
 */
struct path {
	const char *name;
	enum path_seen seen;
	const char *what;
	const char *advice;
	uint32_t *interfaces;
	size_t n_interfaces;
	size_t interfaces_room;
};

/* Those that are used, least seen first. A name may be there several times. */
#define PATHS_MAX	40
struct paths {
	struct path list[PATHS_MAX];
	size_t count;
};

/**
 * paths_find - the paths that @network uses
 * @paths: freed by paths_free(), also after a failure
 *
 * 0, or -1 if out of memory. Interfaces that are down are no path.
 */
int paths_find(const struct network *network, struct paths_hooks *hooks,
	       struct paths *paths);
void paths_free(struct paths *paths);

#endif /* MACHINE_PATHS_H */
