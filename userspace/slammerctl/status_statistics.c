// SPDX-License-Identifier: GPL-2.0-or-later
/* status_statistics.c - what is wrong with the statistics, and what was */
#include <stdio.h>

#include "status_text.h"
#include "view.h"

static void print_trouble(const json_t *statistics)
{
	long long waiting = view_number(json_object_get(statistics, "queued"),
					"windows");

	if (json_is_string(json_object_get(statistics, "error")))
		printf("         since %s: %s\n",
		       view_text(statistics, "since"),
		       view_text(statistics, "error"));
	if (waiting)
		printf("         %lld %s memory\n", waiting,
		       waiting == 1 ? "window waits in" : "windows wait in");
	if (json_is_string(json_object_get(statistics, "quarantined")))
		printf("         the database was damaged: it is kept as %s\n",
		       view_text(statistics, "quarantined"));
}

static void print_lost(const json_t *lost)
{
	long long periods = view_number(lost, "periods");
	long long unknown = view_number(lost, "unknown");

	if (!periods)
		return;
	printf("         in 7 days %lld %s of their own; %lld %s in none",
	       periods, periods == 1 ? "period without windows" :
	       "periods without windows", view_number(lost, "packets"),
	       view_number(lost, "packets") == 1 ? "packet is" : "packets are");
	if (unknown)
		printf(", and of %lld %s nobody knows how many", unknown,
		       unknown == 1 ? "period" : "periods");
	printf("\n");
}

void status_statistics(const json_t *statistics)
{
	print_trouble(statistics);
	print_lost(json_object_get(statistics, "gaps"));
}
