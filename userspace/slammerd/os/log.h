/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - log messages: to stderr, the journal or syslog, with a rate limit
 *
 * They go to stderr until the daemon is in the background, then to syslog. If
 * stderr is the journal, each line starts with its priority (sd-daemon(3)). No
 * condition, however long it lasts, can fill the disk: see log_message(). Any thread
 * may log; an alert belongs to one.
 */
#ifndef SLAMMERD_LOG_H
#define SLAMMERD_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <syslog.h>

#include "policy/model.h"

#define LOG_BURST	20
#define LOG_SECONDS	60
#define LOG_TEXT_MAX	1024

void log_open(bool verbose);
/* The minimum level, LOG_ERR to LOG_DEBUG; -v overrides it. */
void log_set_level(int priority);
/* From now on to syslog. */
void log_to_syslog(void);

/**
 * log_message - log one line
 * @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO or LOG_DEBUG (-v)
 * @format:   also the kind of message: at most LOG_BURST of a kind are logged in
 *	      LOG_SECONDS, the rest are counted
 *
 * A message that repeats is logged once, and later how often it was repeated.
 */
void log_message(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Log the counts of suppressed messages; at the end of a window and at exit. */
void log_flush(void);

/* The messages about a policy file, one line each, without a rate limit. */
void log_config_messages(const struct config_messages *messages);

/**
 * struct alert - a condition that lasts for a while
 *
 * Logged when it is raised and when it is cleared, not on each retry.
 */
struct alert {
	bool active;
};

void alert_raise(struct alert *alert, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* @text is logged if the alert was active. */
void alert_clear(struct alert *alert, const char *text);

/*
 * The rate limit: bounded memory, no timer. Times are seconds of a monotonic clock,
 * passed in by the caller.
 */
#define LOG_LIMIT_KINDS	32

/* Messages with the same format. */
struct log_limit_kind {
	const char *format;
	int64_t start;		/* of the current interval */
	unsigned int logged;
	unsigned int suppressed;
	int priority;
	char last[LOG_TEXT_MAX];	/* the last suppressed one */
};

struct log_limit {
	struct log_limit_kind kinds[LOG_LIMIT_KINDS];
	char last[LOG_TEXT_MAX];
	int last_priority;
	unsigned int repeated;	/* since the last message was logged */
	int64_t since;		/* time of the first repetition */
};

typedef void (*log_write_fn)(int priority, const char *text);

/**
 * log_limit_message - pass @text to @write, or count it
 * @format: the kind; only the pointer is compared
 */
void log_limit_message(struct log_limit *limit, int64_t now, int priority,
		       const char *format, const char *text,
		       log_write_fn write);
/* Write all counts. */
void log_limit_flush(struct log_limit *limit, log_write_fn write);

#endif /* SLAMMERD_LOG_H */
