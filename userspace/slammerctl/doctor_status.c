// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_status.c - the checks of slammerctl doctor that need only what status says
 *
 * Each adds one result, or one for each thing that is wrong.
 */
#include <string.h>
#include <time.h>

#include "cli.h"
#include "commands.h"
#include "common/clock.h"
#include "doctor.h"

/* An unwritten window is late after so many times its length. */
#define WINDOWS_LATE	3

static bool is(const json_t *object, const char *key, const char *text)
{
	return !strcmp(cli_text(object, key), text);
}

static void check_module(struct doctor *d, const json_t *status)
{
	const json_t *kernel = json_object_get(status, "kernel");

	if (!json_is_object(kernel))
		doctor_add(d, "module", DOCTOR_ERROR, NULL, "%s",
			   cli_text(status, "kernel_error"));
	else if (!cli_number(kernel, "generation"))
		doctor_add(d, "module", DOCTOR_ERROR,
			   "systemctl start nf-slammer",
			   "no policy in this network namespace: nothing is filtered");
	else
		doctor_add(d, "module", DOCTOR_OK, NULL, "policy generation %lld%s",
			   cli_number(kernel, "generation"),
			   cli_number(kernel, "generation") == 1 ?
					", the built-in one" : "");
}

static void add_not_built(void *doctor, const char *release, bool running,
			  const char *reason)
{
	doctor_add(doctor, "kernel", running ? DOCTOR_ERROR : DOCTOR_WARNING,
		   running ? "start a kernel that the module was built for" :
			     "do not start it before the module is built: dkms status",
		   "the module could not be built for %s kernel %s: %s",
		   running ? "the running" : "the installed", release, reason);
}

static void check_daemon(struct doctor *d, const json_t *status,
			 const char *error)
{
	const json_t *daemon = json_object_get(status, "daemon");

	if (json_is_object(daemon))
		doctor_add(d, "daemon", DOCTOR_OK, NULL, "slammerd, pid %lld",
			   cli_number(daemon, "pid"));
	else
		doctor_add(d, "daemon", DOCTOR_ERROR,
			   "systemctl start nf-slammer; journalctl -u nf-slammer",
			   "%s", error && *error ? error : "does not answer");
}

/* "slammerd 0.1.0": a version that is not ours */
static void check_version(struct doctor *d, const json_t *side, const char *what,
			  const char *advice)
{
	if (json_is_object(side) && !is(side, "version", NF_SLAMMER_VERSION))
		doctor_add(d, "version", DOCTOR_WARNING, advice,
			   "%s is version %s, slammerctl is %s", what,
			   cli_text(side, "version"), NF_SLAMMER_VERSION);
}

static void check_versions(struct doctor *d, const json_t *status)
{
	unsigned int before = d->count[DOCTOR_WARNING];

	check_version(d, json_object_get(status, "daemon"), "slammerd",
		      "systemctl restart nf-slammer");
	check_version(d, json_object_get(status, "kernel"), "the module",
		      "systemctl stop nf-slammer; modprobe -r nf_slammer; modprobe nf_slammer; systemctl start nf-slammer");
	if (status && d->count[DOCTOR_WARNING] == before)
		doctor_add(d, "version", DOCTOR_OK, NULL, "%s everywhere",
			   NF_SLAMMER_VERSION);
}

/* What is active on purpose, or in need, instead of the policy file */
static void check_active(struct doctor *d, const json_t *daemon)
{
	const json_t *good = json_object_get(daemon, "last_good");
	const json_t *pending = json_object_get(daemon, "confirm");

	if (is(daemon, "mode", "monitor"))
		doctor_add(d, "policy", DOCTOR_WARNING,
			   "mode = \"enforce\" in the policy file; slammerctl reload",
			   "mode monitor: nothing is dropped");
	if (json_is_true(json_object_get(good, "used")))
		doctor_add(d, "policy", DOCTOR_WARNING,
			   "correct the file (slammerctl policy check); slammerctl reload",
			   "the last known good policy is active instead of the file: %s",
			   cli_text(good, "reason"));
	if (json_is_object(pending))
		doctor_add(d, "policy", DOCTOR_WARNING, "slammerctl confirm",
			   "rollback in %lld s unless confirmed",
			   cli_number(pending, "left"));
	if (json_is_false(json_object_get(daemon, "state_ok")))
		doctor_add(d, "policy", DOCTOR_WARNING,
			   "see the log: journalctl -u nf-slammer",
			   "the last known good policy cannot be saved");
}

static void check_policy(struct doctor *d, const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");
	unsigned int before = d->count[DOCTOR_WARNING] + d->count[DOCTOR_ERROR];
	const json_t *drift;
	size_t i;

	if (!json_is_object(daemon))
		return;
	check_active(d, daemon);
	json_array_foreach(json_object_get(status, "drift"), i, drift)
		doctor_add(d, "policy",
			   is(drift, "what", "file") ? DOCTOR_WARNING :
						       DOCTOR_ERROR,
			   "slammerctl policy diff; slammerctl reload",
			   "%s", cli_text(drift, "text"));
	if (d->count[DOCTOR_WARNING] + d->count[DOCTOR_ERROR] == before)
		doctor_add(d, "policy", DOCTOR_OK, NULL,
			   "file, daemon and kernel agree");
}

