/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model.h - a policy: checked, with defaults filled in, independent of its file
 *
 * policy.conf -> struct policy (policy_load) -> struct ruleset (policy_compile).
 * The daemon pushes the model to the kernel; `policy test` compiles it with the same
 * headers as the module.
 */
#ifndef POLICY_MODEL_H
#define POLICY_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/evidence.h"
#include "config/messages.h"
#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

/* Interfaces of a zone: a name, or the beginning of one and '*'. */
struct policy_zone {
	char pattern[NFSL_PATTERN_MAX + 1];
	enum slammer_zone zone;		/* ZONE_EXTERNAL or ZONE_INTERNAL */
	struct config_position position;
};

struct policy_prefix {
	struct prefix prefix;
	struct config_position position;
};

struct policy_allow {
	struct pair pair;
	char *comment;			/* owned; may be NULL */
	struct config_position position;
};

struct policy_signature {
	struct nfsl_signature signature;
	char *comment;			/* owned; may be NULL */
	struct config_position position;
};

/* Queued packets that are stored for analysis. */
struct policy_samples {
	char *directory;		/* owned; NULL: none are stored */
	unsigned int megabytes;
	unsigned int days;
};

/* For how many days statistics of each resolution are kept, and in how large a file. */
struct policy_retention {
	unsigned int windows;
	unsigned int hours;
	unsigned int days;
	unsigned int megabytes;
};

/* Positions of what has no struct of its own. */
struct policy_positions {
	struct config_position limit[NFSL_LIMITS_MAX];
	struct config_position worm[DIRECTION_COUNT];	/* rule of slammer */
	struct config_position queue;
	struct config_position tracking;
	struct config_position flows;
	struct config_position defrag;
	struct config_position unnamed;
};

/* struct policy.flows: as many as the module's parameter says. */
#define POLICY_FLOWS_DEFAULT	UINT32_MAX

/**
 * struct policy - the model
 * @path:	its main file, for messages; owned, NULL: from the kernel
 * @files:	names of all its files, for positions; they and the array owned
 * @zones:	interface patterns, in file order
 * @internal:	prefixes of zone internal
 * @monitor:	mode "monitor": DROP, LIMIT and QUEUE take effect as MONITOR
 * @verdict:	in effect, pushed and digested: enum slammer_verdict by direction and
 *		reason; ACCEPT for reasons below REASON_FIRST_RULED
 * @limit:	number of the limit if that is LIMIT, from 1 on; else 0
 * @n_limits:	how many of @limits are in effect: all or, in monitor mode, none
 * @written:	the verdicts as in the file; differ from @verdict in monitor mode
 * @written_limit: likewise
 * @limits:	limit n is the one at n - 1; at most NFSL_LIMITS_MAX
 * @n_written_limits: how many the file has
 * @queue:	of QUEUE; always valid, pushed only if a verdict needs it
 * @tracking:	sizes of the source tables, 0: the module's defaults
 * @flows:	entries of each of the two tables of solicited flows, 0: none are
 *		followed; POLICY_FLOWS_DEFAULT is neither pushed nor digested
 * @defrag:	classify reassembled datagrams, not fragments
 * @unnamed_off: interfaces that no zone names are not filtered; otherwise by the rules
 *		of DIRECTION_UNNAMED, which are those of ruleset_default()
 * @signatures:	in the order in which they are tried; at most NFSL_SIGNATURES_MAX
 * @allow:	without duplicates
 * @window:	length of a statistics window, seconds; divides a day
 * @store:	path of the SQLite database; owned
 * @sensor:	name under which this router's statistics are stored; owned
 * @repair:	the daemon pushes its policy again if the kernel's has drifted
 * @samples:	where packets are stored, how much at most and for how long
 * @retention:	how long statistics are kept; windows <= hours <= days
 * @evidence:	from where on attacks other than the worm accuse their source
 * @metrics:	"ADDRESS:PORT" (loopback) or the path of a UNIX socket where they
 *		are served; owned, NULL: nowhere
 * @read_group, @admin_group: groups that may query the daemon, and control it, as
 *		root and the daemon's user can; owned, NULL: none
 * @log_level:	the least severe level that is logged: LOG_ERR, LOG_WARNING,
 *		LOG_INFO or LOG_DEBUG of syslog.h
 * @constituents: path of constituents.conf; owned, may be NULL
 *
 * @sharers:	owners besides the first one, see policy_share()
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
	uint32_t flows;
	bool defrag;
	bool unnamed_off;
	struct policy_positions position;
	struct policy_signature *signatures;
	size_t n_signatures;
	struct policy_allow *allow;
	size_t n_allow;
	unsigned int window;
	char *store;
	char *sensor;
	bool repair;
	struct policy_samples samples;
	struct policy_retention retention;
	struct evidence_limits evidence;
	char *metrics;
	char *read_group;
	char *admin_group;
	int log_level;
	char *constituents;
	unsigned int sharers;
};

/* The policy file, where no option names another */
#define POLICY_FILE	"/etc/nf-slammer/policy.conf"

/**
 * policy_load - read, parse and check a policy file (in policy/parse)
 * @path:     file name, as shown in messages
 * @messages: gets all errors, warnings and notes
 *
 * Returns the model, or NULL if there was any error.
 */
struct policy *policy_load(const char *path, struct config_messages *messages);

/*
 * No zones, no entries, no store and sensor, the verdicts of ruleset_default();
 * NULL if out of memory.
 */
struct policy *policy_new(void);
void policy_free(struct policy *policy);
/*
 * One owner more, who may be another thread: nobody changes it from now on, and each
 * owner calls policy_free(). Returns @policy.
 */
struct policy *policy_share(struct policy *policy);

/*
 * For a model that is not from a file: copy @verdict and so on to @written. The rules
 * of DIRECTION_UNNAMED, which no file can change, say whether it is in monitor mode.
 */
void policy_set_written(struct policy *policy);

/**
 * policy_print - the model as the text of a policy file
 *
 * Loading the text gives the same model. Returns 0, or -1 without output if the
 * model is not representable in policy.conf, because reasons that share a key have
 * different verdicts. The caller checks ferror(@out).
 */
int policy_print(const struct policy *policy, FILE *out);

/* Does any verdict need the queue? Otherwise it is neither pushed nor digested. */
bool policy_queues(const struct policy *policy);
/* enum nfsl_flags, as pushed and digested. */
uint32_t policy_flags(const struct policy *policy);

/* The digest of the model, by the rules of ruleset.h. */
uint64_t policy_digest(const struct policy *policy);

/**
 * policy_compile - the model as the ruleset that the packet path uses
 *
 * Returns NULL if out of memory, if there are more signatures than there is room for,
 * or if allow entries nest too deeply (neither after policy_load()). Freed by
 * ruleset_free().
 */
struct ruleset *policy_compile(const struct policy *policy);
void ruleset_free(struct ruleset *ruleset);

/**
 * policy_compile_allow - its allow entries alone
 * @set: zeroed; freed by policy_pairs_free(), also if this fails
 *
 * Returns 0, BUILD_MEMORY, or BUILD_DEEP if a packet would cost too much.
 */
int policy_compile_allow(const struct policy *policy, struct pairs *set);
void policy_pairs_free(struct pairs *set);

#endif /* POLICY_MODEL_H */
