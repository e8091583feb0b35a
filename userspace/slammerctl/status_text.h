/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status_text.h - the JSON of `slammerctl status`, as people read it
 */
#ifndef SLAMMERCTL_STATUS_TEXT_H
#define SLAMMERCTL_STATUS_TEXT_H

#include <jansson.h>
#include <stdbool.h>

/* @daemon_error: why there is nothing about the daemon; NULL if there is. */
void status_text(const json_t *status, const char *daemon_error, bool explain);

/* [{reason, class, text, packets}], every reason there is; NULL: no memory. */
json_t *status_reasons(const json_t *status);

/* Mode, what waits for its confirmation, drift; nothing where all is well. */
void status_standing(const json_t *status);

/* What is wrong with the statistics; nothing where all is well. */
void status_statistics(const json_t *statistics);

/* The part of it that is about packets that were queued; nothing if none can be. */
void status_inspection(const json_t *inspection);
/* Each of its counters, with what it means. */
void status_inspection_explain(const json_t *inspection);

#endif /* SLAMMERCTL_STATUS_TEXT_H */
