// SPDX-License-Identifier: GPL-2.0-or-later
/* paths.c - which ways packets take through this router, for the status */
#include <time.h>

#include "kernel/network.h"
#include "slammerd/control/paths.h"
#include "status/status.h"

void path_watch_free(struct path_watch *watch)
{
	network_free(&watch->known);
}

static int64_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void read_again(struct path_watch *watch)
{
	struct error error;
	int result;

	network_free(&watch->known);
	result = watch->read_facts ? watch->read_facts(&watch->known, &error) :
				     network_read_facts(&watch->known, &error);
	if (result < 0) {
		network_free(&watch->known);
		alert_raise(&watch->alert, "%s", error.text);
		return;
	}
	alert_clear(&watch->alert, "the ways that packets take are found again");
}

json_t *path_watch_report(struct path_watch *watch, struct network *network,
			  const json_t *status)
{
	const struct network_fact *f;
	size_t i;

	if (seconds() >= watch->next) {
		watch->next = seconds() + PATHS_SECONDS;
		read_again(watch);
	}
	if (watch->alert.active)
		return json_null();
	for (i = 0; i < watch->known.n_facts; i++) {
		f = &watch->known.facts[i];
		if (network_add_fact(network, f->kind, f->ifindex, f->other))
			return NULL;
	}
	return report_paths(network, status);
}
