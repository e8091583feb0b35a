// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status_health.c - the parts of status that need an operator's attention
 *
 * Monitor mode, a pending confirmation, drift and repairs, gaps in the statistics,
 * the state of the queue. On a healthy router most of it prints nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/names.h"
#include "status/status.h"

static const char *plural(long long n)
{
	return n == 1 ? "" : "s";
}

/* {class: packets} that passed, but would have been dropped in mode "enforce" */
static json_t *monitored(const json_t *counters)
{
	json_t *sums = json_object();
	const char *class;
	const json_t *c;
	size_t i;

	json_array_foreach(counters, i, c) {
		if (strcmp(cli_text(c, "verdict"), "monitor"))
			continue;
		class = cli_text(c, "class");
		json_object_set_new(sums, class, json_integer(
			cli_number(sums, class) + cli_number(c, "packets")));
	}
	return sums;
}

static void print_monitor(const json_t *counters)
{
	json_t *sums = monitored(counters);
	char classes[CLI_CLASSES_MAX];

	cli_classes(sums, classes);
	printf("mode     MONITOR: NOTHING IS DROPPED. Would have been dropped: %s%s\n",
	       *classes ? classes : "nothing",
	       *classes ? " packets (slammerctl policy advise)" : "");
	json_decref(sums);
}

static void print_drift(const json_t *drift)
{
	const json_t *d;
	size_t i;

	json_array_foreach(drift, i, d)
		printf("DRIFT    %s: %s\n", cli_text(d, "what"),
		       cli_text(d, "text"));
}

/* "not filtered: eth1, eth2 and 3 more" */
static void print_unfiltered(const json_t *list)
{
	const int most = 8;
	const json_t *one;
	int count = 0;
	size_t i;

	json_array_foreach(list, i, one) {
		if (strcmp(cli_text(one, "zone"), "none"))
			continue;
		if (count < most)
			printf("%s%s", count ? ", " : "UNFILTERED ",
			       cli_text(one, "name"));
		count++;
	}
	if (count > most)
		printf(" and %d more", count - most);
	if (count)
		printf(": no zone names %s, and unnamed is \"off\"\n",
		       count == 1 ? "it" : "them");
}

void status_print_interfaces(const json_t *interfaces)
{
	const json_t *m;
	size_t i;

	print_unfiltered(json_object_get(interfaces, "list"));
	json_array_foreach(json_object_get(interfaces, "messages"), i, m) {
		if (strcmp(cli_text(m, "severity"), "warning"))
			continue;
		printf("WARNING  %s", cli_text(m, "file"));
		if (cli_number(m, "line"))
			printf(":%lld", cli_number(m, "line"));
		printf(": %s\n", cli_text(m, "text"));
	}
}

void status_print_policy(const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");
	const json_t *good = json_object_get(daemon, "last_good");
	const json_t *pending = json_object_get(daemon, "confirm");
	const json_t *repaired = json_object_get(daemon, "repaired");
	long long repairs = cli_number(repaired, "count");

	if (!json_is_object(daemon))
		return;
	if (json_is_true(json_object_get(good, "used")))
		printf("policy   THE LAST KNOWN GOOD POLICY IS ACTIVE, confirmed %s\n",
		       cli_text(good, "confirmed"));
	if (!strcmp(cli_text(daemon, "mode"), "monitor"))
		print_monitor(json_object_get(status, "counters"));
	if (json_is_object(pending))
		printf("pending  ROLLBACK IN %lld s to digest %s unless confirmed: slammerctl confirm\n",
		       cli_number(pending, "left"), cli_text(pending, "previous"));
	print_drift(json_object_get(status, "drift"));
	if (repairs)
		printf("repaired %lld time%s, last %s: %s\n", repairs,
		       plural(repairs), cli_text(repaired, "last"),
		       cli_text(repaired, "reason"));
	if (json_is_false(json_object_get(daemon, "state_ok")))
		printf("state    CANNOT BE WRITTEN: the last known good policy is not saved (see the log)\n");
}

static void print_gaps(const json_t *lost)
{
	long long gaps = cli_number(lost, "periods");
	long long unknown = cli_number(lost, "unknown");
	long long packets = cli_number(lost, "packets");

	if (!gaps)
		return;
	printf("         last 7 days: %lld gap%s in the statistics; %lld packet%s known lost",
	       gaps, plural(gaps), packets, plural(packets));
	if (unknown)
		printf(", %lld gap%s of unknown size", unknown, plural(unknown));
	putchar('\n');
}

void status_print_statistics(const json_t *statistics)
{
	long long waiting = cli_number(json_object_get(statistics, "queued"),
				       "windows");

	if (json_is_string(json_object_get(statistics, "error")))
		printf("         since %s: %s\n", cli_text(statistics, "since"),
		       cli_text(statistics, "error"));
	if (waiting)
		printf("         %lld window%s held in memory\n", waiting,
		       plural(waiting));
	if (json_is_string(json_object_get(statistics, "quarantined")))
		printf("         the database was damaged and quarantined as %s\n",
		       cli_text(statistics, "quarantined"));
	print_gaps(json_object_get(statistics, "gaps"));
}

static void print_error(const json_t *inspection, const char *key,
			const char *what)
{
	const char *error = json_string_value(json_object_get(inspection, key));

	if (error)
		printf("         %s: %s\n", what, error);
}

static void print_samples(const json_t *inspection)
{
	const char *directory;

	directory = json_string_value(json_object_get(inspection, "directory"));
	if (!directory) {
		printf("samples  off\n");
		return;
	}
	printf("samples  %s: %lld packets, %lld bytes; %lld skipped, %lld lost\n",
	       directory, cli_number(inspection, "sampled"),
	       cli_number(inspection, "bytes"),
	       cli_number(inspection, "samples_skipped"),
	       cli_number(inspection, "samples_failed"));
	print_error(inspection, "samples_error", "samples");
}

void status_print_inspection(const json_t *inspection)
{
	if (!json_is_integer(json_object_get(inspection, "queue")))
		return;
	printf("\nqueue    %lld, fail %s, %s\n", cli_number(inspection, "queue"),
	       cli_text(inspection, "fail"),
	       json_is_true(json_object_get(inspection, "listening")) ?
			"slammerd is listening" : "slammerd is NOT LISTENING");
	print_error(inspection, "error", "queue");
	printf("         %lld received (%lld accepted, %lld dropped, in %lld batches)",
	       cli_number(inspection, "received"),
	       cli_number(inspection, "accepted"),
	       cli_number(inspection, "dropped"),
	       cli_number(inspection, "batches"));
	if (json_is_integer(json_object_get(inspection, "waiting")))
		printf(", %lld waiting", cli_number(inspection, "waiting"));
	printf("\n         lost: %lld queue full, %lld no listener\n",
	       cli_number(inspection, "overflowed"),
	       cli_number(inspection, "unattended"));
	print_samples(inspection);
}

int status_explain_inspection(const json_t *inspection)
{
	const struct report_counter *c;
	struct table *table;

	if (!json_is_object(inspection))
		return EXIT_SUCCESS;
	table = table_new();
	table_column(table, "inspection", TABLE_LEFT);
	table_column(table, "packets", TABLE_RIGHT);
	table_column(table, "meaning", TABLE_LEFT);
	for (c = report_inspection_counters; c->name; c++) {
		table_cell(table, "%s", c->name);
		table_number(table, cli_number(inspection, c->name));
		table_cell(table, "%s", c->text);
	}
	putchar('\n');
	return table_print(table);
}
