// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * recorder.c - a thread with an event loop of its own, in which the statistics live
 *
 * What both threads use is in the mailbox.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/enforce/module.h"
#include "slammerd/os/notify.h"
#include "slammerd/os/patience.h"
#include "slammerd/stats/mailbox.h"
#include "slammerd/stats/recorder.h"

#define ALARM_NS	100000000	/* between two attempts to interrupt a search */

/**
 * struct recorder_thread - what is the thread's, and what is the loop's
 * @recorder:	its policy and statistics are the thread's
 * @client:	NULL: not connected
 * @patience:	for looking at the files of constituents
 * @mail:	in @loop: there are commands
 * @windows, @upgrades: see struct recorder_state
 * @announced:	when an upgrade was announced last, seconds; 0: there is none
 * @outside:	the loop of the daemon, which has @news and @alarm
 * @alarm:	the window ends: a search for damage has to stop. Set by the thread
 */
struct recorder_thread {
	struct recorder *recorder;
	const struct recorder_callbacks *callbacks;
	void *arg;
	const struct statistics_callbacks *before;
	void *before_arg;
	struct client *client;
	struct patience patience;
	struct loop loop;
	struct watch mail;
	uint64_t windows;
	uint64_t upgrades;
	time_t announced;
	pthread_t id;
	struct loop *outside;
	struct watch news;
	struct watch alarm;
	struct mailbox box;
};

/*
 * In the thread
 */

static void publish(struct recorder_thread *t)
{
	const struct statistics *s = t->recorder->statistics;
	const struct recorder_state state = {
		.store_ok = !s->alert.active, .last_window = s->last_window,
		.windows = t->windows, .upgrades = t->upgrades,
	};

	mailbox_publish(&t->box, statistics_report(s), &state);
	/* Fails only if it is readable already. */
	eventfd_write(t->news.fd, 1);
}

static void on_window_ended(void *arg)
{
	struct recorder_thread *t = arg;

	t->windows++;
	publish(t);
}

static void on_maintained(void *arg)
{
	publish(arg);
}

static struct client *connect_module(void *arg, struct error *error)
{
	struct recorder_thread *t = arg;

	t->client = module_reopen(t->client, t->callbacks->open, t->arg, error);
	return t->client;
}

/* Interrupt the search when the current window ends, so that it ends in time. */
static void set_alarm(const struct recorder_thread *t, bool on)
{
	const struct window *window = &t->recorder->statistics->window;
	int64_t left = window->start + window->seconds - time(NULL);
	struct itimerspec when = { 0 };

	if (on) {
		when.it_value.tv_sec = left > 0 ? (time_t)left : 0;
		when.it_value.tv_nsec = 1;
		when.it_interval.tv_nsec = ALARM_NS;
	}
	timerfd_settime(t->alarm.fd, 0, &when, NULL);
}

static void searching(void *arg, struct store *store)
{
	struct recorder_thread *t = arg;

	mailbox_searching(&t->box, store);
	set_alarm(t, store != NULL);
}

/* Called every few milliseconds of an upgrade. */
static int upgrading(void *arg)
{
	struct recorder_thread *t = arg;
	time_t now = time(NULL);

	if (!t->announced) {
		log_message(LOG_NOTICE, "%s is being brought up to date; this takes a while for a large database",
			    statistics_store_path(t->recorder->statistics));
		notify_status("the database of the statistics is being brought up to date");
	}
	if (now != t->announced)
		notify_extend(RECORDER_CLOSE_SECONDS);
	t->announced = now;
	return mailbox_closing(&t->box);
}

static void upgraded(void *arg)
{
	struct recorder_thread *t = arg;

	if (!t->announced)
		return;
	t->announced = 0;
	t->upgrades++;
}

static const struct statistics_callbacks statistics_callbacks = {
	connect_module, on_window_ended, on_maintained, searching, upgrading, upgraded,
};

static void run_policy(struct recorder *recorder, struct policy *policy)
{
	statistics_change_policy(recorder->statistics, policy);
	policy_free(recorder->policy);
	recorder->policy = policy;
}

static void on_mail(void *arg, uint32_t events)
{
	struct recorder_thread *t = arg;
	struct statistics *s = t->recorder->statistics;
	struct command command;
	eventfd_t count;

	if (eventfd_read(t->mail.fd, &count) < 0)
		return;
	while (!t->loop.stop && mailbox_take(&t->box, &command)) {
		switch (command.kind) {
		case COMMAND_POLICY:
			run_policy(t->recorder, command.policy);
			break;
		case COMMAND_FLUSH:
			flush_run(command.flush, s);
			flush_put(command.flush);
			break;
		case COMMAND_FINISH:
			statistics_finish(s);
			t->loop.stop = true;
			break;
		}
		publish(t);
	}
}

static void *run(void *arg)
{
	struct recorder_thread *t = arg;

	t->callbacks->begin(t->arg);
	if (loop_run(&t->loop) < 0)
		log_message(LOG_ERR, "the event loop of the statistics failed: %s",
			    strerror(errno));
	mailbox_ended(&t->box);
	return NULL;
}

/*
 * In the loop
 */

static void on_alarm(void *arg, uint32_t events)
{
	struct recorder_thread *t = arg;
	uint64_t expirations;

	if (read(t->alarm.fd, &expirations, sizeof(expirations)) > 0)
		mailbox_interrupt(&t->box);
}

