/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answer_fixture.h - slammerctl, and a daemon that knows one answer
 */
#ifndef TESTS_ANSWER_FIXTURE_H
#define TESTS_ANSWER_FIXTURE_H

#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "program_fixture.h"

#define SOCKET	FIXTURE_DIR "/view.sock"

static int listening;
static const char *answer;
static char asked[4096];

/* One client, one line of its, one line of ours. */
static inline void *serve(void *arg)
{
	int fd = accept(listening, NULL, NULL);
	ssize_t n = recv(fd, asked, sizeof(asked) - 1, 0);

	asked[n > 0 ? n : 0] = '\0';
	if (n > 0)
		dprintf(fd, "%s\n", answer);
	close(fd);
	return NULL;
}

/* What slammerctl makes of an answer: exit status and both outputs. */
static inline void tells(const char *arguments, const char *json, int status,
			 const char *out, const char *err)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	char command[256];
	pthread_t thread;

	fixture_path("");
	unlink(SOCKET);
	answer = json;
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(listening, 1), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve, NULL), 0);
	snprintf(command, sizeof(command), "%s --socket " SOCKET, arguments);
	program_says(command, status, out, err);
	pthread_join(thread, NULL);
	close(listening);
	unlink(SOCKET);
}

static inline void shows(const char *arguments, const char *json,
			 const char *expected)
{
	tells(arguments, json, 0, expected, "");
}

#endif /* TESTS_ANSWER_FIXTURE_H */
