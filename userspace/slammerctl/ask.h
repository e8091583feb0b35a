/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.h - how do things stand? The daemon tells, or else the module itself
 */
#ifndef SLAMMERCTL_ASK_H
#define SLAMMERCTL_ASK_H

#include <jansson.h>

#include "common/error.h"
#include "status/status.h"
#include "request.h"

/* Why somebody did not answer; "" for who did, or was not asked. */
struct ask_why {
	struct error daemon;
	struct error module;
};

/*
 * {daemon, kernel, devices, counters, estimates}; daemon is null where the module
 * had to be asked. NULL: nobody answers.
 */
json_t *ask_status(const char *socket, struct ask_why *why);

/* {sources}; NULL: nobody answers. */
json_t *ask_sources(const char *socket, const struct report_filter *filter,
		    struct ask_why *why);

/* What there is of it, to stderr. */
void ask_complain(const struct ask_why *why);

#endif /* SLAMMERCTL_ASK_H */
