/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drift.h - do file, daemon and kernel still say the same?
 *
 * Looked at every few seconds, and each time the kernel is asked for something.
 * A drift is told once when it begins and once when it ends.
 */
#ifndef SLAMMERD_DRIFT_H
#define SLAMMERD_DRIFT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/client.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"

#define DRIFT_SECONDS		3	/* between two looks */
#define DRIFT_MEND_SECONDS	10	/* between two pushes of our own accord */
#define DRIFT_TEXT_MAX		512

struct daemon;

enum drift_what {
	DRIFT_FILE,	/* the policy file says something else than what runs */
	DRIFT_POLICY,	/* the kernel runs a policy that is not ours */
	DRIFT_MODULE,	/* the module does not answer */
	DRIFT_DEVICE,	/* an interface is not as the policy has it */
	DRIFT_COUNT
};

/**
 * struct drift - what differs, and what was done about it
 * @text:	of each kind, "" where nothing differs
 * @mended:	how often the policy was pushed again, since the start
 * @mended_at:	the last time, seconds since 1970; and why
 * @may_mend:	not before then (CLOCK_MONOTONIC, seconds)
 * @clock:	NULL: CLOCK_MONOTONIC; another one in tests
 * @files:	what the policy file included when it was read last; owned
 * @stamp:	of it and these when they were looked at last
 * @file_text:	digest of what it meant then as text, 0 if it cannot be loaded
 * @devices:	how many carry the hook, by the kernel's last status
 * @seen:	how many did when they were looked at last
 * @hooked:	interfaces when the policy was applied; owned
 */
struct drift {
	bool open;
	struct watch timer;
	struct trouble trouble[DRIFT_COUNT];
	char text[DRIFT_COUNT][DRIFT_TEXT_MAX];
	unsigned int mended;
	int64_t mended_at;
	char mended_why[DRIFT_TEXT_MAX];
	int64_t may_mend;
	int64_t (*clock)(void);
	char **files;
	size_t n_files;
	uint64_t stamp;
	uint64_t file_text;
	uint32_t devices;
	uint32_t seen;
	struct client_device *hooked;
	size_t n_hooked;
};

/* The timer, in the daemon's loop. 0, or -1 with errno. */
int drift_open(struct daemon *daemon);
void drift_close(struct daemon *daemon);
/* What it holds. */
void drift_free(struct drift *drift);

/* Look at everything now. */
void drift_look(struct daemon *daemon);

/* This differs, as the sentence says. */
void drift_begins(struct daemon *daemon, enum drift_what what,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void drift_ends(struct daemon *daemon, enum drift_what what);

/* A policy of ours was applied: the interfaces are as they should be. */
void drift_applied(struct daemon *daemon);

/* Does policy say so, and was the last time long enough ago? Then it begins now. */
bool drift_may_mend(struct daemon *daemon);
/* The policy was pushed again, and why. */
void drift_mended(struct daemon *daemon, const char *why);

/* [{"what", "text"}], and {"count", "last", "why"}; NULL: out of memory. */
json_t *drift_list(const struct daemon *daemon);
json_t *drift_mends(const struct daemon *daemon);

/* The two halves of looking, in files of their own; and what the first one holds. */
void drift_look_file(struct daemon *daemon);
void drift_look_devices(struct daemon *daemon);
void drift_forget_files(struct drift *drift);

#endif /* SLAMMERD_DRIFT_H */
