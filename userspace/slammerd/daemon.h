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

#include "common/error.h"
#include "kernel/client.h"
#include "policy/model.h"
#include "slammerd/control/advise.h"
#include "slammerd/enforce/apply.h"
#include "slammerd/enforce/confirm.h"
#include "slammerd/control/control.h"
#include "slammerd/enforce/drift.h"
#include "slammerd/inspection.h"
#include "slammerd/control/events.h"
#include "slammerd/enforce/last_good.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"
#include "slammerd/control/metrics_server.h"
#include "slammerd/enforce/state.h"
#include "slammerd/stats/statistics.h"
#include "slammerd/os/watchdog.h"
#include "slammerd/stats/window.h"

/* From the command line; all that is unset has its default. */
struct options {
	const char *config;
	const char *socket;
	const char *pid_file;		/* NULL: none */
	const char *store;		/* NULL: the policy says where */
	const char *state;		/* folder of what outlives the daemon */
	const char *user;		/* NULL: whoever we are */
	bool foreground;
	bool check;
	bool no_inspect;		/* the queue is another program's */
	bool verbose;
	bool seccomp;
};

struct daemon {
	const struct options *options;
	struct policy *policy;		/* the one that the kernel confirmed */
	uint64_t text;			/* good_digest() of it */
	struct confirmed confirmed;
	struct state state;
	struct good good;
	struct confirm confirm;
	struct client *client;		/* NULL while the module is away */
	struct trouble store_trouble;
	struct drift drift;
	struct advise advise;
	struct loop loop;
	struct watch signals;
	struct watch tick;
	struct window window;
	struct control control;
	struct inspection inspection;
	struct heard heard;
	struct serve serve;
	struct watchdog watchdog;
	struct statistics statistics;
	int64_t started;		/* seconds since 1970 */
	int64_t accounted;		/* begin of the last window written, or -1 */
};

/* Where the statistics go. */
const char *daemon_store_path(const struct daemon *daemon);

/*
 * Push or adopt, and confirm, the first policy: that of daemon->policy (NULL if its
 * file is broken) unless what was before says otherwise. 0 or -1, all said.
 */
int daemon_start(struct daemon *daemon);
/* Until SIGTERM. @word: for detach_ready(), or -1. Exit status. */
int daemon_run(struct daemon *daemon, int word);
void daemon_stop(struct daemon *daemon);

/**
 * daemon_connect - see to it that there is a client, and that our policy rules
 *
 * A module that was loaded anew runs its built-in policy: it gets ours again. A
 * policy of somebody else's is a drift. 0, or -1 with a sentence in @error.
 */
int daemon_connect(struct daemon *daemon, struct error *error);

/**
 * daemon_account - write what was counted since the last time into a window
 * @start: begin of the window
 *
 * 0, or -1 with a sentence in @error; then it waits in memory and is tried again,
 * and if that is lost too the next call makes up for it.
 */
int daemon_account(struct daemon *daemon, int64_t start, struct error *error);

struct reload {
	struct confirmed old;
	struct confirmed new;
	bool pushed;
	struct policy_messages messages;
	struct error error;
};

/**
 * daemon_reload - read the policy file again, and apply it
 * @seconds: roll back after that time unless somebody confirms it; 0: never
 *
 * 0, or -1: then what runs stays as it is. reload_free() in both cases. Without
 * @seconds it is refused while a policy waits for its confirmation.
 */
int daemon_reload(struct daemon *daemon, unsigned int seconds,
		  struct reload *reload);
void reload_free(struct reload *reload);

/* Account for what was counted under the policy of before, if @next asks for it. */
void daemon_settle(struct daemon *daemon, const struct policy *next);
/* @policy is the daemon's now. Returns the one that was: the caller's. */
struct policy *daemon_take_over(struct daemon *daemon, struct policy *policy);
/* The policy's groups, to the control socket. */
void daemon_permit(struct daemon *daemon);

/* READY=1 and what systemctl status shows. */
void daemon_notify(const struct daemon *daemon);

#endif /* SLAMMERD_DAEMON_H */
