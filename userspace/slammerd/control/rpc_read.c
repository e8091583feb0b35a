// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_read.c - commands that only read: status, settings, sources, events */
#include <time.h>
#include <unistd.h>

#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "status/metrics.h"
#include "status/status.h"

#define NS	1e9

/* How long the event loop stood still at most, for each of its handlers. */
static json_t *pauses(const struct loop *loop)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; list && i < loop->n_pauses; i++)
		json_array_append_new(list, json_pack("{s:s, s:f}",
			"handler", loop->pauses[i].name,
			"longest", (double)loop->pauses[i].cpu_ns / NS));
	return list;
}

/* The member "daemon" of the status. */
static json_t *daemon_part(const struct daemon *daemon)
{
	char digest[REPORT_HEX_MAX], started[REPORT_TIME_MAX];
	const struct recorder_state state = recorder_state(&daemon->recorder);
	const struct policy *policy = daemon->module.policy;
	char last_window[REPORT_TIME_MAX];
	json_t *part;

	part = json_pack("{s:I, s:s, s:s, s:I, s:o, s:I, s:s, s:I, s:s, s:o, s:b, s:s?}",
		"pid", (json_int_t)getpid(),
		"version", NF_SLAMMER_VERSION,
		"started", report_time(daemon->started, started),
		"uptime", (json_int_t)(time(NULL) - daemon->started),
		"policy", report_text(daemon->options->config),
		"generation", (json_int_t)daemon->module.confirmed.generation,
		"digest", report_hex(daemon->module.confirmed.digest, digest),
		"window", (json_int_t)policy->window,
		"sensor", policy->sensor,
		"store", report_text(daemon->options->store ?
				      daemon->options->store : policy->store),
		"store_ok", state.store_ok,
		"last_window", state.last_window < 0 ? NULL :
			report_time(state.last_window, last_window));
	json_object_update_missing_new(part, json_pack("{s:s, s:o, s:o, s:o, s:b, s:o}",
		"mode", policy->monitor ? "monitor" : "enforce",
		"confirm", confirm_report(&daemon->confirm),
		"last_good", last_good_report(&daemon->last_good),
		"repaired", drift_repairs_report(&daemon->drift),
		"state_ok", last_good_writable(&daemon->last_good),
		"pauses", pauses(&daemon->loop)));
	return part;
}

static json_t *no_kernel(const char *error)
{
	return json_pack("{s:f, s:n, s:o, s:[], s:[], s:[]}",
			 "clock", report_clock(), "kernel",
			 "kernel_error", report_text(error),
			 "devices", "counters", "estimates");
}

/* The kernel's members; if it does not answer, the reason. */
static json_t *kernel_part(struct daemon *daemon)
{
	struct client *client;
	struct error error;
	json_t *report;

	client = drift_connect(&daemon->drift, &error);
	if (!client)
		return no_kernel(error.text);
	report = report_status(client);
	return report ? report : no_kernel(client_error(client));
}

static json_t *inspection_part(const struct daemon *daemon, const json_t *reply)
{
	const json_t *unattended = json_object_get(json_object_get(reply, "kernel"),
						"unattended");

	return inspection_report(&daemon->inspection, daemon->module.policy,
				 (uint64_t)json_integer_value(unattended));
}

/* "interfaces" and "paths"; null if they cannot be read */
static void add_network(struct daemon *daemon, json_t *reply)
{
	json_t *interfaces = json_null(), *paths = json_null();
	struct network network = { 0 };
	struct error error;

	if (!drift_read_links(&daemon->drift, &network, &error)) {
		interfaces = report_interfaces(daemon->module.policy, &network);
		paths = path_watch_report(&daemon->paths, &network, reply);
	}
	json_object_set_new(reply, "interfaces", interfaces);
	json_object_set_new(reply, "paths", paths);
	network_free(&network);
}

json_t *rpc_status(struct daemon *daemon, const json_t *request)
{
	json_t *reply = kernel_part(daemon);

	if (!reply)
		return NULL;
	json_object_set_new(reply, "ok", json_true());
	/* After kernel_part(), which may have repaired the policy. */
	drift_check_files(&daemon->drift);
	if (daemon->module.client)
		drift_check_devices(&daemon->drift);
	add_network(daemon, reply);
	json_object_set_new(reply, "not_built", report_not_built());
	json_object_set_new(reply, "daemon", daemon_part(daemon));
	json_object_set_new(reply, "drift", drift_report(&daemon->drift));
	json_object_set_new(reply, "inspection", inspection_part(daemon, reply));
	json_object_set_new(reply, "statistics",
			    recorder_report(&daemon->recorder));
	return reply;
}

char *rpc_metrics(void *arg)
{
	json_t *status = rpc_status(arg, NULL), *families;
	char *text;

	if (!status)
		return NULL;
	families = metrics_families(status, time(NULL));
	text = families ? metrics_text(families) : NULL;
	json_decref(families);
	json_decref(status);
	return text;
}

json_t *rpc_settings(struct daemon *daemon, const json_t *request)
{
	return json_pack("{s:b, s:o, s:o}", "ok", 1,
		"policy", report_text(daemon->options->config),
		"settings", report_settings(daemon->module.policy));
}

/* Numbers of events are only comparable within one instance of the daemon. */
json_t *rpc_events(struct daemon *daemon, const json_t *request)
{
	json_t *reply = event_log_report(&daemon->events);
	char instance[REPORT_HEX_MAX];

	if (!reply)
		return NULL;
	json_object_set_new(reply, "ok", json_true());
	json_object_set_new(reply, "instance", json_string(report_hex(
		(uint64_t)daemon->started << 24 ^ (uint64_t)getpid(), instance)));
	return reply;
}
