// SPDX-License-Identifier: GPL-2.0-or-later
/* answer.c - the commands of the control socket */
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "names/text.h"
#include "names/version.h"
#include "report/report.h"
#include "slammerd/answer.h"
#include "slammerd/daemon.h"

/* Sentences and paths may hold any bytes; JSON is UTF-8. */
static json_t *text(const char *any)
{
	char safe[PATH_MAX];

	return json_string(text_escape(any, safe, sizeof(safe)));
}

static json_t *refuse(const char *error)
{
	return json_pack("{s:b, s:o}", "ok", 0, "error", text(error));
}

json_t *answer_messages(const struct policy_messages *messages)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < messages->count; i++) {
		const struct policy_message *m = &messages->list[i];

		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}",
			"file", m->file,
			"line", (json_int_t)m->line,
			"severity", policy_severity_name(m->severity),
			"text", m->text));
	}
	return list;
}

static json_t *generation(const struct confirmed *confirmed)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:I, s:s}",
		"generation", (json_int_t)confirmed->generation,
		"digest", report_hex(confirmed->digest, digest));
}

static json_t *describe(const struct daemon *daemon)
{
	char digest[REPORT_HEX_MAX], started[REPORT_TIME_MAX];
	char accounted[REPORT_TIME_MAX];

	return json_pack("{s:I, s:s, s:s, s:I, s:o, s:I, s:s, s:I, s:s, s:o, s:b, s:s?}",
		"pid", (json_int_t)getpid(),
		"version", NF_SLAMMER_VERSION,
		"started", report_time(daemon->started, started),
		"uptime", (json_int_t)(time(NULL) - daemon->started),
		"policy", text(daemon->options->config),
		"generation", (json_int_t)daemon->confirmed.generation,
		"digest", report_hex(daemon->confirmed.digest, digest),
		"window", (json_int_t)daemon->policy->window,
		"sensor", daemon->policy->sensor,
		"store", text(daemon_store_path(daemon)),
		"store_ok", !daemon->store_trouble.on,
		"accounted", daemon->accounted < 0 ? NULL :
			report_time(daemon->accounted, accounted));
}

/* The kernel's part; where it does not answer, why. */
static json_t *kernel_part(struct daemon *daemon)
{
	char error[DAEMON_ERROR_MAX];
	json_t *report;

	if (daemon_connect(daemon, error, sizeof(error)) < 0)
		return json_pack("{s:n, s:o, s:[], s:[]}", "kernel",
				 "kernel_error", text(error), "devices", "counters");
	report = report_status(daemon->client);
	if (!report)
		return json_pack("{s:n, s:o, s:[], s:[]}", "kernel",
				 "kernel_error",
				 text(client_error(daemon->client)),
				 "devices", "counters");
	return report;
}

static json_t *answer_status(struct daemon *daemon)
{
	json_t *answer = kernel_part(daemon);

	if (!answer)
		return NULL;
	json_object_set_new(answer, "ok", json_true());
	/* After the kernel's part: that may have set our policy again. */
	json_object_set_new(answer, "daemon", describe(daemon));
	return answer;
}

static json_t *answer_sources(struct daemon *daemon, const json_t *request)
{
	json_int_t limit = json_integer_value(json_object_get(request, "limit"));
	struct report_filter filter = {
		.infected = json_is_true(json_object_get(request, "infected")),
		.limit = limit > 0 ? (size_t)limit : 0,
	};
	char error[DAEMON_ERROR_MAX];
	json_t *answer;

	if (daemon_connect(daemon, error, sizeof(error)) < 0)
		return refuse(error);
	answer = report_sources(daemon->client, &filter);
	if (!answer)
		return refuse(client_error(daemon->client));
	json_object_set_new(answer, "ok", json_true());
	return answer;
}

static json_t *answer_reload(struct daemon *daemon)
{
	struct reload reload;
	json_t *answer;

	if (daemon_reload(daemon, &reload) < 0)
		answer = json_pack("{s:b, s:o, s:o}", "ok", 0,
			"error", text(reload.error),
			"messages", answer_messages(&reload.messages));
	else
		answer = json_pack("{s:b, s:o, s:b, s:o, s:o, s:o}", "ok", 1,
			"policy", text(daemon->options->config),
			"changed", reload.old.digest != reload.new.digest,
			"old", generation(&reload.old),
			"new", generation(&reload.new),
			"messages", answer_messages(&reload.messages));
	reload_free(&reload);
	return answer;
}

static json_t *answer_flush(struct daemon *daemon)
{
	char start[REPORT_TIME_MAX], end[REPORT_TIME_MAX];
	int64_t begin = daemon->window.start;
	char error[DAEMON_ERROR_MAX];

	if (daemon_account(daemon, begin, error, sizeof(error)) < 0)
		return refuse(error);
	return json_pack("{s:b, s:{s:s, s:s, s:I, s:s, s:o}}", "ok", 1, "window",
		"start", report_time(begin, start),
		"end", report_time(begin + daemon->policy->window, end),
		"seconds", (json_int_t)daemon->policy->window,
		"sensor", daemon->policy->sensor,
		"store", text(daemon_store_path(daemon)));
}

json_t *answer(void *arg, const json_t *request, const struct ucred *peer)
{
	const char *command = json_string_value(json_object_get(request, "command"));
	bool may_change = !peer->uid || peer->uid == geteuid();
	struct daemon *daemon = arg;

	if (!command)
		return refuse("the request names no command");
	if (!strcmp(command, "status"))
		return answer_status(daemon);
	if (!strcmp(command, "sources"))
		return answer_sources(daemon, request);
	if (strcmp(command, "reload") && strcmp(command, "flush"))
		return refuse("unknown command (status, reload, sources, flush)");
	if (!may_change)
		return refuse("no rights: only root may reload and flush");
	return *command == 'r' ? answer_reload(daemon) : answer_flush(daemon);
}
