/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon.h - the units of the daemon, put together
 *
 * Only main.c, daemon.c, reload.c and control/rpc*.c include this: units know each
 * other by narrow interfaces and callbacks, which daemon_init() connects. Nothing
 * is lost with the process: the policy is in its file and in the kernel, counts are
 * in the kernel until they are in the store.
 */
#ifndef SLAMMERD_DAEMON_H
#define SLAMMERD_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "policy/model.h"
#include "slammerd/control/advise.h"
#include "slammerd/control/control.h"
#include "slammerd/control/events.h"
#include "slammerd/control/metrics_server.h"
#include "slammerd/control/paths.h"
#include "slammerd/control/sources.h"
#include "slammerd/enforce/confirm.h"
#include "slammerd/enforce/drift.h"
#include "slammerd/enforce/last_good.h"
#include "slammerd/enforce/module.h"
#include "slammerd/enforce/state.h"
#include "slammerd/inspection.h"
#include "slammerd/os/log.h"
#include "slammerd/os/loop.h"
#include "slammerd/os/notify.h"
#include "slammerd/os/patience.h"
#include "slammerd/os/worker.h"
#include "slammerd/stats/recorder.h"
#include "slammerd/stats/statistics.h"

/* From the command line, defaults included. */
struct options {
	const char *config;
	const char *socket;
	const char *pid_file;		/* NULL: none */
	const char *store;		/* NULL: the policy's */
	const char *state;		/* directory of files that outlive the daemon */
	const char *user;		/* NULL: do not switch */
	bool foreground;
	bool check;
	bool no_inspect;		/* another program inspects the queue */
	bool verbose;
	bool seccomp;
};

/**
 * struct daemon - see the headers of the units
 * @started:	seconds since 1970
 * @check_timer: each DRIFT_SECONDS: drift and advice
 * @statistics:	the recorder's, whose thread they belong to
 * @windows, @upgrades: as of the recorder's last news
 * @worker:	while it is open, @advise, @sources and @reader are its thread's
 * @reader:	its connection to the module, see daemon_reader()
 * @sampling:	it is sampling for @advise; @sampled: the last time, that was wanted
 * @open_client: a connection for another thread; NULL: client_open(), tests set another
 */
struct daemon {
	const struct options *options;
	int64_t started;
	struct loop loop;
	struct watch signals;
	struct watch check_timer;
	struct module module;
	struct state state;
	struct last_good last_good;
	struct confirm confirm;
	struct drift drift;
	struct inspection inspection;
	struct statistics statistics;
	struct recorder recorder;
	uint64_t windows;
	uint64_t upgrades;
	struct worker worker;
	struct client *reader;
	bool sampling;
	bool sampled;
	struct client *(*open_client)(struct error *error);
	struct control control;
	struct event_log events;
	struct advise advise;
	struct metrics_server metrics;
	struct path_watch paths;
	struct source_tables sources;
	struct watchdog watchdog;
	struct patience patience;
};

/* Connect the units. @options must stay valid. */
void daemon_init(struct daemon *daemon, const struct options *options);

/**
 * daemon_start - have the kernel run the first policy
 *
 * Needs module.client and module.policy: that of the policy file, NULL if it cannot
 * be loaded. A pending policy, or the last known good one, may replace it. If the
 * kernel runs it already, nothing is pushed. 0 or -1, with all errors logged.
 */
int daemon_start(struct daemon *daemon);
/**
 * daemon_run - the event loop, until SIGTERM or SIGINT
 * @ready: for daemonize_ready(), or -1
 *
 * Returns the exit status.
 */
int daemon_run(struct daemon *daemon, int ready);
/* Free all that daemon_run() did not. */
void daemon_free(struct daemon *daemon);

/* What a reload did; freed by reload_free(). */
struct reload {
	struct confirmed old;
	struct confirmed new;
	bool pushed;
	struct config_messages messages;
	struct error error;
};

/**
 * daemon_reload - load the policy file and have the kernel run it
 * @seconds: roll back after that time unless confirmed; 0: never
 *
 * 0, or -1: then the active policy stays as it is. Call reload_free() in both
 * cases. Without @seconds it is refused while a policy is pending.
 */
int daemon_reload(struct daemon *daemon, unsigned int seconds,
		  struct reload *reload);
void reload_free(struct reload *reload);

/* The callbacks of a rollback, in reload.c. */
extern const struct confirm_callbacks daemon_confirm_callbacks;

/*
 * For a job of the worker: a connection to read by. The module's if the worker is not
 * open. NULL with a sentence in @error.
 */
struct client *daemon_reader(struct daemon *daemon, struct error *error);

/* Tell systemd that the daemon is ready, and what the kernel runs. */
void daemon_notify(const struct daemon *daemon);
/* Set the control socket's groups from the policy. */
void daemon_set_access(struct daemon *daemon);

#endif /* SLAMMERD_DAEMON_H */
