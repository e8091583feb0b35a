// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status_summary.c - the first lines of status: who is infected, is all filtered, what
 * is to be done?
 *
 * They are made of what the rest of status says in detail, by the checks of doctor that
 * need nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "common/text.h"
#include "doctor.h"
#include "query.h"

#define MOST_HOSTS	5
#define MOST_PROBLEMS	5
#define HOLE_MAX	256

/* {infected, hosts} of the tables; null and empty where they cannot be read. */
static void add_infected(json_t *summary, const json_t *status, const char *socket)
{
	const struct report_filter filter = {
		.infected = true, .limit = MOST_HOSTS,
	};
	json_t *hosts = json_array(), *reply;
	struct query_errors errors;
	const json_t *source;
	size_t i;

	reply = json_is_object(json_object_get(status, "kernel")) ?
		query_sources_of(status, socket, &filter, &errors) : NULL;
	json_array_foreach(json_object_get(reply, "sources"), i, source)
		json_array_append(hosts, json_object_get(source, "address"));
	json_object_set_new(summary, "infected", reply ?
			    json_integer(cli_number(reply, "total")) :
			    json_null());
	json_object_set_new(summary, "hosts", hosts);
	json_decref(reply);
}

static void add_hole(json_t *holes, const char *before, const char *what,
		     const char *after)
{
	char hole[HOLE_MAX];

	snprintf(hole, sizeof(hole), "%s%s%s", before, what, after);
	json_array_append_new(holes, cli_json_text(hole));
}

/* "eth0, eth1 and 3 more are not filtered" */
static void add_unfiltered(json_t *holes, const json_t *list)
{
	char names[HOLE_MAX] = "", more[32] = "";
	size_t i, used = 0, count = 0;
	const json_t *one;

	json_array_foreach(list, i, one) {
		if (strcmp(cli_text(one, "zone"), "none"))
			continue;
		if (++count <= MOST_HOSTS)
			used += (size_t)snprintf(names + used, sizeof(names) - used,
						 "%s%.15s", used ? ", " : "",
						 cli_text(one, "name"));
	}
	if (count > MOST_HOSTS)
		snprintf(more, sizeof(more), " and %zu more", count - MOST_HOSTS);
	if (count)
		add_hole(holes, names, more,
			 count == 1 ? " is not filtered" : " are not filtered");
}

/* Ways on which the worm passes, though a policy is active */
static void add_holes(json_t *holes, const json_t *status)
{
	const json_t *interfaces = json_object_get(status, "interfaces");
	const json_t *one;
	size_t i;

	add_unfiltered(holes, json_object_get(interfaces, "list"));
	json_array_foreach(json_object_get(interfaces, "worm"), i, one)
		if (json_is_true(json_object_get(one, "passes")))
			add_hole(holes, "the policy lets the worm pass: ",
				 cli_text(one, "direction"), "");
	json_array_foreach(json_object_get(status, "paths"), i, one)
		if (strcmp(cli_text(one, "seen"), "yes"))
			add_hole(holes, "path ", cli_text(one, "path"),
				 strcmp(cli_text(one, "seen"), "no") ?
				 " is partly filtered" : " is not filtered");
	json_array_foreach(json_object_get(status, "drift"), i, one)
		if (strcmp(cli_text(one, "what"), "file"))
			add_hole(holes, cli_text(one, "what"), ": ",
				 cli_text(one, "text"));
}

/* Why nothing is filtered at all; NULL: something is. */
static const char *nothing_filtered(const json_t *status)
{
	const json_t *kernel = json_object_get(status, "kernel");

	if (!json_is_object(kernel))
		return cli_text(status, "kernel_error");
	if (!cli_number(kernel, "generation"))
		return "there is no policy in this network namespace";
	if (!strcmp(cli_text(json_object_get(status, "daemon"), "mode"), "monitor"))
		return "mode is monitor, which drops nothing";
	return NULL;
}

