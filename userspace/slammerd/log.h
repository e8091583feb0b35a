/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - where the daemon's sentences go: stderr, journal or syslog
 *
 * stderr until the daemon has detached (whoever started it is reading), then
 * syslog. On a journal stream every line begins with its priority.
 */
#ifndef SLAMMERD_LOG_H
#define SLAMMERD_LOG_H

#include <stdbool.h>
#include <syslog.h>

#include "policy/model.h"

void log_open(bool verbose);
/* From now on to syslog. */
void log_detach(void);

/* @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO or LOG_DEBUG (-v). */
void log_say(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The messages about a policy file, one line each. */
void log_messages(const struct policy_messages *messages);

/**
 * struct trouble - a thing that fails for a while
 *
 * Says so when it begins and when it ends, and nothing at each retry.
 */
struct trouble {
	bool on;
};

void trouble_begins(struct trouble *trouble, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void trouble_ends(struct trouble *trouble, const char *text);

#endif /* SLAMMERD_LOG_H */
