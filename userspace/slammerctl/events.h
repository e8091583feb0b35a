/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * events.h - telling events, from wherever they come
 */
#ifndef SLAMMERCTL_EVENTS_H
#define SLAMMERCTL_EVENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "status/status.h"

struct events {
	const char *socket;
	bool json;
	bool follow;
	size_t limit;			/* 0: none */
	size_t told;
	char since[REPORT_TIME_MAX];	/* none of before; "": all */
};

/* 0, or -1: nobody can read it any more. */
int events_tell(struct events *events, const json_t *event);
/* Were there as many as somebody wanted? */
bool events_enough(const struct events *events);

/* Listen to the module itself, with nobody between. Exit status. */
int events_of_module(struct events *events);

/**
 * events_since - "2026-01-25T12:00:00Z", or "90s", "10m", "2h", "1d" before @now
 *
 * 0, with the time as events have it in @since; -1 if it is neither.
 */
int events_since(const char *text, int64_t now, char since[REPORT_TIME_MAX]);

#endif /* SLAMMERCTL_EVENTS_H */
