// SPDX-License-Identifier: GPL-2.0-or-later
/* status_standing.c - does what runs count, and do file, daemon and kernel agree? */
#include <stdio.h>
#include <string.h>

#include "common/names.h"
#include "status_text.h"
#include "view.h"

/* Packets of a class that passed, and would not have in mode enforce. */
static long long monitored(const json_t *counters, const char *class)
{
	long long sum = 0;
	const json_t *c;
	size_t i;

	json_array_foreach(counters, i, c)
		if (!strcmp(view_text(c, "verdict"), "monitor") &&
		    !strcmp(view_text(c, "class"), class))
			sum += view_number(c, "packets");
	return sum;
}

static void print_monitor(const json_t *counters)
{
	const char *separator = "";
	long long n;
	int class;

	printf("mode     MONITOR: NOTHING IS DROPPED. Would have been dropped: ");
	for (class = CLASS_COUNT - 1; class >= 0; class--) {
		n = monitored(counters, class_name((unsigned int)class));
		if (!n)
			continue;
		printf("%s%s %lld", separator, class_name((unsigned int)class), n);
		separator = ", ";
	}
	printf("%s\n", *separator ? " packets (slammerctl policy advise)" : "nothing");
}

static void print_pending(const json_t *pending)
{
	if (json_is_object(pending))
		printf("pending  ROLLED BACK IN %lld s to digest %s unless confirmed: slammerctl confirm\n",
		       view_number(pending, "left"), view_text(pending, "previous"));
}

static void print_good(const json_t *good)
{
	if (json_is_true(json_object_get(good, "used")))
		printf("policy   THE LAST KNOWN GOOD ONE IS USED, confirmed %s\n",
		       view_text(good, "confirmed"));
}

static void print_drift(const json_t *drift)
{
	const json_t *d;
	size_t i;

	json_array_foreach(drift, i, d)
		printf("DRIFT    %s: %s\n", view_text(d, "what"),
		       view_text(d, "text"));
}

static void print_mended(const json_t *mended)
{
	long long n = view_number(mended, "count");

	if (n)
		printf("mended   %lld time%s, the last one %s: %s\n", n,
		       n == 1 ? "" : "s", view_text(mended, "last"),
		       view_text(mended, "reason"));
}

void status_standing(const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");

	if (!json_is_object(daemon))
		return;
	print_good(json_object_get(daemon, "last_good"));
	if (!strcmp(view_text(daemon, "mode"), "monitor"))
		print_monitor(json_object_get(status, "counters"));
	print_pending(json_object_get(daemon, "confirm"));
	print_drift(json_object_get(status, "drift"));
	print_mended(json_object_get(daemon, "repaired"));
	if (json_is_false(json_object_get(daemon, "state_ok")))
		printf("state    CANNOT BE WRITTEN: no last known good policy is kept (the log says why)\n");
}
