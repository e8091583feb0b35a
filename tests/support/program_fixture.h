/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program_fixture.h - run build/slammerctl as a user does, with a fake daemon
 *
 * The environment variable SLAMMERCTL names another binary, such as one that counts
 * coverage. Output goes to files in FIXTURE_DIR.
 */
#ifndef TESTS_PROGRAM_FIXTURE_H
#define TESTS_PROGRAM_FIXTURE_H

#include <jansson.h>

#include "policy_fixture.h"

/* Exit status and output of a run; freed by program_outcome_free(). */
struct outcome {
	int status;
	char *out;
	char *err;
};

/* @arguments as a shell reads them. */
struct outcome program_run(const char *arguments);
void program_outcome_free(struct outcome *o);

/* Runs and compares all three. */
void program_says(const char *arguments, int status, const char *out,
		  const char *err);

/* Runs, and stdout has to be one JSON value; the caller drops the reference. */
json_t *program_json(const char *arguments, int status, const char *err);

/*
 * The same with "--socket" and a daemon on it that reads a request from each
 * connection and answers with the next of @replies, up to a NULL. "" closes the
 * connection without a reply, as the end of @replies does.
 */
struct outcome program_run_with(const char *arguments,
				const char *const *replies);
/* One reply */
void program_answers(const char *arguments, const char *reply, int status,
		  const char *out, const char *err);
/* One reply, and success */
void program_shows(const char *arguments, const char *reply, const char *out);
/* The last request, a line of JSON */
const char *program_request(void);

#endif /* TESTS_PROGRAM_FIXTURE_H */
