// SPDX-License-Identifier: GPL-2.0-or-later
/* daemon.c - signals, windows and the control socket, one after the other */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "slammerd/os/daemonize.h"
#include "slammerd/os/pidfile.h"
#include "slammerd/os/notify.h"
#include "slammerd/os/seccomp.h"

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
		log_say(LOG_INFO, "%s: the kernel goes on filtering without me",
			info.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM");
		daemon->loop.stop = true;
	}
}

static void on_tick(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	struct error error;
	int64_t now = time(NULL), ended;

	/* What fails is said there; the next window makes up for it. */
	if (window_ended(&daemon->window, now, &ended)) {
		if (daemon->window.step)
			statistics_clock_set(daemon, ended, daemon->window.was,
					     now);
		else
			daemon_account(daemon, ended, &error);
	}
	serve_as_policy_says(daemon);
	log_settle();
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

	daemon->signals.fn = on_signal;
	daemon->signals.arg = daemon;
	daemon->signals.fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (daemon->signals.fd < 0)
		return -1;
	return loop_add(&daemon->loop, &daemon->signals, EPOLLIN);
}

static int open_window(struct daemon *daemon)
{
	struct window *window = &daemon->window;

	if (window_open(window) < 0 ||
	    window_arm(window, daemon->policy->window, time(NULL)) < 0)
		return -1;
	daemon->tick = (struct watch){ window->fd, on_tick, daemon };
	return loop_add(&daemon->loop, &daemon->tick, EPOLLIN);
}

static int prepare(struct daemon *daemon, struct error *error)
{
	const struct options *options = daemon->options;

	daemon->started = time(NULL);
	daemon->accounted = -1;
	if (loop_open(&daemon->loop) < 0 || open_signals(daemon) < 0 ||
	    open_window(daemon) < 0 || statistics_open(daemon) < 0 ||
	    confirm_open(daemon) < 0 || drift_open(daemon) < 0 ||
	    control_open(&daemon->control, &daemon->loop, answer, daemon) < 0 ||
	    (!options->no_inspect &&
	     inspection_open(&daemon->inspection, &daemon->loop) < 0) ||
	    watchdog_open(&daemon->watchdog, &daemon->loop) < 0) {
		return error_set(error, "cannot set up the event loop: %s",
			 strerror(errno));
	}
	daemon_permit(daemon);
	if (control_listen(&daemon->control, options->socket, error) < 0)
		return -1;
	if (options->pid_file &&
	    pidfile_write(options->pid_file, error) < 0) {
		control_close(&daemon->control);
		return -1;
	}
	return 0;
}

void daemon_permit(struct daemon *daemon)
{
	const struct policy *policy = daemon->policy;
	struct error error;

	if (control_permit(&daemon->control, policy->read_group,
			   policy->admin_group, &error) < 0)
		log_say(LOG_WARNING, "control: %s", error.text);
}

/* Without it the daemon works as well: what fails is said, and that is all. */
static void restrict_calls(const struct daemon *daemon)
{
	struct error error;

	if (!daemon->options->seccomp)
		return;
	switch (seccomp_restrict(&error)) {
	case SECCOMP_ON:
		break;
	case SECCOMP_NOT_BUILT_IN:
		log_say(LOG_NOTICE, "built without libseccomp: system calls are not restricted");
		break;
	case SECCOMP_FAILED:
		log_say(LOG_WARNING, "%s", error.text);
		break;
	}
}

static void clean_up(struct daemon *daemon)
{
	inspection_close(&daemon->inspection);
	watchdog_close(&daemon->watchdog, &daemon->loop);
	control_close(&daemon->control);
	serve_close(daemon);
	heard_forget(daemon);
	drift_close(daemon);
	confirm_close(daemon);
	statistics_close(daemon);
	window_close(&daemon->window);
	close(daemon->signals.fd);
	loop_close(&daemon->loop);
	if (daemon->options->pid_file)
		pidfile_remove(daemon->options->pid_file);
}

int daemon_run(struct daemon *daemon, int word)
{
	struct error error;
	int result;

	if (prepare(daemon, &error) < 0) {
		log_say(LOG_ERR, "%s", error.text);
		return 1;
	}
	inspection_follow(&daemon->inspection, daemon->policy);
	heard_listen(daemon);
	serve_as_policy_says(daemon);
	/* What the kernel counted while nobody wrote it down. */
	daemon_account(daemon, daemon->window.start, &error);
	if (word >= 0) {
		detach_ready(word);
		log_detach();
	}
	restrict_calls(daemon);
	daemon_notify(daemon);

	result = loop_run(&daemon->loop);
	if (result < 0)
		log_say(LOG_ERR, "the event loop failed: %s", strerror(errno));
	notify_stopping();
	daemon_account(daemon, daemon->window.start, &error);
	/* What waits still is in the kernel's counters as well. */
	while (daemon->statistics.pending.count &&
	       !statistics_write(daemon, &error))
		;
	clean_up(daemon);
	log_settle();
	return result < 0 ? 1 : 0;
}

void daemon_stop(struct daemon *daemon)
{
	client_close(daemon->client);
	statistics_free(&daemon->statistics);
	policy_free(daemon->policy);
	policy_free(daemon->confirm.back);
	drift_free(&daemon->drift);
	advise_free(&daemon->advise);
	state_close(&daemon->state);
}
