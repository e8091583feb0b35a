/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program_fixture.h - run build/slammerctl as a user does
 *
 * SLAMMERCTL names another one, such as one with sanitizers. What it writes goes
 * to build/tmp/policy.
 */
#ifndef TESTS_PROGRAM_FIXTURE_H
#define TESTS_PROGRAM_FIXTURE_H

#include <jansson.h>
#include <sys/wait.h>

#include "policy_fixture.h"

/* What the last run left: exit status, and both outputs as text. */
struct outcome {
	int status;
	char *out;
	char *err;
};

static inline char *program_read(const char *name)
{
	FILE *file = fopen(fixture_path(name), "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	if (getdelim(&text, &size, '\0', file) < 0)
		text[0] = '\0';
	fclose(file);
	return text;
}

/* @arguments as a shell reads them. */
static inline struct outcome program_run(const char *arguments)
{
	const char *program = getenv("SLAMMERCTL");
	struct outcome o;
	char *command;
	int status;

	fixture_path("");
	assert_true(asprintf(&command,
			     "{ %s %s\n} >" FIXTURE_DIR "/out 2>" FIXTURE_DIR "/err",
			     program ? program : "build/slammerctl",
			     arguments) > 0);
	status = system(command);
	free(command);
	assert_true(WIFEXITED(status));
	o.status = WEXITSTATUS(status);
	o.out = program_read("out");
	o.err = program_read("err");
	return o;
}

static inline void outcome_free(struct outcome *o)
{
	free(o->out);
	free(o->err);
}

/* Runs and compares all three. */
static inline void program_says(const char *arguments, int status,
				const char *out, const char *err)
{
	struct outcome o = program_run(arguments);

	assert_string_equal(o.err, err);
	assert_string_equal(o.out, out);
	assert_int_equal(o.status, status);
	outcome_free(&o);
}

/* Runs, and stdout has to be one JSON value; the caller drops the reference. */
static inline json_t *program_json(const char *arguments, int status,
				   const char *err)
{
	struct outcome o = program_run(arguments);
	json_error_t error;
	json_t *root = json_loads(o.out, 0, &error);

	assert_string_equal(o.err, err);
	assert_int_equal(o.status, status);
	assert_non_null(root);
	outcome_free(&o);
	return root;
}

#endif /* TESTS_PROGRAM_FIXTURE_H */
