/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rpc.h - requests to slammerd over its control socket
 *
 * A connection carries one request and one reply, each a JSON object on a line.
 */
#ifndef SLAMMERCTL_RPC_H
#define SLAMMERCTL_RPC_H

#include <jansson.h>

#include "common/error.h"

#define RPC_SOCKET	"/run/nf-slammer/slammerd.sock"

enum rpc_result {
	RPC_ANSWERED,		/* whatever the reply says */
	RPC_NOT_RUNNING,	/* no listener on the socket */
	RPC_FAILED		/* permission denied, timeout, invalid reply */
};

/**
 * rpc_call - send @request, wait for the reply
 * @request: {command, ...}; consumed
 * @reply:   an object of the caller's if RPC_ANSWERED, else NULL
 * @error:   set unless RPC_ANSWERED
 */
enum rpc_result rpc_call(const char *socket, json_t *request, json_t **reply,
			 struct error *error);

/**
 * rpc_call_text - the same, and the reply is the line as it was received
 * @line: malloced, with @length bytes without the newline, if RPC_ANSWERED; else NULL
 */
enum rpc_result rpc_call_text(const char *socket, json_t *request, char **line,
			      size_t *length, struct error *error);

/* Why @reply refuses the request; NULL if it does not. */
const char *rpc_refusal(const json_t *reply);

#endif /* SLAMMERCTL_RPC_H */
