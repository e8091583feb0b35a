// SPDX-License-Identifier: GPL-2.0-or-later
/* daemon.c - connects the units; signals, timers, start and end of the loop */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "slammerd/os/daemonize.h"
#include "slammerd/os/privileges.h"

/*
 * Callbacks: a unit gets the daemon as its argument and does not look inside.
 */

static struct client *connect_module(void *arg, struct error *error)
{
	struct daemon *daemon = arg;

	return drift_connect(&daemon->drift, error);
}

/* In the recorder's threads. What fails here fails for the daemon as well. */
static void restrict_thread(void *arg)
{
	const struct daemon *daemon = arg;
	struct error error;

	if (daemon->options->seccomp)
		seccomp_restrict(&error);
}

/* Likewise. */
static struct client *open_client(void *arg, struct error *error)
{
	const struct daemon *daemon = arg;

	return daemon->open_client ? daemon->open_client(error) :
				     client_open(error);
}

struct client *daemon_reader(struct daemon *daemon, struct error *error)
{
	if (!daemon->worker.thread)
		return drift_connect(&daemon->drift, error);
	daemon->reader = module_reopen(daemon->reader, open_client, daemon, error);
	return daemon->reader;
}

static void end_worker(void *arg)
{
	struct daemon *daemon = arg;

	client_close(daemon->reader);
	daemon->reader = NULL;
}

static void on_window_end(struct daemon *daemon)
{
	/* Tries again if the address was in use. */
	metrics_server_set(&daemon->metrics, daemon->module.policy->metrics);
	log_flush();
}

static void on_recorder_news(void *arg)
{
	struct daemon *daemon = arg;
	struct recorder_state state = recorder_state(&daemon->recorder);

	control_ready(&daemon->control);
	if (state.windows != daemon->windows)
		on_window_end(daemon);
	if (state.upgrades != daemon->upgrades)
		daemon_notify(daemon);
	daemon->windows = state.windows;
	daemon->upgrades = state.upgrades;
}

static const struct recorder_callbacks recorder_callbacks = {
	restrict_thread, open_client, on_recorder_news,
};

static void on_connection(void *arg, struct client *client)
{
	struct daemon *daemon = arg;

	if (client)
		event_log_subscribe(&daemon->events, client);
	else
		event_log_unsubscribe(&daemon->events);
}

static void on_repair(void *arg)
{
	daemon_notify(arg);
}

void daemon_init(struct daemon *daemon, const struct options *options)
{
	static const struct statistics_callbacks statistics_callbacks = {
		.connect = connect_module,
	};

	memset(daemon, 0, sizeof(*daemon));
	daemon->options = options;
	daemon->started = time(NULL);
	daemon->module.on_connection = on_connection;
	daemon->module.arg = daemon;
	daemon->last_good.config = options->config;
	daemon->last_good.state = &daemon->state;
	daemon->confirm.callbacks = &daemon_confirm_callbacks;
	daemon->confirm.arg = daemon;
	daemon->confirm.state = &daemon->state;
	daemon->confirm.last_good = &daemon->last_good;
	daemon->confirm.module = &daemon->module;
	daemon->confirm.timer.fd = -1;
	daemon->drift.module = &daemon->module;
	daemon->drift.config = options->config;
	daemon->drift.last_good = &daemon->last_good;
	daemon->drift.confirm = &daemon->confirm;
	daemon->drift.patience = &daemon->patience;
	daemon->drift.on_repair = on_repair;
	daemon->drift.arg = daemon;
	daemon->statistics.callbacks = &statistics_callbacks;
	daemon->statistics.arg = daemon;
	daemon->statistics.store = options->store;
	daemon->statistics.last_window = -1;
	daemon->recorder.statistics = &daemon->statistics;
	daemon->events.loop = &daemon->loop;
	daemon->metrics.loop = &daemon->loop;
	daemon->metrics.access = &daemon->control.access;
	daemon->metrics.fn = rpc_metrics;
	daemon->metrics.arg = daemon;
}

static void on_signal(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct signalfd_siginfo info;
	struct reload reload;

	if (read(daemon->signals.fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP) {
		daemon_reload(daemon, 0, &reload);
		reload_free(&reload);
	} else {
		log_message(LOG_INFO, "%s: exiting; the kernel keeps filtering",
			    info.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM");
		daemon->loop.stop = true;
	}
}

static int open_signals(struct daemon *daemon)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);

	daemon->signals = (struct watch){
		signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), on_signal, daemon,
		"signals"
	};
	if (daemon->signals.fd < 0)
		return -1;
	return loop_add(&daemon->loop, &daemon->signals, EPOLLIN);
}

static void on_check_timer(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct module *module = &daemon->module;
	uint64_t expirations;

	if (read(daemon->check_timer.fd, &expirations, sizeof(expirations)) <= 0)
		return;
	drift_check(&daemon->drift);
	confirm_check_file(&daemon->confirm);
	event_log_check(&daemon->events, module->client);
	rpc_advise_sample(daemon);
}

static int open_check_timer(struct daemon *daemon)
{
	const struct itimerspec each = {
		{ DRIFT_SECONDS, 0 }, { DRIFT_SECONDS, 0 }
	};

	daemon->check_timer = (struct watch){
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
		on_check_timer, daemon, "checks"
	};
	if (daemon->check_timer.fd < 0)
		return -1;
	timerfd_settime(daemon->check_timer.fd, 0, &each, NULL);
	return loop_add(&daemon->loop, &daemon->check_timer, EPOLLIN);
}