static void check_messages(struct doctor *d, const json_t *messages)
{
	const json_t *m;
	size_t i;

	json_array_foreach(messages, i, m)
		if (is(m, "severity", "warning"))
			doctor_add_message(d, "interfaces", DOCTOR_WARNING,
					   cli_text(m, "file"),
					   cli_number(m, "line"),
					   cli_text(m, "text"));
}

static void check_paths(struct doctor *d, const json_t *paths)
{
	unsigned int before = d->count[DOCTOR_WARNING];
	const json_t *p;
	size_t i;

	json_array_foreach(paths, i, p) {
		if (is(p, "seen", "yes"))
			continue;
		doctor_add(d, "paths", DOCTOR_WARNING,
			   json_string_value(json_object_get(p, "advice")),
			   "%s %s: %s", cli_text(p, "path"),
			   is(p, "seen", "no") ? "is not filtered" :
						 "is partly filtered",
			   cli_text(p, "what"));
	}
	if (json_is_array(paths) && d->count[DOCTOR_WARNING] == before)
		doctor_add(d, "paths", DOCTOR_OK, NULL,
			   "all that are in use are filtered");
}

static void check_queue(struct doctor *d, const json_t *inspection)
{
	const char *error = json_string_value(json_object_get(inspection, "error"));

	if (!json_is_integer(json_object_get(inspection, "queue")))
		return;
	if (!json_is_true(json_object_get(inspection, "listening")))
		doctor_add(d, "queue", DOCTOR_ERROR,
			   "see the log: journalctl -u nf-slammer",
			   "slammerd does not listen to queue %lld; fail is \"%s\"%s%s",
			   cli_number(inspection, "queue"),
			   cli_text(inspection, "fail"), error ? ": " : "",
			   error ? error : "");
	else
		doctor_add(d, "queue", DOCTOR_OK, NULL,
			   "slammerd listens to queue %lld",
			   cli_number(inspection, "queue"));
}

static bool window_is_late(const json_t *daemon)
{
	const char *last = json_string_value(json_object_get(daemon, "last_window"));
	long long most = WINDOWS_LATE * cli_number(daemon, "window");
	int64_t start;

	if (cli_number(daemon, "uptime") <= most)
		return false;
	return !last || clock_parse(last, time(NULL), &start) ||
	       time(NULL) - start > most + cli_number(daemon, "window");
}

static void check_statistics(struct doctor *d, const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");
	const json_t *statistics = json_object_get(status, "statistics");
	const json_t *gaps = json_object_get(statistics, "gaps");
	const char *last = json_string_value(json_object_get(daemon, "last_window"));
	const char *error = json_string_value(json_object_get(statistics, "error"));
	const char *damaged = json_string_value(json_object_get(statistics,
								"quarantined"));

	if (!json_is_object(daemon))
		return;
	if (error || !json_is_true(json_object_get(daemon, "store_ok")))
		doctor_add(d, "statistics", DOCTOR_ERROR,
			   "free space, or correct the permissions of its directory",
			   "%s cannot be written: %s", cli_text(daemon, "store"),
			   error ? error : "see the log");
	else if (window_is_late(daemon))
		doctor_add(d, "statistics", DOCTOR_WARNING,
			   "see the log: journalctl -u nf-slammer",
			   "the last window written began %s",
			   last ? last : "never");
	else
		doctor_add(d, "statistics", DOCTOR_OK, NULL,
			   "last window written: %s", last ? last : "none yet");
	if (damaged)
		doctor_add(d, "statistics", DOCTOR_WARNING,
			   "look at the disk; the copy can be removed when it is not needed",
			   "the database was damaged and quarantined as %s", damaged);
	if (cli_number(gaps, "periods"))
		doctor_add(d, "statistics", DOCTOR_WARNING,
			   "see the log: journalctl -u nf-slammer",
			   "%lld gaps in the last 7 days, %lld packets known lost",
			   cli_number(gaps, "periods"),
			   cli_number(gaps, "packets"));
}

void doctor_status(struct doctor *doctor, const json_t *status, const char *error)
{
	const json_t *interfaces = json_object_get(status, "interfaces");

	if (status)
		check_module(doctor, status);
	status_each_not_built(status, add_not_built, doctor);
	check_daemon(doctor, status, error);
	check_versions(doctor, status);
	check_policy(doctor, status);
	check_messages(doctor, json_object_get(interfaces, "messages"));
	check_paths(doctor, json_object_get(status, "paths"));
	check_queue(doctor, json_object_get(status, "inspection"));
	check_statistics(doctor, status);
}
