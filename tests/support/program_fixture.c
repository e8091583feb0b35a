// SPDX-License-Identifier: GPL-2.0-or-later
/* program_fixture.c - run slammerctl, and the daemon that it asks */
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program_fixture.h"

#define SOCKET	FIXTURE_DIR "/program.sock"

static int listening;
static char request[4096];

static char *read_file(const char *name)
{
	FILE *file = fopen(policy_fixture_path(name), "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	if (getdelim(&text, &size, '\0', file) < 0)
		text[0] = '\0';
	fclose(file);
	return text;
}

struct outcome program_run(const char *arguments)
{
	const char *program = getenv("SLAMMERCTL");
	struct outcome o;
	char *command;
	int status;

	policy_fixture_path("");
	assert_true(asprintf(&command,
			     "{ %s %s\n} >" FIXTURE_DIR "/out 2>" FIXTURE_DIR "/err",
			     program ? program : "build/slammerctl",
			     arguments) > 0);
	status = system(command);
	free(command);
	assert_true(WIFEXITED(status));
	o.status = WEXITSTATUS(status);
	o.out = read_file("out");
	o.err = read_file("err");
	return o;
}

void program_outcome_free(struct outcome *o)
{
	free(o->out);
	free(o->err);
}

static void compare(struct outcome o, int status, const char *out,
		    const char *err)
{
	assert_string_equal(o.err, err);
	assert_string_equal(o.out, out);
	assert_int_equal(o.status, status);
	program_outcome_free(&o);
}

void program_says(const char *arguments, int status, const char *out,
		  const char *err)
{
	compare(program_run(arguments), status, out, err);
}

json_t *program_json(const char *arguments, int status, const char *err)
{
	struct outcome o = program_run(arguments);
	json_t *root = json_loads(o.out, 0, NULL);

	assert_string_equal(o.err, err);
	assert_int_equal(o.status, status);
	assert_non_null(root);
	program_outcome_free(&o);
	return root;
}

/*
 * A connection for each reply; those that follow are closed, until the socket is shut
 * down.
 */
static void *serve(void *arg)
{
	const char *const *reply = arg;
	ssize_t n;
	int fd;

	while ((fd = accept(listening, NULL, NULL)) >= 0) {
		if (!*reply) {
			close(fd);
			continue;
		}
		n = recv(fd, request, sizeof(request) - 1, 0);
		request[n > 0 ? n : 0] = '\0';
		if (n > 0 && **reply)
			dprintf(fd, "%s\n", *reply);
		close(fd);
		reply++;
	}
	return NULL;
}

struct outcome program_run_with(const char *arguments,
				const char *const *replies)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	struct outcome o;
	pthread_t thread;
	char *command;

	policy_fixture_path("");
	unlink(SOCKET);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(listening, 8), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve, (void *)replies), 0);
	assert_true(asprintf(&command, "%s --socket " SOCKET, arguments) > 0);
	o = program_run(command);
	free(command);
	shutdown(listening, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listening);
	unlink(SOCKET);
	return o;
}

void program_answers(const char *arguments, const char *reply, int status,
		  const char *out, const char *err)
{
	const char *const replies[] = { reply, NULL };

	compare(program_run_with(arguments, replies), status, out, err);
}

void program_shows(const char *arguments, const char *reply, const char *out)
{
	program_answers(arguments, reply, 0, out, "");
}

const char *program_request(void)
{
	return request;
}
