// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_control.c - any bytes from a client of the control socket
 *
 * They go to the daemon's own code, on a fake kernel and without a store, in as
 * many pieces as there are bytes 0xff between them (UTF-8 has none).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/epoll.h>
#include <sys/stat.h>

#include "slammerd/control/rpc.h"
#include "target.h"
#include "support/daemon_fixture.h"

#define PIECE	0xff

static int kernel = -1;

/*
 * Linked with --wrap=send: the fake kernel answers within the call, which is ten
 * times as fast as a thread of its own.
 */
ssize_t __real_send(int fd, const void *bytes, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t size, int flags)
{
	ssize_t n = __real_send(fd, bytes, size, flags);

	if (fd == kernel)
		while (recv(fake.fd, fake.buf, sizeof(fake.buf), MSG_DONTWAIT) > 0)
			fake_answer(&fake, (const struct nlmsghdr *)fake.buf);
	return n;
}

static void make_daemon(void)
{
	mkdir("build", 0777);
	write_policy("");
	boot();
	kernel = fake_open(&fake);
	d.client = wire_attach(kernel, FAKE_FAMILY);
	log_detach();
	options.store = "/nonexistent/store.db";
	FUZZ_ASSERT(!loop_open(&d.loop));
	FUZZ_ASSERT(!control_open(&d.control, &d.loop, answer, &d));
}

static struct conversation *conversation(void)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (d.control.clients[i])
			return d.control.clients[i];
	return NULL;
}

/* As the loop would do it, until it is the client's turn. */
static void turn(void)
{
	struct conversation *c = conversation();

	if (c)
		c->watch.fn(c->watch.arg, EPOLLIN);
}

/* Each answer is one line, an object that says whether it went well. */
static void check_answers(const char *text)
{
	const char *end;
	json_t *answer;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		FUZZ_ASSERT(end);
		answer = json_loadb(text, (size_t)(end - text),
				    JSON_REJECT_DUPLICATES, NULL);
		FUZZ_ASSERT(json_is_boolean(json_object_get(answer, "ok")));
		json_decref(answer);
	}
}

/* Reads on as long as there is something, so that no answer is cut. */
static void hear(int fd, FILE *answers)
{
	char buf[16384];
	ssize_t n;

	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		fwrite(buf, 1, (size_t)n, answers);
		turn();
	}
}

static void talk(int fd, const uint8_t *bytes, size_t size, FILE *answers)
{
	const uint8_t *end;
	size_t n;

	while (size) {
		end = memchr(bytes, PIECE, size);
		n = end ? (size_t)(end - bytes) : size;
		if (n && send(fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			return;
		turn();
		hear(fd, answers);
		n += end != NULL;
		bytes += n;
		size -= n;
	}
	/* what did not fit into one line buffer */
	turn();
	hear(fd, answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static int ready;
	char *text = NULL;
	FILE *answers;
	size_t length;
	int ends[2];

	if (!ready++)
		make_daemon();
	answers = open_memstream(&text, &length);
	FUZZ_ASSERT(answers);
	FUZZ_ASSERT(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	control_adopt(&d.control, ends[0]);
	FUZZ_ASSERT(conversation());
	talk(ends[1], bytes, size, answers);
	close(ends[1]);
	turn();
	FUZZ_ASSERT(!conversation());
	fclose(answers);
	check_answers(text);
	free(text);
	return 0;
}
