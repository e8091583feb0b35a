// SPDX-License-Identifier: GPL-2.0-or-later
/* query.c - ask the daemon, or the module where no daemon answers */
#include <stdlib.h>
#include <string.h>

#include "kernel/network.h"
#include "query.h"

/*
 * "interfaces", by the kernel's own policy, and "paths"; null if they cannot be read.
 */
static void add_network(struct client *client, json_t *report)
{
	json_t *interfaces = NULL, *paths = NULL;
	struct policy *policy = client_policy(client);
	struct network network = { 0 };
	struct error error;

	if (policy && !network_read_links(&network, &error)) {
		interfaces = report_interfaces(policy, &network);
		if (!network_read_facts(&network, &error))
			paths = report_paths(&network, report);
	}
	json_object_set_new(report, "interfaces",
			    interfaces ? interfaces : json_null());
	json_object_set_new(report, "paths", paths ? paths : json_null());
	network_free(&network);
	policy_free(policy);
}

/* Reading all entries of a policy takes long: only where it is wanted. */
static json_t *read_status(struct client *client, const void *arg)
{
	const bool *interfaces = arg;
	json_t *report = report_status(client);

	if (!report)
		return NULL;
	/* The members that only a daemon's reply fills */
	json_object_update_new(report, json_pack("{s:n, s:[], s:n, s:n, s:n, s:n, s:o}",
		"daemon", "drift", "inspection", "statistics", "interfaces",
		"paths", "not_built", report_not_built()));
	if (*interfaces)
		add_network(client, report);
	return report;
}

static json_t *read_sources(struct client *client, const void *filter)
{
	return report_sources(client, filter);
}

static json_t *ask_module(json_t *(*read)(struct client *, const void *),
			  const void *arg, struct error *error)
{
	struct client *client = client_open(error);
	json_t *report;

	if (!client)
		return NULL;
	report = read(client, arg);
	if (!report)
		error_set(error, "%s", client_error(client));
	client_close(client);
	return report;
}

/* The reply without "ok"; NULL if there is none or it is a refusal. */
static json_t *ask_daemon(const char *socket, json_t *request,
			  struct query_errors *errors)
{
	const char *refusal;
	json_t *reply;

	errors->daemon.text[0] = '\0';
	errors->module.text[0] = '\0';
	if (rpc_call(socket, request, &reply, &errors->daemon) != RPC_ANSWERED)
		return NULL;
	refusal = rpc_refusal(reply);
	if (!refusal) {
		json_object_del(reply, "ok");
		return reply;
	}
	error_set(&errors->daemon, "%s", refusal);
	json_decref(reply);
	return NULL;
}

json_t *query_status(const char *socket, bool interfaces,
		     struct query_errors *errors)
{
	json_t *reply = ask_daemon(socket, json_pack("{s:s}", "command",
						     "status"), errors);

	return reply ? reply :
		       ask_module(read_status, &interfaces, &errors->module);
}

void query_check_version(const json_t *status)
{
	const json_t *daemon = json_object_get(status, "daemon");

	if (json_is_object(daemon) &&
	    strcmp(cli_text(daemon, "version"), NF_SLAMMER_VERSION))
		cli_error("warning: slammerd is version %s, slammerctl %s: restart slammerd, until then values may be missing or 0",
			  cli_text(daemon, "version"), NF_SLAMMER_VERSION);
}

static json_t *sources_request(const struct report_filter *filter)
{
	json_t *request = json_pack("{s:s, s:b, s:b, s:I}", "command", "sources",
				    "infected", filter->infected,
				    "infected_first", filter->infected_first,
				    "limit", (json_int_t)filter->limit);

	if (filter->offset)
		json_object_set_new(request, "offset",
				    json_integer((json_int_t)filter->offset));
	if (filter->side)
		json_object_set_new(request, "side",
				    json_string(report_sides[filter->side]));
	if (filter->sort)
		json_object_set_new(request, "sort",
				    json_string(report_sorts[filter->sort]));
	return request;
}

