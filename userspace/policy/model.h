/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h - a policy as the operator means it: checked, independent of the file
 *
 * policy.conf -> struct policy (policy_load) -> struct ruleset (policy_compile).
 * The daemon pushes the model to the kernel; `policy test` compiles it with the
 * very headers that the module is made of.
 */
#ifndef POLICY_MODEL_H
#define POLICY_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

/* Where something is written. @line 0: nowhere; @file NULL: the policy's own. */
struct policy_place {
	const char *file;		/* one of the policy's @files */
	unsigned int line;
};

/* Interfaces of a zone: a name, or the beginning of one and '*'. */
struct policy_zone {
	char pattern[NFSL_PATTERN_MAX + 1];
	enum slammer_zone zone;		/* ZONE_EXTERNAL or ZONE_INTERNAL */
	struct policy_place place;
};

struct policy_prefix {
	struct prefix prefix;
	struct policy_place place;
};

struct policy_allow {
	struct pair pair;
	char *comment;			/* owned; may be NULL */
	struct policy_place place;
};

struct policy_signature {
	struct nfsl_signature signature;
	char *comment;			/* owned; may be NULL */
	struct policy_place place;
};

/* Packets that are kept for people to look at. */
struct policy_samples {
	char *directory;		/* owned; NULL: none are kept */
	unsigned int megabytes;
	unsigned int days;
};

/* For how many days statistics of each length are kept. */
struct policy_keep {
	unsigned int windows;
	unsigned int hours;
	unsigned int days;
};

/* Of what has no struct of its own here. */
struct policy_places {
	struct policy_place limit[NFSL_LIMITS_MAX];
	struct policy_place queue;
	struct policy_place tracking;
	struct policy_place defrag;
};

/**
 * struct policy - the model
 * @path:	file it came from, for messages; owned, may be NULL
 * @files:	names of the files that it included, likewise; they and the array owned
 * @zones:	interface patterns, in file order
 * @internal:	prefixes of zone internal
 * @monitor:	mode "monitor": DROP, LIMIT and QUEUE take effect as MONITOR
 * @verdict:	what takes effect, is pushed and digested: enum slammer_verdict by
 *		direction and reason; ACCEPT for reasons below REASON_FIRST_RULED
 * @limit:	number of the limit where that is LIMIT, from 1 on; else 0
 * @n_limits:	how many of @limits are in effect: all or, in monitor mode, none
 * @written:	what the file says; @verdict but for monitor mode
 * @written_limit: likewise
 * @limits:	limit n is the one at n - 1; at most NFSL_LIMITS_MAX
 * @n_written_limits: how many the file has
 * @queue:	where QUEUE leads to; always valid, pushed if a verdict needs it
 * @tracking:	places in the source tables, 0: as the module has them
 * @defrag:	judge reassembled datagrams, not fragments
 * @signatures:	in the order they are tried; at most NFSL_SIGNATURES_MAX
 * @allow:	duplicates folded
 * @window:	length of a statistics window, seconds; divides a day
 * @store:	path of the SQLite database; owned
 * @sensor:	name under which this router's statistics are stored; owned
 * @mend:	the daemon pushes its policy again where the kernel's drifted off
 * @samples:	where packets are kept, at most how large and how old
 * @keep:	how long statistics are kept; windows <= hours <= days
 * @metrics:	"ADDRESS:PORT" (loopback) or the path of a UNIX socket where they
 *		are served; owned, NULL: nowhere
 * @look_group, @change_group: who may ask the daemon, and steer it, beside root
 *		and the daemon's user; owned, NULL: nobody
 * @log_level:	the least important that is logged: LOG_ERR, LOG_WARNING,
 *		LOG_INFO or LOG_DEBUG of syslog.h
 * @constituents: file that tells whose address is whose; owned, may be NULL
 *
 * Owner: whoever called policy_load() or policy_new(); freed by policy_free().
 */
struct policy {
	char *path;
	char **files;
	size_t n_files;
	struct policy_zone *zones;
	size_t n_zones;
	struct policy_prefix *internal;
	size_t n_internal;
	bool monitor;
	uint8_t verdict[DIRECTION_COUNT][REASON_COUNT];
	uint8_t limit[DIRECTION_COUNT][REASON_COUNT];
	size_t n_limits;
	uint8_t written[DIRECTION_COUNT][REASON_COUNT];
	uint8_t written_limit[DIRECTION_COUNT][REASON_COUNT];
	struct nfsl_limit limits[NFSL_LIMITS_MAX];
	size_t n_written_limits;
	struct nfsl_queue queue;
	struct nfsl_tracking tracking;
	bool defrag;
	struct policy_places place;
	struct policy_signature *signatures;
	size_t n_signatures;
	struct policy_allow *allow;
	size_t n_allow;
	unsigned int window;
	char *store;
	char *sensor;
	bool mend;
	struct policy_samples samples;
	struct policy_keep keep;
	char *metrics;
	char *look_group;
	char *change_group;
	int log_level;
	char *constituents;
};

/* What was wrong with (or worth saying about) a file. Messages are complete. */
enum policy_severity { POLICY_NOTE, POLICY_WARNING, POLICY_ERROR };

struct policy_message {
	enum policy_severity severity;
	char *file;			/* owned; safe to print, valid UTF-8 */
	unsigned int line;		/* 0: the file as a whole */
	char *text;			/* likewise, without file, line, newline */
};

struct policy_messages {
	struct policy_message *list;
	size_t count;
	size_t errors;
	size_t warnings;
};

/**
 * policy_load - read, parse and check a policy file
 * @path:     file name, as it is to appear in messages
 * @messages: every error, warning and note that was found is appended
 *
 * Returns the model, or NULL if there was any error. Has no side effect.
 */
struct policy *policy_load(const char *path, struct policy_messages *messages);

/*
 * No zones, no entries, no store and sensor, the verdicts of ruleset_default();
 * NULL if out of memory.
 */
struct policy *policy_new(void);
void policy_free(struct policy *policy);

/* Of a model that came from no file: what takes effect is what was written. */
void policy_set_written(struct policy *policy);

/* "policy.conf:12: warning: text", one line each. */
void policy_messages_print(const struct policy_messages *messages, FILE *out);
const char *policy_severity_name(enum policy_severity severity);
void policy_messages_free(struct policy_messages *messages);

/**
 * policy_print - the model as the text of a policy file
 *
 * Loading what it writes gives the same model. Returns 0, or -1 and writes
 * nothing where the language cannot say it: verdicts that tell reasons apart
 * which share a key. Look at ferror(@out) for the rest.
 */
int policy_print(const struct policy *policy, FILE *out);

/* What the language calls a log level; "?" if it has no such. Static text. */
const char *policy_log_name(int level);

/* Does any verdict need the queue? Else it is not pushed, and not digested. */
bool policy_queues(const struct policy *policy);
/* enum nfsl_flags, as they are pushed and digested. */
uint32_t policy_flags(const struct policy *policy);

/* The digest of the model, by the rules of ruleset.h. */
uint64_t policy_digest(const struct policy *policy);

/**
 * policy_compile - the model as the tables that decide
 *
 * Returns NULL if out of memory, or if there are more signatures or pairs of
 * prefix lengths than there is room for (never after policy_load()). Freed by
 * ruleset_free().
 */
struct ruleset *policy_compile(const struct policy *policy);
void ruleset_free(struct ruleset *ruleset);

#endif /* POLICY_MODEL_H */
