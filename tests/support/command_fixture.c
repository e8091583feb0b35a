// SPDX-License-Identifier: GPL-2.0-or-later
/* command_fixture.c - see command_fixture.h */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "command_fixture.h"
#include "slammer-advisory/cli.h"

#define WORDS_MAX	64

static char *input;		/* of the next command */

/* In place; the words end with NULL. */
static int split(char *line, char **words)
{
	int count = 0;
	char end;

	for (;;) {
		line += strspn(line, " ");
		if (!*line)
			break;
		assert_true(count + 1 < WORDS_MAX);
		end = *line == '\'' ? '\'' : ' ';
		line += end == '\'';
		words[count++] = line;
		line = strchr(line, end);
		if (!line)
			break;
		*line++ = '\0';
	}
	words[count] = NULL;
	return count;
}

static void redirect(int to[3], int saved[3])
{
	int i;

	fflush(stdout);
	fflush(stderr);
	for (i = 0; i < 3; i++) {
		saved[i] = dup(i);
		assert_true(dup2(to[i], i) == i);
	}
	/* Forget what was read ahead from the previous input, and where. */
	clearerr(stdin);
	__fpurge(stdin);
}

static void restore(int saved[3])
{
	int i;

	fflush(stdout);
	fflush(stderr);
	for (i = 0; i < 3; i++) {
		dup2(saved[i], i);
		close(saved[i]);
	}
	clearerr(stdout);
}

static int run_words(char *line, int to[3])
{
	char *words[WORDS_MAX];
	int saved[3], status, count;

	words[0] = (char *)"slammer-advisory";
	count = split(line, words + 1);
	redirect(to, saved);
	status = commands_run(count + 1, words);
	restore(saved);
	return status;
}

static char *read_all(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	assert_non_null(text);
	assert_int_equal(pread(fd, text, (size_t)size, 0), size);
	return text;
}

static int temporary(const char *text)
{
	FILE *file = tmpfile();
	int fd;

	assert_non_null(file);
	fputs(text, file);
	fflush(file);
	fd = dup(fileno(file));
	fclose(file);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* @path: of standard output, NULL: it is captured */
static struct outcome run_into(const char *path, const char *format,
			       va_list args)
{
	struct outcome outcome;
	char *line;
	int to[3], i;

	assert_true(vasprintf(&line, format, args) >= 0);
	to[0] = temporary(input ? input : "");
	to[1] = path ? open(path, O_WRONLY | O_CLOEXEC) : temporary("");
	assert_true(to[1] >= 0);
	to[2] = temporary("");
	outcome.status = run_words(line, to);
	outcome.out = path ? strdup("") : read_all(to[1]);
	outcome.err = read_all(to[2]);
	for (i = 0; i < 3; i++)
		close(to[i]);
	free(line);
	free(input);
	input = NULL;
	return outcome;
}

static struct outcome run(const char *format, va_list args)
{
	return run_into(NULL, format, args);
}

struct outcome command_into(const char *path, const char *format, ...)
{
	struct outcome outcome;
	va_list args;

	va_start(args, format);
	outcome = run_into(path, format, args);
	va_end(args);
	return outcome;
}

void command_input(const char *text)
{
	free(input);
	input = strdup(text);
}

int command_status(const char *format, ...)
{
	struct outcome outcome;
	va_list args;

	va_start(args, format);
	outcome = run(format, args);
	va_end(args);
	outcome_free(&outcome);
	return outcome.status;
}

struct outcome command_run(const char *format, ...)
{
	struct outcome outcome;
	va_list args;

	va_start(args, format);
	outcome = run(format, args);
	va_end(args);
	return outcome;
}

void outcome_free(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
}

static char *succeed(const char *format, va_list args)
{
	struct outcome outcome = run(format, args);

	assert_string_equal(outcome.err, "");
	assert_int_equal(outcome.status, 0);
	free(outcome.err);
	return outcome.out;
}

char *command_output(const char *format, ...)
{
	va_list args;
	char *out;

	va_start(args, format);
	out = succeed(format, args);
	va_end(args);
	return out;
}

json_t *command_json(const char *format, ...)
{
	va_list args;
	json_t *value;
	char *out;

	va_start(args, format);
	out = succeed(format, args);
	va_end(args);
	value = json_loads(out, 0, NULL);
	if (!value)
		fail_msg("not JSON: %s", out);
	free(out);
	return value;
}

void command_prints(const char *text, const char *format, ...)
{
	va_list args;
	char *out;

	va_start(args, format);
	out = succeed(format, args);
	va_end(args);
	if (!strstr(out, text))
		fail_msg("\"%s\" is not in \"%s\"", text, out);
	free(out);
}

void command_fails(int status, const char *text, const char *format, ...)
{
	struct outcome outcome;
	va_list args;

	va_start(args, format);
	outcome = run(format, args);
	va_end(args);
	if (!strstr(outcome.err, text) || outcome.status != status)
		fail_msg("%d: \"%s\", not \"%s\"", outcome.status, outcome.err,
			 text);
	assert_int_equal(strncmp(outcome.err, "slammer-advisory: ", 18), 0);
	assert_string_equal(outcome.out, "");
	outcome_free(&outcome);
}

struct outcome command_asked(const char *answer, const char *format, ...)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), end, to[3];
	struct outcome outcome = { .err = strdup("") };
	char *line, text[8192];
	va_list args;
	ssize_t n, got;

	assert_true(terminal >= 0);
	assert_int_equal(grantpt(terminal) || unlockpt(terminal), 0);
	end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(end >= 0);
	assert_int_equal(write(terminal, answer, strlen(answer)), strlen(answer));
	va_start(args, format);
	assert_true(vasprintf(&line, format, args) >= 0);
	va_end(args);
	to[0] = to[1] = to[2] = end;
	outcome.status = run_words(line, to);
	fcntl(terminal, F_SETFL, O_NONBLOCK);
	for (n = 0; n < (ssize_t)sizeof(text) - 1; n += got) {
		got = read(terminal, text + n, sizeof(text) - 1 - (size_t)n);
		if (got <= 0)
			break;
	}
	text[n] = '\0';
	outcome.out = strdup(text);
	close(end);
	close(terminal);
	free(line);
	return outcome;
}

const char *command_folder(const char *name)
{
	static char path[256];
	char command[300];

	mkdir("build", 0755);
	mkdir(COMMAND_DIR, 0755);
	snprintf(path, sizeof(path), COMMAND_DIR "/%s", name);
	snprintf(command, sizeof(command), "rm -rf %s", path);
	assert_int_equal(system(command), 0);
	assert_int_equal(mkdir(path, 0755), 0);
	return path;
}

char *command_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	text = read_all(fd);
	close(fd);
	return text;
}

void command_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}
