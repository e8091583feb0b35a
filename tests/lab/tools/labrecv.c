// SPDX-License-Identifier: GPL-2.0-or-later
/* labrecv - receive datagrams and identify their vectors by payload */
#include <linux/sock_diag.h>
#include <poll.h>

#include "tool.h"

#define SOCKETS_MAX	16
#define SLOTS		4096	/* of the hash table; a power of two */
#define BATCH		64
#define BUFFER		(64 << 20)

/* One payload; it belongs to the first vector with it, or the one that was named. */
struct place {
	const struct vector *vector;
	bool named;
	uint64_t received;
	uint64_t expected;
};

struct receive {
	struct place place[SLOTS];
	struct vectors *vectors;
	struct pollfd poll[SOCKETS_MAX];
	nfds_t sockets;
	bool expecting;
	long quiet;		/* ms of silence that end it, -1: none */
	long seconds;		/* 0: no time limit */
	uint64_t unknown;
	int64_t last;		/* when the last datagram came; 0: none yet */
};

static uint8_t buffer[BATCH][VECTOR_FRAME_MAX];

static void usage(FILE *out)
{
	fputs("Usage: labrecv --vectors FILE --listen ENDPOINT [--listen ...] [--name VECTOR ...]\n"
	      "               [--expect VECTOR=N ...] [--quiet MS] [--seconds S] [--ready FILE]\n"
	      "Count datagrams by the vector whose payload they carry. See README.md.\n", out);
}

static struct place *find(struct receive *r, const uint8_t *payload,
			  size_t length)
{
	uint64_t h = digest_bytes(0xcbf29ce484222325ull, payload,
				  (uint32_t)length);
	struct place *place;

	for (h ^= h >> 32;; h++) {
		place = &r->place[h % SLOTS];
		if (!place->vector ||
		    (place->vector->length == length &&
		     !memcmp(place->vector->payload, payload, length)))
			return place;
	}
}

static struct place *add_named(struct receive *r, const char *name)
{
	const struct vector *v = tool_vector(r->vectors, name);
	struct place *place = find(r, v->payload, v->length);

	if (place->vector && place->vector != v)
		die(EXIT_USAGE, "%s and %s have the same payload",
		    place->vector->name, name);
	place->vector = v;
	place->named = true;
	return place;
}

static void add_expected(struct receive *r, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[VECTOR_NAME_MAX];

	if (!equals || equals - text >= (long)sizeof(name))
		die(EXIT_USAGE, "--expect: \"%s\" is not VECTOR=N", text);
	memcpy(name, text, (size_t)(equals - text));
	name[equals - text] = '\0';
	add_named(r, name)->expected =
		(uint64_t)tool_number("expect", equals + 1, 0, 1000000000);
	r->expecting = true;
}

static void add_rest(struct receive *r)
{
	size_t i;

	if (r->vectors->count > SLOTS / 2)
		die(EXIT_FAILURE, "more than %d vectors", SLOTS / 2);
	for (i = 0; i < r->vectors->count; i++) {
		const struct vector *v = &r->vectors->list[i];
		struct place *place = find(r, v->payload, v->length);

		if (!place->vector)
			place->vector = v;
	}
}

static void listen_at(struct receive *r, const char *text)
{
	struct endpoint e = endpoint_parse(text, -1);
	struct pollfd *p = &r->poll[r->sockets];
	int size = BUFFER;

	if (r->sockets == SOCKETS_MAX)
		die(EXIT_USAGE, "more than %d --listen", SOCKETS_MAX);
	p->fd = endpoint_bind(&e, text);
	p->events = POLLIN;
	if (setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) &&
	    setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
		die(EXIT_FAILURE, "SO_RCVBUF: %s", strerror(errno));
	r->sockets++;
}

/* Datagrams that the kernel dropped at a socket. */
static uint64_t lost(const struct receive *r)
{
	uint64_t sum = 0;
	nfds_t i;

	for (i = 0; i < r->sockets; i++) {
		uint32_t info[SK_MEMINFO_VARS] = { 0 };
		socklen_t size = sizeof(info);

		if (!getsockopt(r->poll[i].fd, SOL_SOCKET, SO_MEMINFO, info,
				&size))
			sum += info[SK_MEMINFO_DROPS];
	}
	return sum;
}