static void on_news(void *arg, uint32_t events)
{
	struct recorder_thread *t = arg;
	eventfd_t count;

	if (!eventfd_read(t->news.fd, &count))
		t->callbacks->news(t->arg);
}

struct flush *recorder_flush(struct recorder *recorder)
{
	struct flush *flush = flush_new();

	if (!flush)
		return NULL;
	if (recorder->thread)
		return mailbox_post_flush(&recorder->thread->box, flush);
	flush_run(flush, recorder->statistics);
	return flush;
}

void recorder_start(struct recorder *recorder, struct policy *policy)
{
	struct policy *before = recorder->policy;

	recorder->policy = policy_share(policy);
	statistics_set_policy(recorder->statistics, policy);
	policy_free(before);
}

void recorder_set_policy(struct recorder *recorder, struct policy *policy)
{
	policy_share(policy);
	if (recorder->thread)
		mailbox_post_policy(&recorder->thread->box, policy);
	else
		run_policy(recorder, policy);
}

struct recorder_state recorder_state(const struct recorder *recorder)
{
	const struct statistics *s = recorder->statistics;

	if (recorder->thread)
		return mailbox_state(&recorder->thread->box);
	return (struct recorder_state){
		.store_ok = !s->alert.active, .last_window = s->last_window,
	};
}

json_t *recorder_report(const struct recorder *recorder)
{
	return recorder->thread ? mailbox_report(&recorder->thread->box) :
				  statistics_report(recorder->statistics);
}

/*
 * Start and end
 */

static void free_thread(struct recorder_thread *t)
{
	struct statistics *s = t->recorder->statistics;

	statistics_close(s);
	s->callbacks = t->before;
	s->arg = t->before_arg;
	s->constituents.patience = NULL;
	client_close(t->client);
	patience_close(&t->patience);
	loop_remove(t->outside, &t->news);
	loop_remove(t->outside, &t->alarm);
	close(t->news.fd);
	close(t->alarm.fd);
	close(t->mail.fd);
	loop_close(&t->loop);
	mailbox_close(&t->box);
	free(t);
}

static struct recorder_thread *new_thread(struct recorder *recorder,
					  const struct recorder_callbacks *callbacks,
					  void *arg, struct loop *loop)
{
	struct recorder_thread *t = calloc(1, sizeof(*t));
	struct statistics *s = recorder->statistics;

	if (!t)
		return NULL;
	t->recorder = recorder;
	t->callbacks = callbacks;
	t->arg = arg;
	t->before = s->callbacks;
	t->before_arg = s->arg;
	t->outside = loop;
	t->mail = (struct watch){ eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
				  on_mail, t, "mail" };
	t->news = (struct watch){ eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
				  on_news, t, "recorder" };
	t->alarm = (struct watch){
		timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC),
		on_alarm, t, "recorder"
	};
	mailbox_open(&t->box, t->mail.fd);
	s->callbacks = &statistics_callbacks;
	s->arg = t;
	return t;
}

static void no_free(void *arg)
{
}

static int open_patience(struct recorder_thread *t)
{
	const struct patience_call first = { t->callbacks->begin, no_free, t->arg };

	if (patience_open(&t->patience) < 0)
		return -1;
	t->recorder->statistics->constituents.patience = &t->patience;
	patience_run(&t->patience, &first, 10 * PATIENCE_MS);
	return 0;
}

/* Signals are for the loop, which reads them from a descriptor. */
static int start_thread(struct recorder_thread *t)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&t->id, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error ? -1 : 0;
}

int recorder_open(struct recorder *recorder, struct loop *loop,
		  const struct recorder_callbacks *callbacks, void *arg)
{
	struct recorder_thread *t = new_thread(recorder, callbacks, arg, loop);
	int saved;

	if (!t)
		return -1;
	/* Descriptors that could not be opened cannot be added. */
	if (loop_open(&t->loop) < 0 ||
	    statistics_open(recorder->statistics, &t->loop) < 0 ||
	    loop_add(&t->loop, &t->mail, EPOLLIN) < 0 ||
	    loop_add(loop, &t->news, EPOLLIN) < 0 ||
	    loop_add(loop, &t->alarm, EPOLLIN) < 0 || open_patience(t) < 0)
		goto fail;
	publish(t);
	if (start_thread(t) < 0)
		goto fail;
	recorder->thread = t;
	return 0;
fail:
	saved = errno;
	free_thread(t);
	errno = saved;
	return -1;
}

int recorder_close(struct recorder *recorder)
{
	struct recorder_thread *t = recorder->thread;
	unsigned int seconds;

	if (!t)
		return 0;
	mailbox_post_finish(&t->box);
	for (seconds = 0; !mailbox_wait(&t->box); seconds++) {
		if (seconds == RECORDER_CLOSE_SECONDS) {
			log_message(LOG_ERR, "the statistics are not written within %u seconds: given up; what was counted is in the kernel",
				    RECORDER_CLOSE_SECONDS);
			return -1;
		}
		mailbox_interrupt(&t->box);
		notify_extend(RECORDER_CLOSE_SECONDS);
		notify_alive();
	}
	pthread_join(t->id, NULL);
	recorder->thread = NULL;
	free_thread(t);
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	statistics_free(recorder->statistics);
	policy_free(recorder->policy);
	recorder->policy = NULL;
}
