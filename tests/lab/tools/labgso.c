// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labgso - send several datagrams as one super-packet
 *
 * The kernel segments it as late as possible (UDP_SEGMENT): until then it is one
 * packet with all datagrams.
 */
#include <netinet/udp.h>

#include "tool.h"

#define SEGMENTS_MAX	64	/* the kernel's own limit in 6.1 */
#define BYTES_MAX	65000

struct super {
	uint8_t bytes[BYTES_MAX];
	size_t length;
	size_t segments;
	uint16_t size;		/* of a segment; the last one may be shorter */
};

static void usage(FILE *out)
{
	fputs("Usage: labgso --vectors FILE --name VECTOR [--name ...] --from ADDR[:PORT]\n"
	      "              --to ADDR[:PORT] [--count N]\n"
	      "Send the payloads of the vectors in one super-packet. See README.md.\n", out);
}

static void add(struct super *s, const struct vector *v)
{
	if (!s->segments)
		s->size = (uint16_t)v->length;
	if (s->length != s->segments * s->size || v->length > s->size ||
	    !v->length)
		die(EXIT_USAGE, "%s: all but the last must have the same length",
		    v->name);
	if (s->segments == SEGMENTS_MAX || s->length + v->length > BYTES_MAX)
		die(EXIT_USAGE, "%s: too long for one packet", v->name);
	memcpy(s->bytes + s->length, v->payload, v->length);
	s->length += v->length;
	s->segments++;
}

/* Was it sent? EPERM: a hook on this host dropped it. */
static bool send_super(int fd, const struct super *s)
{
	while (send(fd, s->bytes, s->length, 0) < 0) {
		if (errno == EPERM)
			return false;
		if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
			die(EXIT_FAILURE, "send: %s", strerror(errno));
		tool_sleep(100000);
	}
	return true;
}

static int open_socket(const struct endpoint *from, const char *text,
		       const struct endpoint *to, int size)
{
	int fd = endpoint_bind(from, text);

	if (connect(fd, &to->any, to->length))
		die(EXIT_FAILURE, "connect: %s", strerror(errno));
	if (setsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, sizeof(size)))
		die(EXIT_FAILURE, "UDP_SEGMENT: %s", strerror(errno));
	return fd;
}

struct arguments {
	const char *vectors;
	const char *name[SEGMENTS_MAX];
	size_t names;
	const char *from_text;
	struct endpoint from;
	struct endpoint to;
	long count;
};

static void parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "name", required_argument, NULL, 'n' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "count", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			a->vectors = optarg;
		} else if (c == 'n') {
			if (a->names == SEGMENTS_MAX)
				die(EXIT_USAGE, "more than %d names", SEGMENTS_MAX);
			a->name[a->names++] = optarg;
		} else if (c == 'f') {
			a->from_text = optarg;
			a->from = endpoint_parse(optarg, 0);
		} else if (c == 't') {
			a->to = endpoint_parse(optarg, SSRP_PORT);
		} else if (c == 'c') {
			a->count = tool_number("count", optarg, 1, 1000000);
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	struct arguments a = { .count = 1 };
	json_int_t sent = 0, refused = 0;
	static struct super super;
	struct vectors *vectors;
	size_t i;
	long n;
	int fd;

	parse(&a, argc, argv);
	vectors = tool_vectors(a.vectors);
	if (optind != argc || !a.names || !a.from.length || !a.to.length) {
		usage(stderr);
		return EXIT_USAGE;
	}
	for (i = 0; i < a.names; i++)
		add(&super, tool_vector(vectors, a.name[i]));
	fd = open_socket(&a.from, a.from_text, &a.to, super.size);
	for (n = 0; n < a.count; n++) {
		if (send_super(fd, &super))
			sent++;
		else
			refused++;
	}
	close(fd);
	tool_print(json_pack("{s:I, s:I}", "sent", sent, "refused", refused));
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
