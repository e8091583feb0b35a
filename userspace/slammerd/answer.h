/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answer.h - what the daemon answers over its control socket
 *
 * {"command": "status" | "reload" | "sources" | "flush"} ->
 * {"ok": true, ...} or {"ok": false, "error": "...", "messages": [...]}.
 * All shapes are in slammerd(8).
 */
#ifndef SLAMMERD_ANSWER_H
#define SLAMMERD_ANSWER_H

#include <jansson.h>
#include <sys/socket.h>

#include "policy/model.h"

/* A control_fn; @arg is the struct daemon. */
json_t *answer(void *arg, const json_t *request, const struct ucred *peer);

/* [{"file", "line", "severity", "text"}]; NULL if out of memory. */
json_t *answer_messages(const struct policy_messages *messages);

#endif /* SLAMMERD_ANSWER_H */
