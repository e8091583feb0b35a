// SPDX-License-Identifier: GPL-2.0-or-later
/* labfrag - send the payload of a vector in given IP fragments */
#include "tool.h"

#define PIECES_MAX	32
#define PIECE_END	65535

/*
 * Bytes of the IP payload, UDP header included; junk has other bytes there, a decoy has
 * none but NUL from DECOY_NUL on, so that its name ends there.
 */
#define DECOY_NUL	14

struct piece {
	int from;
	int to;			/* PIECE_END: the rest, as the last fragment */
	int kind;		/* the option: 'p', 'j', 'd' */
};

struct fragments {
	struct vector vector;	/* IP, perhaps a fragment header, slice, UDP */
	struct layer *fragment;	/* the layer with offset and more-fragments flag */
	struct layer *slice;
	struct piece piece[PIECES_MAX];
	size_t pieces;
	struct endpoint from;
	struct endpoint to;
	bool v6;
	int fd;
};

static void usage(FILE *out)
{
	fputs("Usage: labfrag --vectors FILE --name VECTOR --from ADDR[:PORT] --to ADDR[:PORT]\n"
	      "               --piece FROM-[TO] [--piece ...] [--junk FROM-[TO]]\n"
	      "               [--decoy FROM-TO] [--count N]\n"
	      "Send a payload in these fragments, in this order. See README.md.\n", out);
}

static void add_piece(struct fragments *f, const char *text, int kind)
{
	struct piece *p = &f->piece[f->pieces];
	int end = 0;

	if (f->pieces++ == PIECES_MAX)
		die(EXIT_USAGE, "more than %d pieces", PIECES_MAX);
	p->kind = kind;
	if (sscanf(text, "%d-%d%n", &p->from, &p->to, &end) != 2) {
		end = 0;
		p->to = PIECE_END;
		if (sscanf(text, "%d-%n", &p->from, &end) != 1)
			end = 0;
	}
	if (!end || text[end] || p->from < 0 || p->from % 8 || p->to <= p->from ||
	    (p->to != PIECE_END && p->to % 8))
		die(EXIT_USAGE, "\"%s\" is not FROM-[TO] in multiples of 8", text);
}

static struct address address_of(const struct endpoint *e)
{
	return e->any.sa_family == AF_INET6 ?
		address_load(e->v6.sin6_addr.s6_addr) :
		address_ip4(ntohl(e->v4.sin_addr.s_addr));
}

static struct layer *add_layer(struct fragments *f, enum layer_kind kind,
			       int number)
{
	struct layer *l = &f->vector.layer[f->vector.layers++];

	*l = (struct layer){
		.kind = kind, .number = number, .src = address_of(&f->from),
		.dst = address_of(&f->to), .version = -1, .ihl = -1, .next = -1,
		.size = 8,
	};
	return l;
}

static void prepare(struct fragments *f, const struct vector *payload)
{
	struct layer *udp;

	f->vector.payload = payload->payload;
	f->vector.length = payload->length;
	if (f->v6) {
		add_layer(f, LAYER_IP6, 0);
		f->fragment = add_layer(f, LAYER_EXT, IPPROTO_NR_FRAGMENT);
	} else {
		f->fragment = add_layer(f, LAYER_IP4, 0);
	}
	f->slice = add_layer(f, LAYER_SLICE, 0);
	udp = add_layer(f, LAYER_UDP, IPPROTO_NR_UDP);
	/* the ports are at the same offset in both families */
	udp->sport = ntohs(f->from.v4.sin_port);
	udp->dport = ntohs(f->to.v4.sin_port);
	f->fd = socket(f->from.any.sa_family, SOCK_RAW | SOCK_CLOEXEC,
		       IPPROTO_RAW);
	if (f->fd < 0)
		die(EXIT_FAILURE, "raw socket: %s", strerror(errno));
	/* a raw socket takes the port for a protocol */
	f->to.v4.sin_port = 0;
}

static void build(struct fragments *f, const struct piece *piece, uint32_t id,
		  struct frame *frame)
{
	int end = (int)f->vector.length + 8;
	uint8_t *p;

	f->fragment->offset = piece->from;
	f->fragment->more = piece->to != PIECE_END;
	f->slice->from = piece->from;
	f->slice->to = piece->to == PIECE_END ? end : piece->to;
	if (f->slice->to > end || vector_build(&f->vector, NULL, NULL, frame))
		die(EXIT_USAGE, "the datagram has no bytes %d to %d",
		    piece->from, f->slice->to);
	p = frame->bytes + frame->packet + (f->v6 ? 44 : 2);
	p[2] = (uint8_t)(id >> 8);
	p[3] = (uint8_t)id;
	if (piece->kind == 'd' && piece->from <= DECOY_NUL &&
	    f->slice->to > DECOY_NUL)
		memset(frame->bytes + frame->length -
		       (f->slice->to - DECOY_NUL), 0,
		       (size_t)(f->slice->to - DECOY_NUL));
	if (piece->kind == 'j')
		memset(frame->bytes + frame->length -
		       (f->slice->to - f->slice->from), 'x',
		       (size_t)(f->slice->to - f->slice->from));
}

/* Was it sent? EPERM: a hook on this host dropped it. */
static bool send_piece(const struct fragments *f, const struct frame *frame)
{
	while (sendto(f->fd, frame->bytes + frame->packet,
		      frame->packet_length, 0, &f->to.any, f->to.length) < 0) {
		if (errno == EPERM)
			return false;
		if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
			die(EXIT_FAILURE, "send: %s", strerror(errno));
		tool_sleep(100000);
	}
	return true;
}

struct arguments {
	const char *vectors;
	const char *name;
	long count;
};

static void parse(struct arguments *a, struct fragments *f, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "name", required_argument, NULL, 'n' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "piece", required_argument, NULL, 'p' },
		{ "junk", required_argument, NULL, 'j' },
		{ "decoy", required_argument, NULL, 'd' },
		{ "count", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			a->vectors = optarg;
		} else if (c == 'n') {
			a->name = optarg;
		} else if (c == 'f') {
			f->from = endpoint_parse(optarg, 1046);
		} else if (c == 't') {
			f->to = endpoint_parse(optarg, SSRP_PORT);
		} else if (c == 'p' || c == 'j' || c == 'd') {
			add_piece(f, optarg, c);
		} else if (c == 'c') {
			a->count = tool_number("count", optarg, 1, 32767);
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	static struct fragments f;
	struct arguments a = { .count = 1 };
	json_int_t sent = 0, refused = 0;
	/* not used recently, and never 0 in 16 bits */
	uint32_t id = (uint32_t)(tool_now() / 1000000 % 32767 + 1);
	struct vectors *vectors;
	struct frame frame;
	size_t i;
	long n;

	parse(&a, &f, argc, argv);
	vectors = tool_vectors(a.vectors);
	if (optind != argc || !a.name || !f.pieces || !f.from.length ||
	    f.from.any.sa_family != f.to.any.sa_family) {
		usage(stderr);
		return EXIT_USAGE;
	}
	f.v6 = f.from.any.sa_family == AF_INET6;
	prepare(&f, tool_vector(vectors, a.name));
	for (n = 0; n < a.count; n++) {
		for (i = 0; i < f.pieces; i++) {
			build(&f, &f.piece[i], id + (uint32_t)n, &frame);
			if (send_piece(&f, &frame))
				sent++;
			else
				refused++;
		}
	}
	close(f.fd);
	tool_print(json_pack("{s:I, s:I}", "sent", sent, "refused", refused));
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
