/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * request.h - ask the daemon: one line of JSON there, one back
 */
#ifndef SLAMMERCTL_REQUEST_H
#define SLAMMERCTL_REQUEST_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

#define REQUEST_SOCKET		"/run/nf-slammer/slammerd.sock"
enum request_result {
	REQUEST_ANSWERED,	/* whatever the answer says */
	REQUEST_ABSENT,		/* nobody listens there */
	REQUEST_FAILED		/* no rights, no answer in time, no sense in it */
};

/**
 * request - send @question, wait for the answer
 * @question: taken over
 * @answer:   an object, if it was answered; the caller's
 * @error:    a sentence, if it was not
 */
enum request_result request(const char *socket, json_t *question,
			    json_t **answer, struct error *error);

/* The sentence of an answer that is not ok, NULL if it is. */
const char *request_refused(const json_t *answer);

#endif /* SLAMMERCTL_REQUEST_H */
