// SPDX-License-Identifier: GPL-2.0-or-later
/* labsession - sessions of other protocols whose client has port 1434 */
#include <poll.h>

#include "sessions/session.h"
#include "tool.h"

#define HOSTS_MAX	8
#define BUFFER		(16 << 20)
#define LOST_MAX	40	/* then it ends: each costs patience */

/* An end of a session: "NAMESPACE=ADDRESS", or only an address for a capture. */
struct end {
	const char *text;
	char netns[64];
	const char *address;
	int processor;
	int fd;
	struct endpoint at;
};

struct play {
	struct session_hosts hosts[HOSTS_MAX];
	size_t count;
	const char *protocol;	/* NULL: all */
	const char *capture;
	uint64_t seed;
	long exchanges;		/* of each session, at most */
	long patience;		/* ms until a datagram is lost */
	uint64_t protocols;
	uint64_t questions;
	uint64_t answers;
	uint64_t lost_questions;
	uint64_t lost_answers;
	json_t *lost;		/* by protocol */
};

static void usage(FILE *out)
{
	fputs("Usage: labsession --client [NETNS=]ADDR --server [NETNS=]ADDR [--client ...]\n"
	      "                  [--protocol NAME] [--exchanges N] [--seed N]\n"
	      "                  [--patience MS] [--pcap FILE]\n"
	      "Play sessions of other protocols whose client has port 1434. See README.md.\n",
	      out);
}

static void end_parse(struct end *e, const char *text, int processor)
{
	const char *equals = strchr(text, '=');

	e->text = text;
	e->processor = processor;
	e->address = equals ? equals + 1 : text;
	if (!equals || equals - text >= (long)sizeof(e->netns))
		die(EXIT_USAGE, "\"%s\" is not NETNS=ADDR", text);
	memcpy(e->netns, text, (size_t)(equals - text));
	e->netns[equals - text] = '\0';
}

