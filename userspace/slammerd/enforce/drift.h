/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drift.h - do policy file, daemon, kernel and interfaces still agree?
 *
 * Checked every few seconds, and whenever the kernel is asked for something. A
 * difference is logged once when it appears and once when it is gone. With
 * drift = "repair" in the policy it is repaired by pushing the policy again.
 */
#ifndef SLAMMERD_DRIFT_H
#define SLAMMERD_DRIFT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "machine/network.h"
#include "slammerd/enforce/confirm.h"
#include "slammerd/enforce/last_good.h"
#include "slammerd/enforce/module.h"
#include "slammerd/os/log.h"
#include "slammerd/os/watched_files.h"

#define DRIFT_SECONDS		3	/* between two checks */
#define DRIFT_REPAIR_SECONDS	10	/* between two repairs, at least */
#define DRIFT_LINKS_SECONDS	30	/* between two looks for bare interfaces */
#define DRIFT_TEXT_MAX		512

enum drift_kind {
	DRIFT_FILE,	/* the policy file differs from the active policy */
	DRIFT_POLICY,	/* the kernel runs a policy that is not ours */
	DRIFT_MODULE,	/* the module does not answer */
	DRIFT_DEVICE,	/* an interface is missing, or not hooked as expected */
	DRIFT_COUNT
};

/**
 * struct drift - what differs, and the repairs so far
 * @on_repair:	called after each repair; @arg is its argument
 * @text:	of each kind, "" if there is no such drift
 * @repairs:	since the start; the last one was at @repaired_at (seconds since
 *		1970) because of @repair_reason
 * @next_repair: not before then (CLOCK_MONOTONIC, seconds)
 * @clock:	NULL: CLOCK_MONOTONIC; tests set another
 * @read_links:	NULL: network_read_links(); tests set another
 * @next_links:	when interfaces are compared to hooks again (CLOCK_MONOTONIC, seconds)
 * @bare:	interfaces that should have a hook, and do not
 * @patience:	for looking at files; may be NULL
 * @watched:	the policy file and what it included when it was read last
 * @file_text:	policy_text_digest() of the policy file then, 0: cannot be loaded
 * @n_now:	number of hooked interfaces in the kernel's last status
 * @n_checked:	the same at the last check of interfaces
 * @hooked:	interfaces when the policy was applied; owned
 */
struct drift {
	struct module *module;
	const char *config;
	const struct last_good *last_good;
	const struct confirm *confirm;
	void (*on_repair)(void *arg);
	void *arg;
	struct alert alert[DRIFT_COUNT];
	char text[DRIFT_COUNT][DRIFT_TEXT_MAX];
	unsigned int repairs;
	int64_t repaired_at;
	char repair_reason[DRIFT_TEXT_MAX];
	int64_t next_repair;
	int64_t (*clock)(void);
	int (*read_links)(struct network *network, struct error *error);
	int64_t next_links;
	char bare[DRIFT_TEXT_MAX / 2];
	struct patience *patience;
	struct watched_files watched;
	uint64_t file_text;
	uint32_t n_now;
	uint32_t n_checked;
	struct client_device *hooked;
	size_t n_hooked;
};

void drift_free(struct drift *drift);

/**
 * drift_connect - connect to the module, and check which policy it runs
 *
 * A module that was reloaded has its built-in policy: it gets ours again. If
 * another program pushed a policy, that is drift. Returns the client (the module's,
 * valid until the event loop runs again), or NULL with a sentence in @error.
 */
struct client *drift_connect(struct drift *drift, struct error *error);

/* Check everything now. */
void drift_check(struct drift *drift);
/* Its parts; the second one needs a connection. */
void drift_check_files(struct drift *drift);
void drift_check_devices(struct drift *drift);

/* The interfaces of this namespace, see network_read_links(). */
int drift_read_links(const struct drift *drift, struct network *network,
		     struct error *error);

/* The active policy was applied: the interfaces are as expected. */
void drift_applied(struct drift *drift);

/* For the status: [{what, text}], and {count, last, reason}; NULL: out of memory. */
json_t *drift_report(const struct drift *drift);
json_t *drift_repairs_report(const struct drift *drift);

/* For the files of this unit. */
void drift_raise(struct drift *drift, enum drift_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void drift_clear(struct drift *drift, enum drift_kind kind);
/* Does the policy allow a repair, and is it time? Then the interval starts again. */
bool drift_may_repair(struct drift *drift);
void drift_repaired(struct drift *drift, const char *reason);
int64_t drift_now(const struct drift *drift);
/* Set @bare, every DRIFT_LINKS_SECONDS. */
void drift_check_bare(struct drift *drift);

#endif /* SLAMMERD_DRIFT_H */
