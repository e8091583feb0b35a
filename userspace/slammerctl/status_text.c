// SPDX-License-Identifier: GPL-2.0-or-later
/* status_text.c - who runs, by which policy, and what was counted */
#include <stdio.h>
#include <string.h>

#include "common/names.h"
#include "status_text.h"
#include "view.h"

static void print_uptime(long long seconds)
{
	if (seconds >= 86400)
		printf("%lld d %lld h", seconds / 86400, seconds / 3600 % 24);
	else if (seconds >= 3600)
		printf("%lld h %lld min", seconds / 3600, seconds / 60 % 60);
	else if (seconds >= 60)
		printf("%lld min %lld s", seconds / 60, seconds % 60);
	else
		printf("%lld s", seconds);
}

static void print_daemon(const json_t *daemon, const char *error)
{
	const char *accounted;

	if (!json_is_object(daemon)) {
		printf("daemon   %s\n", error ? error : "not known");
		return;
	}
	printf("daemon   slammerd %s, pid %lld, up ", view_text(daemon, "version"),
	       view_number(daemon, "pid"));
	print_uptime(view_number(daemon, "uptime"));
	printf("\n         policy %s, digest %s\n", view_text(daemon, "policy"),
	       view_text(daemon, "digest"));
	accounted = json_string_value(json_object_get(daemon, "last_window"));
	printf("         windows of %lld s as %s to %s, ",
	       view_number(daemon, "window"), view_text(daemon, "sensor"),
	       view_text(daemon, "store"));
	if (!json_is_true(json_object_get(daemon, "store_ok")))
		printf("which CANNOT BE WRITTEN now; ");
	if (accounted)
		printf("last written that of %s\n", accounted);
	else
		printf("none written yet\n");
}

static void print_step(const json_t *kernel, const json_t *daemon)
{
	const char *digest = view_text(kernel, "digest");

	if (!json_is_object(daemon))
		return;
	if (!strcmp(digest, view_text(daemon, "digest")))
		printf(", in step with the daemon");
	else
		printf(", DRIFT: the daemon confirmed %s",
		       view_text(daemon, "digest"));
}

static void print_number(const json_t *object, const char *key,
			 const char *one, const char *many, const char *end)
{
	long long n = view_number(object, key);

	printf("%lld %s%s", n, n == 1 ? one : many, end);
}

/* What should not be, and mostly is not. */
static void print_losses(const json_t *kernel)
{
	if (view_number(kernel, "unheard")) {
		printf("         ");
		print_number(kernel, "unheard", "packet", "packets",
			     " to be queued, and no program took them\n");
	}
	if (view_number(kernel, "events_lost")) {
		printf("         ");
		print_number(kernel, "events_lost", "event", "events",
			     " held back, for there were too many in a second\n");
	}
}

static void print_kernel(const json_t *status)
{
	const json_t *kernel = json_object_get(status, "kernel");

	if (!json_is_object(kernel)) {
		printf("module   %s\n", view_text(status, "kernel_error"));
		return;
	}
	printf("module   nf_slammer %s, ", view_text(kernel, "version"));
	if (!view_number(kernel, "generation")) {
		printf("no policy in this network namespace: nothing is filtered\n");
		return;
	}
	printf("generation %lld%s, digest %s", view_number(kernel, "generation"),
	       view_number(kernel, "generation") == 1 ? " (built in)" : "",
	       view_text(kernel, "digest"));
	print_step(kernel, json_object_get(status, "daemon"));
	printf("\n         ");
	print_number(kernel, "patterns", "interface pattern",
		     "interface patterns", ", ");
	print_number(kernel, "internal", "internal prefix",
		     "internal prefixes", ", ");
	print_number(kernel, "allow", "allow entry", "allow entries", ", ");
	print_number(kernel, "signatures", "signature", "signatures", "\n");
	print_losses(kernel);
}

static void print_devices(const json_t *devices)
{
	const json_t *device;
	const char *name;
	size_t i;

	if (!json_array_size(devices))
		return;
	printf("\n%-15s  %-8s  %15s\n", "interface", "zone", "passed unruled");
	json_array_foreach(devices, i, device) {
		name = view_text(device, "name");
		printf("%-15s  %-8s  %15lld\n", *name ? name : "(router)",
		       view_text(device, "zone"), view_number(device, "passed"));
	}
}

/* Reasons of a class are one line. */
struct sums {
	long long packets[DIRECTION_COUNT][CLASS_COUNT][VERDICT_COUNT];
	long long bytes[DIRECTION_COUNT][CLASS_COUNT][VERDICT_COUNT];
};