static void take(struct receive *r, int fd)
{
	struct mmsghdr message[BATCH];
	struct iovec iov[BATCH];
	int i, n;

	memset(message, 0, sizeof(message));
	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = buffer[i];
		iov[i].iov_len = sizeof(buffer[i]);
		message[i].msg_hdr.msg_iov = &iov[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(fd, message, BATCH, MSG_DONTWAIT, NULL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die(EXIT_FAILURE, "recvmmsg: %s", strerror(errno));
	for (i = 0; i < n; i++) {
		struct place *place = find(r, buffer[i], message[i].msg_len);

		if (place->vector && !(message[i].msg_hdr.msg_flags & MSG_TRUNC))
			place->received++;
		else
			r->unknown++;
	}
	if (n > 0)
		r->last = tool_now();
}

/* Did everything arrive that was expected? */
static bool complete(const struct receive *r)
{
	size_t i;

	if (!r->expecting)
		return r->last;
	for (i = 0; i < SLOTS; i++)
		if (r->place[i].received < r->place[i].expected)
			return false;
	return true;
}

/* Runs until one of the conditions holds; they are checked every 100 ms. */
static void receive(struct receive *r)
{
	int64_t start = tool_now(), now = start;
	nfds_t i;

	while (!tool_stopped &&
	       (!r->seconds || now - start < r->seconds * 1000000000)) {
		if (r->quiet >= 0 && complete(r) &&
		    now - (r->last ? r->last : start) >= r->quiet * 1000000)
			break;
		if (poll(r->poll, r->sockets, r->quiet >= 0 &&
			 r->quiet < 100 ? (int)r->quiet : 100) > 0)
			for (i = 0; i < r->sockets; i++)
				if (r->poll[i].revents)
					take(r, r->poll[i].fd);
		now = tool_now();
	}
}

static void report(const struct receive *r)
{
	json_t *received = json_object();
	size_t i;

	for (i = 0; i < SLOTS; i++)
		if (r->place[i].received || r->place[i].named)
			json_object_set_new(received, r->place[i].vector->name,
				json_integer((json_int_t)r->place[i].received));
	tool_print(json_pack("{s:o, s:I, s:I}", "received", received,
			     "unknown", (json_int_t)r->unknown,
			     "lost", (json_int_t)lost(r)));
}

struct arguments {
	const char *vectors;
	const char *ready;
	struct { char kind; const char *text; } list[128];
	size_t count;
};

static void parse(struct arguments *a, struct receive *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "listen", required_argument, NULL, 'l' },
		{ "name", required_argument, NULL, 'n' },
		{ "expect", required_argument, NULL, 'e' },
		{ "quiet", required_argument, NULL, 'q' },
		{ "seconds", required_argument, NULL, 's' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			a->vectors = optarg;
		} else if (c == 'q') {
			r->quiet = tool_number("quiet", optarg, 1, 3600000);
		} else if (c == 's') {
			r->seconds = tool_number("seconds", optarg, 1, 86400);
		} else if (c == 'r') {
			a->ready = optarg;
		} else if (c == 'h' || c == '?') {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		} else {
			if (a->count == sizeof(a->list) / sizeof(*a->list))
				die(EXIT_USAGE, "too many arguments");
			a->list[a->count].kind = (char)c;
			a->list[a->count++].text = optarg;
		}
	}
}

int main(int argc, char **argv)
{
	static struct receive r = { .quiet = -1 };
	static struct arguments a;
	size_t i;

	parse(&a, &r, argc, argv);
	r.vectors = tool_vectors(a.vectors);
	for (i = 0; i < a.count; i++) {
		if (a.list[i].kind == 'n')
			add_named(&r, a.list[i].text);
		else if (a.list[i].kind == 'e')
			add_expected(&r, a.list[i].text);
		else
			listen_at(&r, a.list[i].text);
	}
	if (optind != argc || !r.sockets) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (r.expecting && r.quiet < 0)
		r.quiet = 200;
	add_rest(&r);
	tool_catch();
	tool_ready(a.ready);
	receive(&r);
	report(&r);
	vectors_free(r.vectors);
	return complete(&r) || !r.expecting ? EXIT_SUCCESS : EXIT_FAILURE;
}