json_t *query_sources(const char *socket, const struct report_filter *filter,
		      struct query_errors *errors)
{
	json_t *reply = ask_daemon(socket, sources_request(filter), errors);

	return reply ? reply : ask_module(read_sources, filter, &errors->module);
}

json_t *query_sources_of(const json_t *status, const char *socket,
			 const struct report_filter *filter,
			 struct query_errors *errors)
{
	if (json_is_object(json_object_get(status, "daemon")))
		return ask_daemon(socket, sources_request(filter), errors);
	errors->daemon.text[0] = '\0';
	return ask_module(read_sources, filter, &errors->module);
}

/* The daemon's reply as rows; -1: there is none, or it is a refusal. */
static int open_reply(struct query_rows *rows, const char *socket,
		      const struct report_filter *filter, struct error *error)
{
	const char *refusal;
	size_t length;

	if (rpc_call_text(socket, sources_request(filter), &rows->line, &length,
			  error) != RPC_ANSWERED)
		return -1;
	rows->head = rows_split(rows->line, length, "sources", &rows->reply);
	if (!json_is_object(rows->head))
		return error_set(error, "cannot talk to slammerd (%s): the reply is not a JSON object",
				 socket);
	refusal = rpc_refusal(rows->head);
	if (refusal)
		return error_set(error, "%s", refusal);
	json_object_del(rows->head, "ok");
	return 0;
}

static int open_module(struct query_rows *rows, const struct report_filter *filter,
		       struct error *error)
{
	struct client *client = client_open(error);
	size_t count;
	int result;

	if (!client)
		return -1;
	result = report_read_sources(client, &rows->list, &count, &rows->devices);
	if (result)
		error_set(error, "%s", client_error(client));
	client_close(client);
	if (result)
		return -1;
	if (report_rows_select(&rows->own, rows->list, count, &rows->devices, filter))
		return error_no_memory(error);
	rows->head = json_pack("{s:I, s:[]}", "total",
			       (json_int_t)rows->own.total, "sources");
	return rows->head ? 0 : error_no_memory(error);
}

int query_rows_open(struct query_rows *rows, const char *socket,
		    const struct report_filter *filter, struct query_errors *errors)
{
	memset(rows, 0, sizeof(*rows));
	errors->daemon.text[0] = '\0';
	errors->module.text[0] = '\0';
	if (!open_reply(rows, socket, filter, &errors->daemon))
		return 0;
	query_rows_close(rows);
	return open_module(rows, filter, &errors->module);
}

json_t *query_rows_next(struct query_rows *rows, bool *error)
{
	json_t *row = rows->line ? rows_next(&rows->reply) :
				   report_rows_next(&rows->own);

	*error = rows->reply.bad;
	return row;
}

void query_rows_close(struct query_rows *rows)
{
	json_decref(rows->head);
	free(rows->line);
	report_rows_free(&rows->own);
	free(rows->list);
	free(rows->devices.list);
	memset(rows, 0, sizeof(*rows));
}

void query_print_errors(const struct query_errors *errors)
{
	if (*errors->daemon.text)
		cli_error("%s", errors->daemon.text);
	if (*errors->module.text)
		cli_error("%s", errors->module.text);
}

int query_daemon(const struct cli_args *args, json_t *request,
		 void (*print)(const json_t *reply))
{
	struct error error;
	json_t *reply;
	int status;

	if (rpc_call(args->socket, request, &reply, &error) != RPC_ANSWERED)
		return cli_error("%s", error.text);
	status = rpc_refusal(reply) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (!args->json)
		print(reply);
	else if (cli_json(reply) != EXIT_SUCCESS)
		status = EXIT_FAILURE;
	json_decref(reply);
	return status;
}

int query_command(int argc, char **argv, const char *name, const char *help,
		  const char *request, void (*print)(const json_t *reply))
{
	static const struct option options[] = { CLI_JSON, CLI_SOCKET, CLI_END };
	const struct cli cli = { .name = name, .help = help, .options = options };
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, NULL, &args);
	if (status >= 0)
		return status;
	return query_daemon(&args, json_pack("{s:s}", "command", request), print);
}
