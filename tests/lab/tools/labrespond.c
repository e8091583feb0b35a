// SPDX-License-Identifier: GPL-2.0-or-later
/* labrespond - a small, correct SSRP responder (MS-MC-SQLR 2.2, 3.2) */
#include <ctype.h>
#include <poll.h>

#include "tool.h"

#define SOCKETS_MAX	16
#define INSTANCES_MAX	16
#define DATA_MAX	1024	/* of an answer to one instance, 2.2.5 */

struct instance {
	char name[SSRP_NAME_MAX + 1];
	unsigned int port;
};

struct responder {
	struct pollfd poll[SOCKETS_MAX];
	nfds_t sockets;
	const char *server;
	struct instance instance[INSTANCES_MAX];
	size_t instances;
	unsigned int dac;
	long seconds;
	const char *ready;
	uint64_t lists;
	uint64_t instances_told;
	uint64_t dacs;
	uint64_t ignored;
};

/* An answer: opcode, RESP_SIZE, data. */
struct answer {
	uint8_t bytes[3 + INSTANCES_MAX * DATA_MAX];
	size_t length;
};

static void usage(FILE *out)
{
	fputs("Usage: labrespond --listen ENDPOINT [--listen ...] [--server NAME]\n"
	      "                  [--instance NAME:PORT ...] [--dac PORT] [--seconds S] [--ready FILE]\n"
	      "Answer SSRP requests as a SQL Server Browser would. See README.md.\n", out);
}

static void answer_add(struct answer *a, const struct responder *r,
		       const struct instance *i)
{
	char text[DATA_MAX];
	int n = snprintf(text, sizeof(text),
			 "ServerName;%s;InstanceName;%s;IsClustered;No;"
			 "Version;8.00.194;tcp;%u;;", r->server, i->name,
			 i->port);

	if (n < 0 || (size_t)n >= sizeof(text) ||
	    a->length + (size_t)n > sizeof(a->bytes))
		die(EXIT_FAILURE, "instance \"%s\" does not fit into an answer",
		    i->name);
	memcpy(a->bytes + a->length, text, (size_t)n);
	a->length += (size_t)n;
}

static void answer_size(struct answer *a, size_t size)
{
	a->bytes[0] = SSRP_SVR_RESP;
	a->bytes[1] = (uint8_t)size;
	a->bytes[2] = (uint8_t)(size >> 8);
}

/* The requested instance: its name ends at a NUL or with the datagram. */
static const struct instance *wanted(const struct responder *r,
				     const uint8_t *name, size_t length)
{
	size_t i;

	length = strnlen((const char *)name, length);
	for (i = 0; i < r->instances; i++)
		if (strlen(r->instance[i].name) == length &&
		    !strncasecmp(r->instance[i].name, (const char *)name, length))
			return &r->instance[i];
	return NULL;
}

/* Is there an answer to this request? */
static bool answer(struct responder *r, const uint8_t *p, size_t length,
		   struct answer *a)
{
	const struct instance *instance = NULL;
	size_t i;

	a->length = 3;
	if (length == 1 && (*p == SSRP_CLNT_BCAST_EX ||
			    *p == SSRP_CLNT_UCAST_EX)) {
		for (i = 0; i < r->instances; i++)
			answer_add(a, r, &r->instance[i]);
		r->lists++;
	} else if (length > 1 && *p == SSRP_CLNT_UCAST_INST) {
		instance = wanted(r, p + 1, length - 1);
		if (!instance)
			return false;
		answer_add(a, r, instance);
		r->instances_told++;
	} else if (length > 2 && *p == SSRP_CLNT_UCAST_DAC && p[1] == 1) {
		if (!wanted(r, p + 2, length - 2))
			return false;
		a->bytes[3] = 1;
		a->bytes[4] = (uint8_t)r->dac;
		a->bytes[5] = (uint8_t)(r->dac >> 8);
		a->length = 6;
		answer_size(a, a->length);	/* here, of the whole packet */
		r->dacs++;
		return true;
	} else {
		return false;
	}
	answer_size(a, a->length - 3);
	return true;
}

