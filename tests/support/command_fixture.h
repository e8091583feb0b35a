/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command_fixture.h - run commands of slammer-advisory within the test program
 *
 * A command line is a printf() format; its words are separated by blanks, 'quotes'
 * keep blanks. What a command prints is captured, as a user would see it.
 */
#ifndef TESTS_COMMAND_FIXTURE_H
#define TESTS_COMMAND_FIXTURE_H

#include <jansson.h>

#define COMMAND_DIR	"build/test-command"

/* Exit status, and both outputs as texts; outcome_free() frees these. */
struct outcome {
	int status;
	char *out;
	char *err;
};

/* Standard input is empty, or what command_input() said last. */
struct outcome command_run(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void outcome_free(struct outcome *outcome);
void command_input(const char *text);

/* Only the exit status. */
int command_status(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* Standard output goes to a file such as /dev/full; out is "". */
struct outcome command_into(const char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Success without a word on stderr; returns standard output, malloced. */
char *command_output(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* The same, and standard output is JSON; returns a new reference. */
json_t *command_json(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* Success, and @text is in standard output. */
void command_prints(const char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* That status, @text in a message on stderr, nothing on standard output. */
void command_fails(int status, const char *text, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* On a terminal on which @answer is typed; out has both outputs. */
struct outcome command_asked(const char *answer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* An empty folder COMMAND_DIR/NAME for a test; valid until the next call. */
const char *command_folder(const char *name);
/* A file's content, malloced. */
char *command_file(const char *path);
void command_write(const char *path, const char *text);

#endif /* TESTS_COMMAND_FIXTURE_H */
