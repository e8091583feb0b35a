/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - where the daemon's sentences go: stderr, journal or syslog
 *
 * stderr until the daemon has detached (whoever started it is reading), then
 * syslog. On a journal stream every line begins with its priority. A thing that
 * goes on and on does not fill the disk: see log_say().
 */
#ifndef SLAMMERD_LOG_H
#define SLAMMERD_LOG_H

#include <stdbool.h>
#include <syslog.h>

#include "policy/model.h"

void log_open(bool verbose);
/* The least important that is logged, of LOG_ERR to LOG_DEBUG; -v goes before. */
void log_level(int priority);
/* From now on to syslog. */
void log_detach(void);

/**
 * log_say - one line
 * @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO or LOG_DEBUG (-v)
 * @format:   a kind of line: of each at most LOG_BURST come in LOG_SECONDS, and of
 *	      the rest it is told how many they were
 *
 * The same line again and again is told once, and then how often it came.
 */
void log_say(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define LOG_BURST	20
#define LOG_SECONDS	60

/* Tell now what was held back so far: now and then, and at the end. */
void log_settle(void);

/* The messages about a policy file, one line each, all of them. */
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
