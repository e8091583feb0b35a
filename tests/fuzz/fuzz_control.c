// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_control.c - any bytes from a client of the control socket
 *
 * They go to the daemon's own code, with a fake kernel and without a store. The byte
 * 0xff, which UTF-8 never contains, separates the pieces that are sent at once.
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
 * Linked with --wrap=send: the fake kernel replies within the call, which is ten
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
	fixture_policy("");
	fixture_boot();
	kernel = fake_open(&fake);
	d.module.client = wire_attach(kernel, FAKE_FAMILY);
	log_to_syslog();
	d.statistics.store = "/nonexistent/store.db";
	FUZZ_ASSERT(!loop_open(&d.loop));
	FUZZ_ASSERT(!control_open(&d.control, &d.loop, rpc_handle, &d));
}

static struct control_client *first_client(void)
{
	int i;

	for (i = 0; i < CONTROL_CLIENTS; i++)
		if (d.control.clients[i])
			return d.control.clients[i];
	return NULL;
}

/* Call the client's callback, as the event loop would. */
static void wake_up(void)
{
	struct control_client *c = first_client();

	if (c)
		c->watch.fn(c->watch.arg, EPOLLIN);
	while ((c = first_client()) && c->waiting)
		d.control.turn.fn(d.control.turn.arg, EPOLLIN);
}

/* Each reply is one line, an object with a boolean "ok". */
static void check_replies(const char *text)
{
	const char *end;
	json_t *reply;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		FUZZ_ASSERT(end);
		reply = json_loadb(text, (size_t)(end - text),
				    JSON_REJECT_DUPLICATES, NULL);
		FUZZ_ASSERT(json_is_boolean(json_object_get(reply, "ok")));
		json_decref(reply);
	}
}

/* Read until there is nothing more, so that no reply is cut. */
static void receive(int fd, FILE *replies)
{
	char buf[16384];
	ssize_t n;

	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		fwrite(buf, 1, (size_t)n, replies);
		wake_up();
	}
}

static void send_pieces(int fd, const uint8_t *bytes, size_t size, FILE *replies)
{
	const uint8_t *end;
	size_t n;

	while (size) {
		end = memchr(bytes, PIECE, size);
		n = end ? (size_t)(end - bytes) : size;
		if (n && send(fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			return;
		wake_up();
		receive(fd, replies);
		n += end != NULL;
		bytes += n;
		size -= n;
	}
	/* what did not fit into the line buffer */
	wake_up();
	receive(fd, replies);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static int ready;
	char *text = NULL;
	FILE *replies;
	size_t length;
	int ends[2];

	if (!ready++)
		make_daemon();
	replies = open_memstream(&text, &length);
	FUZZ_ASSERT(replies);
	FUZZ_ASSERT(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	control_add_client(&d.control, ends[0]);
	FUZZ_ASSERT(first_client());
	send_pieces(ends[1], bytes, size, replies);
	close(ends[1]);
	wake_up();
	FUZZ_ASSERT(!first_client());
	fclose(replies);
	check_replies(text);
	free(text);
	return 0;
}
