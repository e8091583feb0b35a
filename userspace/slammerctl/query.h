/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * query.h - where commands get their data: the daemon, or the module without it
 */
#ifndef SLAMMERCTL_QUERY_H
#define SLAMMERCTL_QUERY_H

#include <jansson.h>

#include "cli.h"
#include "common/error.h"
#include "rows.h"
#include "status/status.h"

/* Why there is no answer; "" for a side that answered or was not asked. */
struct query_errors {
	struct error daemon;
	struct error module;
};

/**
 * query_status - {daemon, kernel, devices, counters, estimates, interfaces ...}
 * @interfaces: without a daemon, too: takes as long as reading the whole policy
 *
 * daemon is null where the module was asked. NULL: neither answers.
 */
json_t *query_status(const char *socket, bool interfaces,
		     struct query_errors *errors);

/* Warns if slammerd has another version: members it does not have are shown as 0. */
void query_check_version(const json_t *status);

/* {sources}; NULL: neither answers. */
json_t *query_sources(const char *socket, const struct report_filter *filter,
		      struct query_errors *errors);

/* The same from the side that answered with @status, and from no other. */
json_t *query_sources_of(const json_t *status, const char *socket,
			 const struct report_filter *filter,
			 struct query_errors *errors);

/**
 * struct query_rows - {total, sources} as query_sources(), one source at a time
 * @head: with an empty list
 *
 * The rest is what the sources are read from: the daemon's reply, or the module.
 */
struct query_rows {
	json_t *head;
	char *line;
	struct rows reply;
	struct report_source *list;
	struct report_devices devices;
	struct report_rows own;
};

/* 0, or -1: neither answers. query_rows_close() in both cases. */
int query_rows_open(struct query_rows *rows, const char *socket,
		    const struct report_filter *filter, struct query_errors *errors);
/* The caller's; NULL: there is none, and *@error is set if the reply is not JSON. */
json_t *query_rows_next(struct query_rows *rows, bool *error);
void query_rows_close(struct query_rows *rows);

/* Prints those that are set. */
void query_print_errors(const struct query_errors *errors);

/**
 * query_daemon - send @request to the daemon alone and print its reply
 * @request: consumed
 * @print:   prints the reply as text, unless --json was given; also a refusal
 *
 * Returns the exit status: a refusal is a failure.
 */
int query_daemon(const struct cli_args *args, json_t *request,
		 void (*print)(const json_t *reply));

/* A whole command: --json, --socket, and a request that has only a name. */
int query_command(int argc, char **argv, const char *name, const char *help,
		  const char *request, void (*print)(const json_t *reply));

#endif /* SLAMMERCTL_QUERY_H */
