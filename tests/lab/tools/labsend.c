// SPDX-License-Identifier: GPL-2.0-or-later
/* labsend - send the payloads of vectors from a real UDP socket */
#include "tool.h"

#define NAMES_MAX	256

struct item {
	const char *name;
	const struct vector *vector;
	uint64_t sent;
	uint64_t refused;	/* EPERM: a hook on this host dropped it */
};

struct send {
	struct item item[NAMES_MAX];
	size_t items;
	const char *from_text;
	struct endpoint from;
	struct endpoint to;
	long count;		/* of each vector; 0: until SIGTERM */
	long rate;
	const char *interface;
	bool ext_headers;
	bool spoof;		/* the host does not have the address */
	int fd;
};

static void usage(FILE *out)
{
	fputs("Usage: labsend --vectors FILE --name VECTOR [--name ...] --from ADDR[:PORT]\n"
	      "               --to ADDR[:PORT] [--count N] [--rate PPS] [--interface DEV]\n"
	      "               [--ext-headers] [--spoof]\n"
	      "Send the payloads of the vectors in turn, N of each. See README.md.\n", out);
}

/* IPv6 hop-by-hop and destination options of 8 bytes: one PadN each. */
static void add_headers(const struct send *s)
{
	static const uint8_t padding[8] = { 0, 0, 1, 4, 0, 0, 0, 0 };

	if (s->to.any.sa_family != AF_INET6)
		die(EXIT_USAGE, "--ext-headers needs IPv6");
	if (setsockopt(s->fd, IPPROTO_IPV6, IPV6_HOPOPTS, padding,
		       sizeof(padding)) ||
	    setsockopt(s->fd, IPPROTO_IPV6, IPV6_DSTOPTS, padding,
		       sizeof(padding)))
		die(EXIT_FAILURE, "extension headers: %s", strerror(errno));
}

static void open_socket(struct send *s)
{
	int yes = 1;

	if (s->from.any.sa_family != s->to.any.sa_family)
		die(EXIT_USAGE, "--from and --to have different address families");
	s->fd = s->spoof ? endpoint_spoof(&s->from, s->from_text) :
			   endpoint_bind(&s->from, s->from_text);
	if (setsockopt(s->fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes)))
		die(EXIT_FAILURE, "SO_BROADCAST: %s", strerror(errno));
	if (s->interface &&
	    setsockopt(s->fd, SOL_SOCKET, SO_BINDTODEVICE, s->interface,
		       (socklen_t)strlen(s->interface)))
		die(EXIT_FAILURE, "%s: %s", s->interface, strerror(errno));
	if (s->ext_headers)
		add_headers(s);
}

/* Full buffers drain soon. */
static void send_one(const struct send *s, struct item *item)
{
	while (sendto(s->fd, item->vector->payload, item->vector->length, 0,
		      &s->to.any, s->to.length) < 0) {
		if (errno == EPERM) {
			item->refused++;
			return;
		}
		if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
			die(EXIT_FAILURE, "%s: %s", item->name, strerror(errno));
		if (tool_stopped)
			return;
		tool_sleep(100000);
	}
	item->sent++;
}

static void send_all(struct send *s)
{
	int64_t start = tool_now(), due;
	uint64_t done = 0;
	size_t i;
	long n;

	for (n = 0; (!s->count || n < s->count) && !tool_stopped; n++) {
		for (i = 0; i < s->items && !tool_stopped; i++, done++) {
			if (s->rate) {
				due = start + (int64_t)(done * 1000000000 /
							(uint64_t)s->rate);
				if (due > tool_now())
					tool_sleep(due - tool_now());
			}
			send_one(s, &s->item[i]);
		}
	}
}

static void report(const struct send *s)
{
	json_t *sent = json_object(), *refused = json_object();
	size_t i;

	for (i = 0; i < s->items; i++) {
		json_object_set_new(sent, s->item[i].name,
				    json_integer((json_int_t)s->item[i].sent));
		json_object_set_new(refused, s->item[i].name,
				    json_integer((json_int_t)s->item[i].refused));
	}
	tool_print(json_pack("{s:o, s:o}", "sent", sent, "refused", refused));
}

static void add_name(struct send *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->items; i++)
		if (!strcmp(s->item[i].name, name))
			die(EXIT_USAGE, "--name %s twice", name);
	if (s->items == NAMES_MAX)
		die(EXIT_USAGE, "more than %d names", NAMES_MAX);
	s->item[s->items++].name = name;
}

static const char *parse(struct send *s, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "name", required_argument, NULL, 'n' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "count", required_argument, NULL, 'c' },
		{ "rate", required_argument, NULL, 'r' },
		{ "interface", required_argument, NULL, 'i' },
		{ "ext-headers", no_argument, NULL, 'e' },
		{ "spoof", no_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *vectors = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'v':
			vectors = optarg;
			break;
		case 'n':
			add_name(s, optarg);
			break;
		case 'f':
			s->from_text = optarg;
			s->from = endpoint_parse(optarg, 0);
			break;
		case 't':
			s->to = endpoint_parse(optarg, SSRP_PORT);
			break;
		case 'c':
			s->count = tool_number("count", optarg, 0, 1000000000);
			break;
		case 'r':
			s->rate = tool_number("rate", optarg, 0, 10000000);
			break;
		case 'i':
			s->interface = optarg;
			break;
		case 'e':
			s->ext_headers = true;
			break;
		case 's':
			s->spoof = true;
			break;
		default:
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
	return vectors;
}

int main(int argc, char **argv)
{
	struct send s = { .count = 1 };
	struct vectors *vectors = tool_vectors(parse(&s, argc, argv));
	size_t i;

	if (optind != argc || !s.items || !s.from.length || !s.to.length) {
		usage(stderr);
		return EXIT_USAGE;
	}
	for (i = 0; i < s.items; i++)
		s.item[i].vector = tool_vector(vectors, s.item[i].name);
	tool_catch();
	open_socket(&s);
	send_all(&s);
	report(&s);
	close(s.fd);
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