/*
 * Answer from the address that was asked, which has to be given explicitly if the
 * socket is bound to any address; after a broadcast the kernel chooses.
 */
static void serve(struct responder *r, int fd)
{
	uint8_t request[VECTOR_FRAME_MAX], control[256];
	struct answer a;
	struct sockaddr_storage peer;
	struct iovec iov = { request, sizeof(request) };
	struct msghdr m = {
		.msg_name = &peer, .msg_namelen = sizeof(peer),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(fd, &m, MSG_DONTWAIT);

	if (n < 0)
		return;
	if (!answer(r, request, (size_t)n, &a)) {
		r->ignored++;
		return;
	}
	iov.iov_base = a.bytes;
	iov.iov_len = a.length;
	if (sendmsg(fd, &m, 0) >= 0)
		return;
	m.msg_control = NULL;
	m.msg_controllen = 0;
	if (sendmsg(fd, &m, 0) < 0 && errno != EPERM)
		fprintf(stderr, "labrespond: sendmsg: %s\n", strerror(errno));
}

static void listen_at(struct responder *r, const char *text)
{
	struct endpoint e = endpoint_parse(text, SSRP_PORT);
	struct pollfd *p = &r->poll[r->sockets];
	int yes = 1;

	if (r->sockets++ == SOCKETS_MAX)
		die(EXIT_USAGE, "more than %d --listen", SOCKETS_MAX);
	p->fd = endpoint_bind(&e, text);
	p->events = POLLIN;
	if (e.any.sa_family == AF_INET6 &&
	    setsockopt(p->fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof(yes)))
		die(EXIT_FAILURE, "IPV6_RECVPKTINFO: %s", strerror(errno));
}

static void add_instance(struct responder *r, const char *text)
{
	const char *colon = strrchr(text, ':');
	struct instance *i = &r->instance[r->instances];

	if (r->instances++ == INSTANCES_MAX)
		die(EXIT_USAGE, "more than %d instances", INSTANCES_MAX);
	if (!colon || colon == text || colon - text > SSRP_NAME_MAX)
		die(EXIT_USAGE, "--instance: \"%s\" is not NAME:PORT", text);
	memcpy(i->name, text, (size_t)(colon - text));
	i->port = (unsigned int)tool_number("instance", colon + 1, 1, 65535);
}

static void parse(struct responder *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "server", required_argument, NULL, 'n' },
		{ "instance", required_argument, NULL, 'i' },
		{ "dac", required_argument, NULL, 'd' },
		{ "seconds", required_argument, NULL, 's' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'l') {
			listen_at(r, optarg);
		} else if (c == 'n') {
			r->server = optarg;
		} else if (c == 'i') {
			add_instance(r, optarg);
		} else if (c == 'd') {
			r->dac = (unsigned int)tool_number("dac", optarg, 1,
							   65535);
		} else if (c == 's') {
			r->seconds = tool_number("seconds", optarg, 1, 86400);
		} else if (c == 'r') {
			r->ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	struct responder r = { .server = "NFSLAMMER", .dac = 1434 };
	int64_t start = tool_now();
	nfds_t i;

	parse(&r, argc, argv);
	if (optind != argc || !r.sockets) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!r.instances)
		add_instance(&r, "MSSQLSERVER:1433");
	tool_catch();
	tool_ready(r.ready);
	while (!tool_stopped && (!r.seconds || tool_now() - start <
						       r.seconds * 1000000000))
		if (poll(r.poll, r.sockets, 100) > 0)
			for (i = 0; i < r.sockets; i++)
				if (r.poll[i].revents)
					serve(&r, r.poll[i].fd);

	tool_print(json_pack("{s:{s:I, s:I, s:I}, s:I}", "answered",
			     "list", (json_int_t)r.lists,
			     "instance", (json_int_t)r.instances_told,
			     "dac", (json_int_t)r.dacs,
			     "ignored", (json_int_t)r.ignored));
	return EXIT_SUCCESS;
}