static void add_up(const json_t *counters, struct sums *sums)
{
	const json_t *c;
	size_t i;

	memset(sums, 0, sizeof(*sums));
	json_array_foreach(counters, i, c) {
		int direction = direction_number(view_text(c, "direction"));
		int class = class_number(view_text(c, "class"));
		int verdict = verdict_number(view_text(c, "verdict"));

		if (direction < 0 || class < 0 || verdict < 0)
			continue;
		sums->packets[direction][class][verdict] += view_number(c, "packets");
		sums->bytes[direction][class][verdict] += view_number(c, "bytes");
	}
}

static void print_counters(const json_t *counters)
{
	unsigned int d, v;
	struct sums sums;
	int c;

	add_up(counters, &sums);
	printf("\n%-9s  %-9s  %-7s  %15s  %18s\n", "direction", "class",
	       "verdict", "packets", "bytes");
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (c = CLASS_COUNT - 1; c >= 0; c--)
			for (v = 0; v < VERDICT_COUNT; v++)
				if (sums.packets[d][c][v])
					printf("%-9s  %-9s  %-7s  %15lld  %18lld\n",
					       direction_name(d),
					       class_name((unsigned int)c),
					       verdict_name(v),
					       sums.packets[d][c][v],
					       sums.bytes[d][c][v]);
}

static void print_tables(const json_t *tables)
{
	const json_t *t;
	size_t i;

	if (!json_array_size(tables))
		return;
	printf("\n%-9s  %10s  %10s  %12s  %12s\n", "sources", "places", "used",
	       "evicted", "untracked");
	json_array_foreach(tables, i, t)
		printf("%-9s  %10lld  %10lld  %12lld  %12lld\n",
		       view_text(t, "side"), view_number(t, "size"),
		       view_number(t, "used"), view_number(t, "evicted"),
		       view_number(t, "untracked"));
}

static void print_estimates(const json_t *estimates)
{
	const json_t *e;
	size_t i;

	if (!json_array_size(estimates))
		return;
	printf("\n%-9s  %-9s  %15s  since (of attacks; standard error %.1f %%)\n",
	       "distinct", "side", "about",
	       100 * json_number_value(json_object_get(
			json_array_get(estimates, 0), "error")));
	json_array_foreach(estimates, i, e)
		printf("%-9s  %-9s  %15lld  %s\n", view_text(e, "what"),
		       view_text(e, "side"), view_number(e, "estimate"),
		       view_text(e, "since"));
}

static long long reason_packets(const json_t *counters, const char *reason)
{
	long long sum = 0;
	const json_t *c;
	size_t i;

	json_array_foreach(counters, i, c)
		if (!strcmp(view_text(c, "reason"), reason))
			sum += view_number(c, "packets");
	return sum;
}

json_t *status_reasons(const json_t *status)
{
	const json_t *counters = json_object_get(status, "counters");
	json_t *list = json_array();
	unsigned int r;

	for (r = 0; list && r < REASON_COUNT; r++) {
		if (!reason_known(r))
			continue;
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}",
			"reason", reason_name(r),
			"class", class_name(reason_class(r)),
			"text", reason_text(r),
			"packets", (json_int_t)reason_packets(counters,
							      reason_name(r))));
	}
	return list;
}

static void print_reasons(const json_t *status)
{
	json_t *reasons = status_reasons(status);
	const json_t *r;
	size_t i;

	printf("\n%-14s  %-9s  %15s  %s\n", "reason", "class", "packets", "meaning");
	json_array_foreach(reasons, i, r)
		printf("%-14s  %-9s  %15lld  %s\n", view_text(r, "reason"),
		       view_text(r, "class"), view_number(r, "packets"),
		       view_text(r, "text"));
	json_decref(reasons);
}

void status_text(const json_t *status, const char *daemon_error, bool explain)
{
	const json_t *kernel = json_object_get(status, "kernel");

	print_daemon(json_object_get(status, "daemon"), daemon_error);
	status_statistics(json_object_get(status, "statistics"));
	print_kernel(status);
	status_standing(status);
	if (json_is_object(kernel)) {
		print_devices(json_object_get(status, "devices"));
		print_counters(json_object_get(status, "counters"));
		print_tables(json_object_get(kernel, "tables"));
		print_estimates(json_object_get(status, "estimates"));
	}
	status_inspection(json_object_get(status, "inspection"));
	if (explain) {
		print_reasons(status);
		status_inspection_explain(json_object_get(status, "inspection"));
	}
}
