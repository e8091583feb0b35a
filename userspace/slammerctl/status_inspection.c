// SPDX-License-Identifier: GPL-2.0-or-later
/* status_inspection.c - what became of packets that were queued */
#include <stdio.h>

#include "status/status.h"
#include "status_text.h"
#include "view.h"

static void print_trouble(const char *what, const json_t *inspection,
			  const char *key)
{
	const char *error = json_string_value(json_object_get(inspection, key));

	if (error)
		printf("         %s: %s\n", what, error);
}

void status_inspection(const json_t *inspection)
{
	const char *directory;

	if (!json_is_integer(json_object_get(inspection, "queue")))
		return;
	printf("\nqueue    %lld, fail %s, %s\n", view_number(inspection, "queue"),
	       view_text(inspection, "fail"),
	       json_is_true(json_object_get(inspection, "listening")) ?
			"slammerd listens" : "slammerd DOES NOT LISTEN");
	print_trouble("queue", inspection, "error");
	printf("         %lld seen (%lld accepted, %lld dropped, in %lld answers)",
	       view_number(inspection, "received"),
	       view_number(inspection, "accepted"),
	       view_number(inspection, "dropped"),
	       view_number(inspection, "batches"));
	if (json_is_integer(json_object_get(inspection, "waiting")))
		printf(", %lld waiting", view_number(inspection, "waiting"));
	putchar('\n');
	printf("         lost: %lld for the queue was full, %lld for nobody listened\n",
	       view_number(inspection, "overflowed"),
	       view_number(inspection, "unattended"));
	directory = json_string_value(json_object_get(inspection, "directory"));
	if (!directory) {
		printf("samples  none are kept\n");
		return;
	}
	printf("samples  %s: %lld packets, %lld bytes; %lld skipped, %lld lost\n",
	       directory, view_number(inspection, "sampled"),
	       view_number(inspection, "bytes"),
	       view_number(inspection, "samples_skipped"),
	       view_number(inspection, "samples_failed"));
	print_trouble("samples", inspection, "samples_error");
}

void status_inspection_explain(const json_t *inspection)
{
	const struct report_counter *c;

	if (!json_is_object(inspection))
		return;
	printf("\n%-14s  %15s  %s\n", "inspection", "packets", "meaning");
	for (c = report_inspection_counters; c->name; c++)
		printf("%-14s  %15lld  %s\n", c->name,
		       view_number(inspection, c->name), c->text);
}
