/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rpc.h - the commands of the control socket
 *
 * {"command": "status", ...} -> {"ok": true, ...} or {"ok": false, "error": "...",
 * "messages": [...]}; see slammerd(8). A new command is a function in rpc_read.c
 * or rpc_admin.c and a line in the table of rpc.c.
 */
#ifndef SLAMMERD_RPC_H
#define SLAMMERD_RPC_H

#include <jansson.h>

#include "policy/model.h"
#include "slammerd/control/control.h"

struct daemon;

/* A control_fn; @arg is the struct daemon. */
json_t *rpc_handle(void *arg, const json_t *request, enum access_level level,
		   struct control_stream *stream);
/* A metrics_fn; likewise. */
char *rpc_metrics(void *arg);

/* The commands. A new object; NULL only if out of memory. */
json_t *rpc_status(struct daemon *daemon, const json_t *request);
json_t *rpc_settings(struct daemon *daemon, const json_t *request);
json_t *rpc_events(struct daemon *daemon, const json_t *request);
json_t *rpc_reload(struct daemon *daemon, const json_t *request);
json_t *rpc_confirm(struct daemon *daemon, const json_t *request);
json_t *rpc_rollback(struct daemon *daemon, const json_t *request);

/* A reply that may be long, or late: a stream, or a new object with the reason why not. */
json_t *rpc_sources(struct daemon *daemon, const json_t *request,
		    struct control_stream *stream);
json_t *rpc_flush(struct daemon *daemon, const json_t *request,
		  struct control_stream *stream);
json_t *rpc_advise(struct daemon *daemon, const json_t *request,
		   struct control_stream *stream);
/* Each few seconds: have the worker collect what "advise" will say. */
void rpc_advise_sample(struct daemon *daemon);

/* {"ok": false, "error": ...} */
json_t *rpc_error(const char *error);

#endif /* SLAMMERD_RPC_H */
