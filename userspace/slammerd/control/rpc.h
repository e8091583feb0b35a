/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answer.h - what the daemon answers over its control socket
 *
 * {"command": "status", ...} -> {"ok": true, ...} or {"ok": false, "error": "...",
 * "messages": [...]}. All shapes are in slammerd(8). A new command is a function
 * here, in a file of its own or beside its like, and a line in answer.c's table.
 */
#ifndef SLAMMERD_ANSWER_H
#define SLAMMERD_ANSWER_H

#include <jansson.h>

#include "policy/model.h"
#include "slammerd/control/access.h"

struct daemon;

/* A control_fn; @arg is the struct daemon. */
json_t *answer(void *arg, const json_t *request, enum right right);

/* The commands. A new object; NULL only if out of memory. */
json_t *answer_status(struct daemon *daemon, const json_t *request);
json_t *answer_sources(struct daemon *daemon, const json_t *request);
json_t *answer_settings(struct daemon *daemon, const json_t *request);
json_t *answer_reload(struct daemon *daemon, const json_t *request);
json_t *answer_flush(struct daemon *daemon, const json_t *request);
json_t *answer_confirm(struct daemon *daemon, const json_t *request);
json_t *answer_rollback(struct daemon *daemon, const json_t *request);
json_t *answer_advise(struct daemon *daemon, const json_t *request);

/* What waits for its confirmation, or null. */
json_t *answer_pending(const struct daemon *daemon);
/* Members of the status' daemon: {mode, confirm, last_good, mended, state_ok} */
json_t *answer_standing(const struct daemon *daemon);

/* Any bytes as a JSON string. */
json_t *answer_text(const char *any);
/* {"ok": false, "error": ...} */
json_t *answer_refuse(const char *error);
/* [{"file", "line", "severity", "text"}]; NULL if out of memory. */
json_t *answer_messages(const struct policy_messages *messages);

#endif /* SLAMMERD_ANSWER_H */
