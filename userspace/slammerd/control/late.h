/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * late.h - a reply for which the worker has to do something first
 *
 * What needs all sources of the kernel takes a few hundred milliseconds: the worker
 * reads and sorts them (os/worker.h), and then the loop is the one that sends.
 */
#ifndef SLAMMERD_LATE_H
#define SLAMMERD_LATE_H

#include <stdbool.h>

#include "policy/model.h"

struct daemon;

/**
 * struct late - the first member of what the reply needs
 * @policy:	a share of the active one, for the worker
 * @run:	in the worker's thread. Of the daemon it may use what is the worker's
 * @free:	frees all of it but @policy
 * @ready:	@run has returned
 * @references:	of the stream and of the worker; counted in the loop
 */
struct late {
	struct daemon *daemon;
	struct policy *policy;
	void (*run)(struct late *late);
	void (*free)(struct late *late);
	bool ready;
	unsigned int references;
};

/*
 * Have @late->run called, then control_ready(). The caller has a reference. 0, or -1: the
 * worker has too much to do.
 */
int late_post(struct daemon *daemon, struct late *late);
void late_put(struct late *late);

#endif /* SLAMMERD_LATE_H */
