// SPDX-License-Identifier: GPL-2.0-or-later
/* labsession - sessions of other protocols whose client has port 1434 */
#include <poll.h>

#include "sessions/session.h"
#include "tool.h"

#define HOSTS_MAX	8
#define BUFFER		(16 << 20)
#define LOST_MAX	40	/* then it ends: they cost patience */
#define BATCH_MAX	128	/* datagrams in a row */

/* An end of a session: "NAMESPACE=ADDRESS", or only an address for a capture. */
struct end {
	const char *text;
	char netns[64];
	const char *address;
	int processor;
	int fd;
	struct endpoint at;
};

struct item {
	struct session place;
	uint8_t bytes[SESSION_BYTES_MAX];
	size_t length;
	bool arrived;
};

struct batch {
	struct item item[BATCH_MAX];
	size_t count;
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

static void batch_add(struct batch *batch, const struct session *s)
{
	struct item *item = &batch->item[batch->count++];
	int length = session_bytes(s, item->bytes);

	if (length < 0)
		die(EXIT_FAILURE, "%s: invalid pattern", s->protocol->name);
	item->length = (size_t)length;
	item->place = *s;
	item->arrived = false;
}

/* The first one of these bytes that has not arrived yet has. */
static bool batch_take(struct batch *batch, const uint8_t *bytes, ssize_t length)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		struct item *item = &batch->item[i];

		if (item->arrived || (ssize_t)item->length != length ||
		    memcmp(item->bytes, bytes, item->length))
			continue;
		item->arrived = true;
		return true;
	}
	return false;
}

/* Until all have arrived, or none for too long */
static void batch_receive(const struct play *play, struct batch *batch, int fd)
{
	int64_t last = tool_now(), left = play->patience * 1000000;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	uint8_t got[SESSION_BYTES_MAX + 1];
	size_t wanted = batch->count;
	ssize_t n;

	while (wanted && left > 0 && !tool_stopped) {
		n = recv(fd, got, sizeof(got), MSG_DONTWAIT);
		if (n < 0) {
			poll(&in, 1, (int)(left / 1000000) + 1);
		} else if (batch_take(batch, got, n)) {
			last = tool_now();
			wanted--;
		}
		left = last + play->patience * 1000000 - tool_now();
	}
}

/* EPERM: a hook on this host dropped it. */
static void batch_send(const struct batch *batch, const struct end *from,
		       const struct end *to)
{
	size_t i;

	run_on(from->processor);
	for (i = 0; i < batch->count && !tool_stopped; i++) {
		const struct item *item = &batch->item[i];

		while (sendto(from->fd, item->bytes, item->length, 0,
			      &to->at.any, to->at.length) < 0 &&
		       errno != EPERM) {
			if (errno != ENOBUFS && errno != EAGAIN &&
			    errno != EINTR && errno != ECONNREFUSED)
				die(EXIT_FAILURE, "%s: %s", to->text,
				    strerror(errno));
			tool_sleep(100000);
		}
	}
}

static void lose(struct play *play, const struct item *item)
{
	const struct session *s = &item->place;
	uint64_t *sum = s->part ? &play->lost_answers : &play->lost_questions;
	const char *name = s->protocol->name;
	json_int_t before = json_integer_value(json_object_get(play->lost, name));

	++*sum;
	json_object_set_new(play->lost, name, json_integer(before + 1));
	fprintf(stderr, "%s: %s %u.%u is lost: %zu bytes, %02x %02x %02x %02x\n",
		name, s->part ? "answer" : "question", s->exchange, s->part,
		item->length, item->bytes[0], item->bytes[1], item->bytes[2],
		item->bytes[3]);
	if (play->lost_questions + play->lost_answers >= LOST_MAX)
		tool_stopped = SIGTERM;
}

/* From one end to the other, and what got lost */
static void batch_carry(struct play *play, struct batch *batch,
			const struct end *from, const struct end *to)
{
	size_t i;

	batch_send(batch, from, to);
	batch_receive(play, batch, to->fd);
	for (i = 0; i < batch->count && !tool_stopped; i++) {
		++*(batch->item[i].place.part ? &play->answers :
						&play->questions);
		if (!batch->item[i].arrived)
			lose(play, &batch->item[i]);
	}
	batch->count = 0;
}

/* The questions of some exchanges, then all answers to them */
static struct session play_some(struct play *play, struct session s,
				unsigned int exchanges,
				const struct end *client, const struct end *server)
{
	static struct batch ask, answer;
	unsigned int end = s.exchange + exchanges;

	for (; session_more(&s) && s.exchange < end &&
	     (long)s.exchange < play->exchanges; session_next(&s))
		batch_add(s.part ? &answer : &ask, &s);
	batch_carry(play, &ask, client, server);
	batch_carry(play, &answer, server, client);
	return s;
}

static void play_session(struct play *play, const struct protocol *protocol,
			 struct end *client, struct end *server)
{
	struct session s = session_begin(protocol, play->seed);

	end_open(client, SSRP_PORT);
	end_open(server, protocol->port);
	s = play_some(play, s, 1, client, server);
	while (session_more(&s) && (long)s.exchange < play->exchanges &&
	       !tool_stopped)
		s = play_some(play, s, BATCH_MAX / protocol->burst, client,
			      server);
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