/* The socket stays in its namespace. */
static void end_open(struct end *e, uint16_t port)
{
	int size = BUFFER;

	tool_enter(e->netns);
	e->at = endpoint_parse(e->address, port);
	e->at.v4.sin_port = htons(port);	/* at the same place for IPv6 */
	e->fd = endpoint_bind(&e->at, e->text);
	if (setsockopt(e->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		die(EXIT_FAILURE, "SO_RCVBUF: %s", strerror(errno));
}

/* Packets of the two directions are filtered on different processors. */
static void run_on(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Is the next datagram at @fd, in time, these bytes? An older one is skipped. */
static bool receive(const struct play *play, int fd, const uint8_t *bytes,
		    size_t length)
{
	int64_t until = tool_now() + play->patience * 1000000, left;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	uint8_t got[SESSION_BYTES_MAX + 1];
	ssize_t n;

	while ((left = until - tool_now()) > 0 && !tool_stopped) {
		if (poll(&in, 1, (int)(left / 1000000) + 1) <= 0)
			continue;
		n = recv(fd, got, sizeof(got), MSG_DONTWAIT);
		if (n == (ssize_t)length && !memcmp(got, bytes, length))
			return true;
	}
	return false;
}

/* A datagram from one end to the other: did it arrive? */
static bool carry(const struct play *play, const struct end *from,
		  const struct end *to, const uint8_t *bytes, size_t length)
{
	run_on(from->processor);
	while (sendto(from->fd, bytes, length, 0, &to->at.any, to->at.length) < 0) {
		if (errno == EPERM)
			return false;
		if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR &&
		    errno != ECONNREFUSED)
			die(EXIT_FAILURE, "%s: %s", to->text, strerror(errno));
		tool_sleep(100000);
	}
	return receive(play, to->fd, bytes, length);
}

static void lose(struct play *play, const struct session *s,
		 const uint8_t *bytes, size_t length)
{
	uint64_t *sum = s->part ? &play->lost_answers : &play->lost_questions;
	const char *name = s->protocol->name;
	json_int_t before = json_integer_value(json_object_get(play->lost, name));

	++*sum;
	json_object_set_new(play->lost, name, json_integer(before + 1));
	if (play->lost_questions + play->lost_answers >= LOST_MAX)
		tool_stopped = SIGTERM;
	fprintf(stderr, "%s: %s %u.%u is lost: %zu bytes, %02x %02x %02x %02x\n",
		name, s->part ? "answer" : "question", s->exchange, s->part,
		length, bytes[0], bytes[1], bytes[2], bytes[3]);
}

static void play_session(struct play *play, const struct protocol *protocol,
			 struct end *client, struct end *server)
{
	uint8_t bytes[SESSION_BYTES_MAX];
	struct session s;
	int length;

	end_open(client, SSRP_PORT);
	end_open(server, protocol->port);
	for (s = session_begin(protocol, play->seed);
	     session_more(&s) && (long)s.exchange < play->exchanges && !tool_stopped;
	     session_next(&s)) {
		memset(bytes, 0, sizeof(bytes));
		length = session_bytes(&s, bytes);
		if (length < 0)
			die(EXIT_FAILURE, "%s: invalid pattern", protocol->name);
		++*(s.part ? &play->answers : &play->questions);
		if (!carry(play, s.part ? server : client,
			   s.part ? client : server, bytes, (size_t)length))
			lose(play, &s, bytes, (size_t)length);
	}
	close(client->fd);
	close(server->fd);
}

static void play_all(struct play *play)
{
	const struct protocol *protocol;
	struct end client, server;
	size_t i, k;

	for (i = 0; i < play->count; i++) {
		end_parse(&client, play->hosts[i].client, 0);
		end_parse(&server, play->hosts[i].server, 1);
		for (k = 0; (protocol = session_protocol(k)); k++) {
			if (play->protocol && strcmp(play->protocol, protocol->name))
				continue;
			play_session(play, protocol, &client, &server);
			play->protocols++;
		}
	}
	if (!play->protocols)
		die(EXIT_USAGE, "unknown protocol \"%s\"", play->protocol);
}

static int report(struct play *play)
{
	bool lost = play->lost_questions || play->lost_answers;

	tool_print(json_pack("{s:I, s:I, s:I, s:I, s:I, s:O}",
			     "sessions", (json_int_t)play->protocols,
			     "questions", (json_int_t)play->questions,
			     "answers", (json_int_t)play->answers,
			     "lost_questions", (json_int_t)play->lost_questions,
			     "lost_answers", (json_int_t)play->lost_answers,
			     "lost", play->lost));
	return lost || tool_stopped ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int write_capture(const struct play *play)
{
	struct error error;
	long packets = sessions_capture(play->hosts, play->count, play->seed,
					(unsigned int)play->exchanges,
					play->capture, &error);

	if (packets < 0)
		die(EXIT_FAILURE, "%s", error.text);
	tool_print(json_pack("{s:I}", "packets", (json_int_t)packets));
	return EXIT_SUCCESS;
}

static void parse(struct play *play, int argc, char **argv)
{
	static const struct option options[] = {
		{ "client", required_argument, NULL, 'c' },
		{ "server", required_argument, NULL, 's' },
		{ "protocol", required_argument, NULL, 'p' },
		{ "seed", required_argument, NULL, 'e' },
		{ "exchanges", required_argument, NULL, 'x' },
		{ "patience", required_argument, NULL, 't' },
		{ "pcap", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	size_t clients = 0;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'c' && clients < HOSTS_MAX) {
			play->hosts[clients++].client = optarg;
		} else if (c == 's' && play->count < HOSTS_MAX) {
			play->hosts[play->count++].server = optarg;
		} else if (c == 'p') {
			play->protocol = optarg;
		} else if (c == 'e') {
			play->seed = (uint64_t)tool_number("seed", optarg, 0,
							   1000000000);
		} else if (c == 'x') {
			play->exchanges = tool_number("exchanges", optarg, 1,
						      SESSION_EXCHANGES_MAX);
		} else if (c == 't') {
			play->patience = tool_number("patience", optarg, 1, 600000);
		} else if (c == 'w') {
			play->capture = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
	if (optind != argc || !clients || clients != play->count) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
}

int main(int argc, char **argv)
{
	struct play play = { .seed = SSRP_PORT, .exchanges = SESSION_EXCHANGES_MAX,
			     .patience = 3000 };

	parse(&play, argc, argv);
	if (play.capture)
		return write_capture(&play);
	play.lost = json_object();
	tool_catch();
	play_all(&play);
	return report(&play);
}
