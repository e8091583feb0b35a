// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status_paths.c - the parts of status about ways past the filter
 *
 * Paths that the filter sees partly or not, and kernels that the module could not be
 * built for. Where the filter sees everything, nothing is printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "status/status.h"

#define MOST_NAMES	8

/* " (eth0, eth1 and 3 more)"; nothing where there are none */
static void print_names(const json_t *names)
{
	size_t count = json_array_size(names), i;

	for (i = 0; i < count && i < MOST_NAMES; i++)
		printf("%s%s", i ? ", " : " (",
		       json_string_value(json_array_get(names, i)));
	if (count > MOST_NAMES)
		printf(" and %zu more", count - MOST_NAMES);
	if (count)
		putchar(')');
}

void status_print_paths(const json_t *paths)
{
	const char *advice;
	const json_t *p;
	size_t i;

	json_array_foreach(paths, i, p) {
		if (!strcmp(cli_text(p, "seen"), "yes"))
			continue;
		printf("WARNING  %s: path %s",
		       strcmp(cli_text(p, "seen"), "no") ?
		       "PARTLY FILTERED" : "NOT FILTERED", cli_text(p, "path"));
		print_names(json_object_get(p, "interfaces"));
		printf(": %s", cli_text(p, "what"));
		advice = json_string_value(json_object_get(p, "advice"));
		if (advice)
			printf("; %s", advice);
		putchar('\n');
	}
}

static void join_names(const json_t *names, char *buf, size_t size)
{
	size_t used = 0, i;
	const json_t *name;
	int n;

	buf[0] = '\0';
	json_array_foreach(names, i, name) {
		n = snprintf(buf + used, size - used, "%s%s", used ? ", " : "",
			     json_string_value(name));
		if (n < 0 || used + (size_t)n >= size)
			break;
		used += (size_t)n;
	}
}

int status_explain_paths(const json_t *paths)
{
	struct table *table;
	const json_t *p;
	char names[128];
	size_t i;

	if (!json_array_size(paths))
		return EXIT_SUCCESS;
	table = table_new();
	table_column(table, "path", TABLE_LEFT);
	table_column(table, "seen", TABLE_LEFT);
	table_column(table, "interfaces", TABLE_LEFT);
	table_column(table, "what happens to its packets", TABLE_LEFT);
	json_array_foreach(paths, i, p) {
		join_names(json_object_get(p, "interfaces"), names,
			   sizeof(names));
		table_cell(table, "%s", cli_text(p, "path"));
		table_cell(table, "%s", cli_text(p, "seen"));
		table_cell(table, "%s", *names ? names : "-");
		table_cell(table, "%s", cli_text(p, "what"));
	}
	putchar('\n');
	return table_print(table);
}

void status_each_not_built(const json_t *status,
			   void (*take)(void *arg, const char *release, bool running,
					const char *reason), void *arg)
{
	bool loaded = json_is_object(json_object_get(status, "kernel"));
	const json_t *k;
	bool running;
	size_t i;

	json_array_foreach(json_object_get(status, "not_built"), i, k) {
		running = json_is_true(json_object_get(k, "running"));
		if (!running || !loaded)
			take(arg, cli_text(k, "release"), running,
			     cli_text(k, "reason"));
	}
}

static void print_one(void *none, const char *release, bool running,
		      const char *reason)
{
	printf("%s the module could not be built for %s kernel %s%s: %s\n",
	       running ? "CRITICAL" : "WARNING ",
	       running ? "the running" : "the installed", release,
	       running ? "" : ", under which nothing will be filtered", reason);
}

void status_print_not_built(const json_t *status)
{
	status_each_not_built(status, print_one, NULL);
}

void status_print_why_not_built(void)
{
	json_t *none = json_pack("{s:n, s:o}", "kernel", "not_built",
				 report_not_built());

	status_print_not_built(none);
	json_decref(none);
}
