// SPDX-License-Identifier: GPL-2.0-or-later
/* answer_look.c - status and sources: what there is to see */
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

static json_t *describe(const struct daemon *daemon)
{
	char digest[REPORT_HEX_MAX], started[REPORT_TIME_MAX];
	char accounted[REPORT_TIME_MAX];

	return json_pack("{s:I, s:s, s:s, s:I, s:o, s:I, s:s, s:I, s:s, s:o, s:b, s:s?}",
		"pid", (json_int_t)getpid(),
		"version", NF_SLAMMER_VERSION,
		"started", report_time(daemon->started, started),
		"uptime", (json_int_t)(time(NULL) - daemon->started),
		"policy", answer_text(daemon->options->config),
		"generation", (json_int_t)daemon->confirmed.generation,
		"digest", report_hex(daemon->confirmed.digest, digest),
		"window", (json_int_t)daemon->policy->window,
		"sensor", daemon->policy->sensor,
		"store", answer_text(daemon_store_path(daemon)),
		"store_ok", !daemon->store_trouble.on,
		"last_window", daemon->accounted < 0 ? NULL :
			report_time(daemon->accounted, accounted));
}

static json_t *no_kernel(const char *error)
{
	return json_pack("{s:f, s:n, s:o, s:[], s:[], s:[]}",
			 "clock", report_clock(), "kernel",
			 "kernel_error", answer_text(error),
			 "devices", "counters", "estimates");
}

/* The kernel's part; where it does not answer, why. */
static json_t *kernel_part(struct daemon *daemon)
{
	struct error error;
	json_t *report;

	if (daemon_connect(daemon, &error) < 0)
		return no_kernel(error.text);
	report = report_status(daemon->client);
	return report ? report : no_kernel(client_error(daemon->client));
}

static json_t *inspect_part(const struct daemon *daemon, const json_t *answer)
{
	const json_t *unheard = json_object_get(json_object_get(answer, "kernel"),
						"unattended");

	return inspection_report(&daemon->inspection, daemon->policy,
				 (uint64_t)json_integer_value(unheard));
}

json_t *answer_status(struct daemon *daemon, const json_t *request)
{
	json_t *answer = kernel_part(daemon), *about;

	if (!answer)
		return NULL;
	json_object_set_new(answer, "ok", json_true());
	/* After the kernel's part: that may have set our policy again. */
	drift_look_file(daemon);
	if (daemon->client)
		drift_look_devices(daemon);
	about = describe(daemon);
	json_object_update_missing_new(about, answer_standing(daemon));
	json_object_set_new(answer, "daemon", about);
	json_object_set_new(answer, "drift", drift_list(daemon));
	json_object_set_new(answer, "inspection", inspect_part(daemon, answer));
	json_object_set_new(answer, "statistics",
			    statistics_report(&daemon->statistics));
	return answer;
}

json_t *answer_settings(struct daemon *daemon, const json_t *request)
{
	return json_pack("{s:b, s:o, s:o}", "ok", 1,
		"policy", answer_text(daemon->options->config),
		"settings", report_settings(daemon->policy));
}

json_t *answer_sources(struct daemon *daemon, const json_t *request)
{
	json_int_t limit = json_integer_value(json_object_get(request, "limit"));
	struct report_filter filter = {
		.infected = json_is_true(json_object_get(request, "infected")),
		.infected_first = json_is_true(json_object_get(request,
							"infected_first")),
		.limit = limit > 0 ? (size_t)limit : 0,
	};
	struct error error;
	json_t *answer;

	if (daemon_connect(daemon, &error) < 0)
		return answer_refuse(error.text);
	answer = report_sources(daemon->client, &filter);
	if (!answer)
		return answer_refuse(client_error(daemon->client));
	json_object_set_new(answer, "ok", json_true());
	return answer;
}
