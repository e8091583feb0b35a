// SPDX-License-Identifier: GPL-2.0-or-later
/* drift.c - what differs, since when, and what was done about it */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

static const struct {
	const char *name;
	const char *over;
} kinds[DRIFT_COUNT] = {
	[DRIFT_FILE] = { "file", "the policy file says what runs again" },
	[DRIFT_POLICY] = { "policy", "the kernel runs our policy again" },
	[DRIFT_MODULE] = { "module", "the module answers again" },
	[DRIFT_DEVICE] = { "device", "the interfaces are as the policy has them again" },
};

static void on_timer(void *arg, uint32_t events)
{
	struct daemon *daemon = arg;
	uint64_t expirations;

	if (read(daemon->drift.timer.fd, &expirations, sizeof(expirations)) <= 0)
		return;
	drift_look(daemon);
	advise_sample(daemon);
}

int drift_open(struct daemon *daemon)
{
	const struct itimerspec each = {
		{ DRIFT_SECONDS, 0 }, { DRIFT_SECONDS, 0 }
	};
	struct drift *drift = &daemon->drift;

	drift->timer.fn = on_timer;
	drift->timer.arg = daemon;
	drift->timer.fd = timerfd_create(CLOCK_MONOTONIC,
					 TFD_NONBLOCK | TFD_CLOEXEC);
	if (drift->timer.fd < 0)
		return -1;
	drift->open = true;
	timerfd_settime(drift->timer.fd, 0, &each, NULL);
	return loop_add(&daemon->loop, &drift->timer, EPOLLIN);
}

void drift_close(struct daemon *daemon)
{
	if (daemon->drift.open)
		close(daemon->drift.timer.fd);
	daemon->drift.open = false;
}

void drift_free(struct drift *drift)
{
	free(drift->hooked);
	drift->hooked = NULL;
	drift->n_hooked = 0;
	drift_forget_files(drift);
}

void drift_look(struct daemon *daemon)
{
	struct error error;

	drift_look_file(daemon);
	if (!daemon_connect(daemon, &error))
		drift_look_devices(daemon);
}

void drift_begins(struct daemon *daemon, enum drift_what what,
		  const char *format, ...)
{
	struct drift *drift = &daemon->drift;
	char text[DRIFT_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* Another sentence is another drift. */
	if (strcmp(drift->text[what], text))
		drift->trouble[what].on = false;
	snprintf(drift->text[what], DRIFT_TEXT_MAX, "%s", text);
	trouble_begins(&drift->trouble[what], "drift: %s", text);
}

void drift_ends(struct daemon *daemon, enum drift_what what)
{
	struct drift *drift = &daemon->drift;

	drift->text[what][0] = '\0';
	trouble_ends(&drift->trouble[what], kinds[what].over);
}

static int64_t now(const struct drift *drift)
{
	struct timespec t;

	if (drift->clock)
		return drift->clock();
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

bool drift_may_mend(struct daemon *daemon)
{
	struct drift *drift = &daemon->drift;

	if (!daemon->policy->repair || now(drift) < drift->may_mend)
		return false;
	drift->may_mend = now(drift) + DRIFT_MEND_SECONDS;
	return true;
}

void drift_mended(struct daemon *daemon, const char *why)
{
	struct drift *drift = &daemon->drift;

	drift->mended++;
	drift->mended_at = time(NULL);
	snprintf(drift->mended_why, sizeof(drift->mended_why), "%s", why);
	log_say(LOG_WARNING, "%s: our policy was pushed again, generation %u confirmed by the kernel",
		why, daemon->confirmed.generation);
	daemon_notify(daemon);
}

json_t *drift_list(const struct daemon *daemon)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < DRIFT_COUNT; i++)
		if (daemon->drift.text[i][0])
			json_array_append_new(list, json_pack("{s:s, s:o}",
				"what", kinds[i].name,
				"text", answer_text(daemon->drift.text[i])));
	return list;
}

json_t *drift_mends(const struct daemon *daemon)
{
	const struct drift *drift = &daemon->drift;
	char last[REPORT_TIME_MAX];

	return json_pack("{s:I, s:s?, s:o}", "count", (json_int_t)drift->mended,
			 "last", drift->mended ?
				report_time(drift->mended_at, last) : NULL,
			 "why", drift->mended ?
				answer_text(drift->mended_why) : json_null());
}
