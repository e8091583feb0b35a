/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon.h - the daemon's state, and the few things it does
 *
 * Nothing here is lost with the process: the policy is in its file and in the
 * kernel, the facts are in the kernel until they are in the store.
 */
#ifndef SLAMMERD_DAEMON_H
#define SLAMMERD_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/client.h"
#include "policy/model.h"
#include "slammerd/apply.h"
#include "slammerd/control.h"
#include "slammerd/inspect.h"
#include "slammerd/heard.h"
#include "slammerd/log.h"
#include "slammerd/loop.h"
#include "slammerd/serve.h"
#include "slammerd/window.h"

#define DAEMON_ERROR_MAX	1024

/* From the command line; all that is unset has its default. */
struct options {
	const char *config;
	const char *socket;
	const char *pid_file;		/* NULL: none */
	const char *store;		/* NULL: the policy says where */
	bool foreground;
	bool check;
	bool no_inspect;		/* the queue is another program's */
	bool verbose;
};

struct daemon {
	const struct options *options;
	struct policy *policy;		/* the one that is confirmed */
	struct confirmed confirmed;
	struct client *client;		/* NULL while the module is away */
	struct trouble module_trouble;
	struct trouble store_trouble;
	struct trouble drift;
	struct loop loop;
	struct watch signals;
	struct watch tick;
	struct window window;
	struct control control;
	struct inspection inspection;
	struct heard heard;
	struct serve serve;
	int64_t started;		/* seconds since 1970 */
	int64_t accounted;		/* begin of the last window written, or -1 */
};

/* Where the statistics go. */
const char *daemon_store_path(const struct daemon *daemon);

/* Load, push or adopt, confirm: the first policy. 0 or -1, all said. */
int daemon_start(struct daemon *daemon);
/* Until SIGTERM. @word: for detach_ready(), or -1. Exit status. */
int daemon_run(struct daemon *daemon, int word);
void daemon_stop(struct daemon *daemon);

/**
 * daemon_connect - see to it that there is a client, and that our policy rules
 *
 * A module that was loaded anew runs its built-in policy: it gets ours again.
 * 0, or -1 with a sentence in @error.
 */
int daemon_connect(struct daemon *daemon, char *error, size_t size);

/**
 * daemon_account - write what was counted since the last time into a window
 * @start: begin of the window
 *
 * 0, or -1 with a sentence in @error; then the next call makes up for it.
 */
int daemon_account(struct daemon *daemon, int64_t start, char *error,
		   size_t size);

struct reload {
	struct confirmed old;
	struct confirmed new;
	bool pushed;
	struct policy_messages messages;
	char error[DAEMON_ERROR_MAX];
};

/* 0, or -1: then what runs stays as it is. reload_free() in both cases. */
int daemon_reload(struct daemon *daemon, struct reload *reload);
void reload_free(struct reload *reload);

/* READY=1 and what systemctl status shows. */
void daemon_notify(const struct daemon *daemon);

#endif /* SLAMMERD_DAEMON_H */