/* {protection, holes} */
static void add_protection(json_t *summary, const json_t *status)
{
	const char *why = nothing_filtered(status), *protection = "complete";
	json_t *holes = json_array();

	if (why)
		add_hole(holes, why, "", "");
	else
		add_holes(holes, status);
	if (why)
		protection = "none";
	else if (json_array_size(holes))
		protection = "partial";
	else if (!json_is_object(json_object_get(status, "interfaces")) ||
		 !json_is_array(json_object_get(status, "paths")))
		protection = "unknown";
	json_object_set_new(summary, "protection", json_string(protection));
	json_object_set_new(summary, "holes", holes);
}

/* {result, problems}: what doctor would say of this */
static void add_problems(json_t *summary, const json_t *status, const char *error)
{
	struct doctor doctor = { .checks = json_array() };
	json_t *problems = json_array(), *check;
	size_t i, result;

	doctor_status(&doctor, status, error);
	/* The worst first */
	for (result = DOCTOR_RESULTS; --result > DOCTOR_OK;)
		json_array_foreach(doctor.checks, i, check)
			if (!strcmp(cli_text(check, "result"),
				    doctor_result_name((enum doctor_result)result)))
				json_array_append(problems, check);
	json_object_set_new(summary, "result",
			    json_string(doctor_result_name(doctor_worst(&doctor))));
	json_object_set_new(summary, "problems", problems);
	json_decref(doctor.checks);
}

void status_add_summary(json_t *status, const char *socket, const char *error)
{
	json_t *summary = json_object();

	add_infected(summary, status, socket);
	add_protection(summary, status);
	add_problems(summary, status, error);
	json_object_set_new(status, "summary", summary);
}

static void print_infected(const json_t *summary)
{
	const json_t *hosts = json_object_get(summary, "hosts");
	long long count = cli_number(summary, "infected");
	char number[TEXT_NUMBER_MAX];
	const json_t *host;
	size_t i;

	if (json_is_null(json_object_get(summary, "infected"))) {
		puts("infected unknown: the source tables cannot be read");
		return;
	}
	if (!count) {
		puts("infected no inside host");
		return;
	}
	printf("infected %s INSIDE HOST%s", text_count((uint64_t)count, number),
	       count == 1 ? "" : "S");
	json_array_foreach(hosts, i, host)
		printf("%s%s", i ? ", " : ": ", json_string_value(host));
	printf("%s (slammerctl sources --infected)\n",
	       (size_t)count > json_array_size(hosts) ? ", ..." : "");
}

static void print_protection(const json_t *summary)
{
	const char *protection = cli_text(summary, "protection");
	const json_t *hole;
	size_t i;

	if (!strcmp(protection, "complete"))
		puts("filter   complete: interfaces, paths and policy are in step");
	else if (!strcmp(protection, "unknown"))
		puts("filter   unknown whether complete: interfaces and paths cannot be read");
	else
		printf("filter   %s", strcmp(protection, "none") ? "INCOMPLETE" :
							 "NOTHING IS FILTERED");
	json_array_foreach(json_object_get(summary, "holes"), i, hole)
		printf("%s%s", i ? "; " : ": ", json_string_value(hole));
	if (i)
		putchar('\n');
}

static void print_problems(const json_t *summary)
{
	const json_t *problems = json_object_get(summary, "problems"), *p;
	size_t count = json_array_size(problems), i;
	const char *advice;

	if (!count) {
		puts("health   ok");
		return;
	}
	printf("health   %zu problem%s (slammerctl doctor)\n", count,
	       count == 1 ? "" : "s");
	for (i = 0; i < count && i < MOST_PROBLEMS; i++) {
		p = json_array_get(problems, i);
		printf("         %s, %s: %s\n", cli_text(p, "result"),
		       cli_text(p, "check"), cli_text(p, "text"));
		advice = json_string_value(json_object_get(p, "advice"));
		if (advice)
			printf("           to do: %s\n", advice);
	}
	if (count > MOST_PROBLEMS)
		printf("         and %zu more\n", count - MOST_PROBLEMS);
}

void status_print_summary(const json_t *summary)
{
	print_infected(summary);
	print_protection(summary);
	print_problems(summary);
	putchar('\n');
}