static void no_free(void *arg)
{
}

/* Its first call is to restrict what it may call. */
static int open_patience(struct daemon *daemon)
{
	const struct patience_call first = { restrict_thread, no_free, daemon };

	if (patience_open(&daemon->patience) < 0)
		return -1;
	patience_run(&daemon->patience, &first, 10 * PATIENCE_MS);
	return 0;
}

static int open_all(struct daemon *daemon, struct error *error)
{
	const struct options *options = daemon->options;

	if (loop_open(&daemon->loop) < 0 || open_signals(daemon) < 0 ||
	    open_patience(daemon) < 0 ||
	    confirm_open(&daemon->confirm, &daemon->loop) < 0 ||
	    open_check_timer(daemon) < 0 ||
	    control_open(&daemon->control, &daemon->loop, rpc_handle, daemon) < 0 ||
	    (!options->no_inspect &&
	     inspection_open(&daemon->inspection, &daemon->loop) < 0) ||
	    watchdog_open(&daemon->watchdog, &daemon->loop) < 0 ||
	    worker_open(&daemon->worker, &daemon->loop, restrict_thread,
			end_worker, daemon) < 0)
		return error_set(error, "cannot set up the event loop: %s",
				 strerror(errno));
	daemon->control.patience = &daemon->patience;
	daemon_set_access(daemon);
	if (control_listen(&daemon->control, options->socket, error) < 0)
		return -1;
	if (options->pid_file && pidfile_write(options->pid_file, error) < 0) {
		control_close(&daemon->control);
		return -1;
	}
	if (recorder_open(&daemon->recorder, &daemon->loop, &recorder_callbacks,
			  daemon) < 0) {
		control_close(&daemon->control);
		return error_set(error, "cannot start the thread of the statistics: %s",
				 strerror(errno));
	}
	return 0;
}

static void close_all(struct daemon *daemon)
{
	worker_close(&daemon->worker);
	inspection_close(&daemon->inspection);
	watchdog_close(&daemon->watchdog, &daemon->loop);
	control_close(&daemon->control);
	metrics_server_close(&daemon->metrics);
	event_log_free(&daemon->events);
	confirm_close(&daemon->confirm);
	close(daemon->check_timer.fd);
	close(daemon->signals.fd);
	patience_close(&daemon->patience);
	loop_close(&daemon->loop);
	if (daemon->options->pid_file)
		pidfile_remove(daemon->options->pid_file);
}

void daemon_set_access(struct daemon *daemon)
{
	const struct policy *policy = daemon->module.policy;
	struct error error;

	if (control_set_access(&daemon->control, policy->read_group,
			       policy->admin_group, &error) < 0)
		log_message(LOG_WARNING, "control: %s", error.text);
	metrics_server_set_access(&daemon->metrics);
}

void daemon_notify(const struct daemon *daemon)
{
	char status[160];

	snprintf(status, sizeof(status), "generation %u, digest %016" PRIx64 " confirmed by the kernel",
		 daemon->module.confirmed.generation,
		 daemon->module.confirmed.digest);
	notify_ready(status);
}

/* The daemon works without it as well, so errors are only logged. */
static void restrict_system_calls(const struct daemon *daemon)
{
	struct error error;

	if (!daemon->options->seccomp)
		return;
	switch (seccomp_restrict(&error)) {
	case SECCOMP_ON:
		break;
	case SECCOMP_NOT_BUILT_IN:
		log_message(LOG_NOTICE, "built without libseccomp: system calls are not restricted");
		break;
	case SECCOMP_FAILED:
		log_message(LOG_WARNING, "%s", error.text);
		break;
	}
}

/* A thread that does not come back has what would be freed now. */
static void __attribute__((noreturn)) abandon(struct daemon *daemon)
{
	control_close(&daemon->control);
	if (daemon->options->pid_file)
		pidfile_remove(daemon->options->pid_file);
	log_flush();
	_exit(EXIT_FAILURE);
}

int daemon_run(struct daemon *daemon, int ready)
{
	const struct policy *policy = daemon->module.policy;
	struct error error;
	int result;

	if (open_all(daemon, &error) < 0) {
		log_message(LOG_ERR, "%s", error.text);
		return 1;
	}
	inspection_follow(&daemon->inspection, policy);
	event_log_subscribe(&daemon->events, daemon->module.client);
	metrics_server_set(&daemon->metrics, policy->metrics);
	/* What the kernel counted while no daemon ran. */
	flush_put(recorder_flush(&daemon->recorder));
	if (ready >= 0) {
		daemonize_ready(ready);
		log_to_syslog();
	}
	restrict_system_calls(daemon);
	daemon_notify(daemon);

	result = loop_run(&daemon->loop);
	if (result < 0)
		log_message(LOG_ERR, "the event loop failed: %s", strerror(errno));
	notify_stopping();
	if (recorder_close(&daemon->recorder) < 0)
		abandon(daemon);
	close_all(daemon);
	log_flush();
	return result < 0 ? 1 : 0;
}

void daemon_free(struct daemon *daemon)
{
	confirm_close(&daemon->confirm);
	recorder_free(&daemon->recorder);
	drift_free(&daemon->drift);
	advise_free(&daemon->advise);
	path_watch_free(&daemon->paths);
	source_tables_free(&daemon->sources);
	module_free(&daemon->module);
	state_close(&daemon->state);
}
