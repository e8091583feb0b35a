// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor_machine.c - the checks of slammerctl doctor that look at the machine
 *
 * What daemon and module do not know, or not in time: a policy file that would not be
 * loaded at the next start, a disk that fills, a clock that is wrong, what the kernel
 * has complained of. They change nothing.
 */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "cli.h"
#include "common/text.h"
#include "doctor.h"
#include "policy/model.h"

/* Free space, in bytes, below which a disk is called full, and nearly so */
#define SPACE_ERROR	(16ull << 20)
#define SPACE_WARNING	(256ull << 20)

/* Of syslog(2), whose numbers no header names */
#define LOG_READ_ALL	3
#define LOG_SIZE	10
#define LEVEL_WARNING	4

static void check_group(struct doctor *d, const char *name, const char *key)
{
	if (!name)
		return;
	errno = 0;
	if (!getgrnam(name))
		doctor_add(d, "groups", DOCTOR_WARNING,
			   "groupadd --system, or another name in the policy file",
			   "%s: there is no group \"%s\"", key, name);
}

/* Packets that an interface has received; 0 if that is not known */
static unsigned long long received(const char *interface)
{
	unsigned long long packets = 0;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets",
		 interface);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%llu", &packets) != 1)
		packets = 0;
	fclose(file);
	return packets;
}

/* Interfaces without a hook are worth a word if they carry traffic. */
static void check_traffic(struct doctor *d, const json_t *interfaces)
{
	unsigned int before = d->count[DOCTOR_ERROR];
	unsigned long long packets;
	const json_t *one;
	size_t i;

	json_array_foreach(interfaces, i, one) {
		if (strcmp(cli_text(one, "zone"), "none"))
			continue;
		packets = received(cli_text(one, "name"));
		if (packets)
			doctor_add(d, "interfaces", DOCTOR_ERROR,
				   "name it in a zone of the policy file; slammerctl reload",
				   "%s has received %llu packets and is not filtered: no zone names it, and unnamed is \"off\"",
				   cli_text(one, "name"), packets);
	}
	if (json_is_array(interfaces) && d->count[DOCTOR_ERROR] == before)
		doctor_add(d, "interfaces", DOCTOR_OK, NULL,
			   "all that carry traffic are filtered");
}

/* Would the daemon load its file at the next start? */
static void check_file(struct doctor *d, const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);
	const struct config_message *m;
	size_t i;

	for (i = 0; i < messages.count; i++) {
		m = &messages.list[i];
		if (m->severity == CONFIG_ERROR)
			doctor_add_message(d, "file", DOCTOR_ERROR, m->file,
					   m->line, m->text);
	}
	if (policy) {
		doctor_add(d, "file", DOCTOR_OK, NULL, "%s has no error", path);
		check_group(d, policy->read_group, "control.read");
		check_group(d, policy->admin_group, "control.admin");
	}
	policy_free(policy);
	config_messages_free(&messages);
}

static void check_space(struct doctor *d, const char *store)
{
	unsigned long long left;
	char room[TEXT_NUMBER_MAX], used[TEXT_NUMBER_MAX];
	struct statvfs disk;
	struct stat file;

	if (stat(store, &file) || statvfs(store, &disk)) {
		doctor_add(d, "disk", DOCTOR_WARNING, NULL, "%s: %s", store,
			   strerror(errno));
		return;
	}
	left = (unsigned long long)disk.f_bavail * disk.f_frsize;
	doctor_add(d, "disk", left < SPACE_ERROR ? DOCTOR_ERROR :
			left < SPACE_WARNING ? DOCTOR_WARNING : DOCTOR_OK,
		   left < SPACE_WARNING ? "free space" : NULL,
		   "%s has %s; %s are left on its disk", store,
		   text_bytes((uint64_t)file.st_size, used),
		   text_bytes(left, room));
}

/* Windows begin at round times, and bulletins say when. */
static void check_clock(struct doctor *d)
{
	struct timex state = { .modes = 0 };
	int result = adjtimex(&state);

	if (result < 0)
		return;
	if (result == TIME_ERROR || state.status & STA_UNSYNC)
		doctor_add(d, "clock", DOCTOR_WARNING,
			   "run an NTP client: systemctl status systemd-timesyncd",
			   "not synchronised: times in statistics and bulletins may be wrong");
	else
		doctor_add(d, "clock", DOCTOR_OK, NULL, "synchronised");
}

/* What the kernel says of every module that is not part of it */
static bool is_usual(const char *line)
{
	return strstr(line, "taints kernel") || strstr(line, "tainting kernel");
}

/* The last line of the kernel's log that is ours and at least a warning; or NULL */
static const char *last_complaint(char *log)
{
	const char *found = NULL;
	char *line, *rest;

	for (line = strtok_r(log, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (line[0] == '<' && (atoi(line + 1) & 7) <= LEVEL_WARNING &&
		    strstr(line, "nf_slammer") && !is_usual(line))
			found = line;
	return found && strchr(found, '>') ? strchr(found, '>') + 1 : found;
}

static void check_log(struct doctor *d)
{
	int size = klogctl(LOG_SIZE, NULL, 0), length;
	const char *complaint;
	char *log;

	if (size <= 0)
		return;
	log = malloc((size_t)size + 1);
	length = log ? klogctl(LOG_READ_ALL, log, size) : -1;
	if (length >= 0) {
		log[length] = '\0';
		complaint = last_complaint(log);
		doctor_add(d, "log", complaint ? DOCTOR_WARNING : DOCTOR_OK,
			   complaint ? "dmesg | grep nf_slammer" : NULL, "%s",
			   complaint ? complaint :
				       "the kernel has no complaint");
	}
	free(log);
}

void doctor_machine(struct doctor *doctor, const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");
	bool runs = json_is_object(daemon);

	check_traffic(doctor, json_object_get(json_object_get(status,
						"interfaces"), "list"));
	check_file(doctor, runs ? cli_text(daemon, "policy") : POLICY_FILE);
	if (runs)
		check_space(doctor, cli_text(daemon, "store"));
	check_clock(doctor);
	check_log(doctor);
}
