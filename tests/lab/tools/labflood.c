// SPDX-License-Identifier: GPL-2.0-or-later
/* labflood - send the frames of vectors on an interface, as fast as possible */
#include <linux/if_packet.h>
#include <net/if.h>

#include "tool.h"

#define NAMES_MAX	16
#define BATCH		64
#define RETRY		1000000		/* ns between attempts to reopen an interface */

struct flood {
	const struct vector *vector[NAMES_MAX];
	size_t vectors;
	const char *device;
	int ifindex;
	int fd;
	uint8_t mac[6];
	bool mac_given;
	bool persist;		/* the interface may disappear and return */
	bool bypass;		/* past the queues of the interface */
	bool lossy;		/* what a hook drops is not sent again */
	long count;		/* of each vector; 0: until stopped */
	long sources;		/* number of addresses, from the vector's on */
	long targets;
	long seconds;
	long rate;
	uint64_t sent;
	uint64_t failed;
};

static struct frame frame[BATCH];

static void usage(FILE *out)
{
	fputs("Usage: labflood --vectors FILE --name VECTOR [--name ...] --device DEV [--mac MAC]\n"
	      "               [--count N] [--seconds S] [--sources N] [--targets N] [--rate PPS]\n"
	      "               [--persist | --lossy] [--bypass] [--ready FILE]\n"
	      "Send the frames of the vectors on DEV in turn. See README.md.\n", out);
}

static bool find_device(struct flood *f)
{
	f->ifindex = (int)if_nametoindex(f->device);
	return f->ifindex;
}

/* The @n-th frame: that of its vector, with rotating addresses. */
static void build(const struct flood *f, uint64_t n, struct frame *to)
{
	struct vector v = *f->vector[n % f->vectors];
	uint64_t turn = n / f->vectors;
	size_t i;

	for (i = 0; i < v.layers; i++) {
		if (v.layer[i].kind != LAYER_IP4 && v.layer[i].kind != LAYER_IP6)
			continue;
		v.layer[i].src.lo += turn % (uint64_t)f->sources;
		v.layer[i].dst.lo += turn % (uint64_t)f->targets;
		break;
	}
	if (vector_build(&v, f->mac_given ? f->mac : NULL, NULL, to))
		die(EXIT_FAILURE, "cannot build %s", v.name);
}

/* Frames @first up to before @last; returns how many were sent. */
static int send_some(struct flood *f, int first, int last)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET, .sll_ifindex = f->ifindex,
		.sll_halen = 6,
	};
	struct mmsghdr message[BATCH];
	struct iovec iov[BATCH];
	int i;

	memset(message, 0, sizeof(message));
	for (i = first; i < last; i++) {
		iov[i].iov_base = frame[i].bytes;
		iov[i].iov_len = frame[i].length;
		message[i].msg_hdr.msg_name = &to;
		message[i].msg_hdr.msg_namelen = sizeof(to);
		message[i].msg_hdr.msg_iov = &iov[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	return sendmmsg(f->fd, message + first, (unsigned int)(last - first), 0);
}

/* Is it worth another attempt? */
static bool retry(struct flood *f)
{
	switch (errno) {
	case ENOBUFS:
	case EAGAIN:
	case EINTR:
		break;
	case ENXIO:
	case ENODEV:
	case ENETDOWN:
		if (!f->persist)
			return false;
		f->failed++;
		find_device(f);
		break;
	default:
		return false;
	}
	tool_sleep(RETRY);
	return true;
}

/* All frames of a batch, however many the interface accepts at a time. */
static void send_batch(struct flood *f, int batch)
{
	int first = 0, n;

	while (first < batch && !tool_stopped) {
		n = send_some(f, first, batch);
		if (n < 0 && errno == ENOBUFS && f->lossy) {
			f->failed++;
			first++;
			continue;
		}
		if (n < 0 && !retry(f))
			die(EXIT_FAILURE, "%s: %s", f->device, strerror(errno));
		if (n > 0) {
			first += n;
			f->sent += (uint64_t)n;
		}
	}
}

/* Frames that need not be sent again */
static uint64_t frames_done(const struct flood *f)
{
	return f->sent + (f->lossy ? f->failed : 0);
}

static void flood(struct flood *f)
{
	bool round = f->sources > 1 || f->targets > 1;
	uint64_t all = (uint64_t)f->count * f->vectors;
	uint64_t left;
	int64_t end = tool_now() + f->seconds * 1000000000;
	/* whole rounds, so that constant frames are built once */
	int i, batch = BATCH - BATCH % (int)f->vectors;
	bool built = false;

	while (!tool_stopped && (!all || frames_done(f) < all) &&
	       (!f->seconds || tool_now() < end)) {
		for (i = 0; (round || !built) && i < batch; i++)
			build(f, frames_done(f) + (uint64_t)i, &frame[i]);
		built = true;
		left = all - frames_done(f);
		send_batch(f, all && left < (uint64_t)batch ? (int)left : batch);
		if (f->rate)
			tool_sleep(batch * 1000000000ll / f->rate);
	}
}

struct names {
	const char *vectors;
	const char *ready;
	const char *list[NAMES_MAX];
	size_t count;
};

static void parse(struct flood *f, struct names *names, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "name", required_argument, NULL, 'n' },
		{ "device", required_argument, NULL, 'd' },
		{ "mac", required_argument, NULL, 'm' },
		{ "count", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "sources", required_argument, NULL, 'S' },
		{ "targets", required_argument, NULL, 'T' },
		{ "rate", required_argument, NULL, 'R' },
		{ "persist", no_argument, NULL, 'p' },
		{ "lossy", no_argument, NULL, 'l' },
		{ "bypass", no_argument, NULL, 'b' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			names->vectors = optarg;
		} else if (c == 'n') {
			if (names->count == NAMES_MAX)
				die(EXIT_USAGE, "more than %d names", NAMES_MAX);
			names->list[names->count++] = optarg;
		} else if (c == 'd') {
			f->device = optarg;
		} else if (c == 'm') {
			tool_mac(optarg, f->mac);
			f->mac_given = true;
		} else if (c == 'c') {
			f->count = tool_number("count", optarg, 1, 1000000000);
		} else if (c == 's') {
			f->seconds = tool_number("seconds", optarg, 1, 86400);
		} else if (c == 'S') {
			f->sources = tool_number("sources", optarg, 1, 1 << 30);
		} else if (c == 'T') {
			f->targets = tool_number("targets", optarg, 1, 1 << 30);
		} else if (c == 'R') {
			f->rate = tool_number("rate", optarg, 0, 10000000);
		} else if (c == 'p') {
			f->persist = true;
		} else if (c == 'l') {
			f->lossy = true;
		} else if (c == 'b') {
			f->bypass = true;
		} else if (c == 'r') {
			names->ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	struct flood f = { .sources = 1, .targets = 1 };
	struct names names = { .count = 0 };
	struct vectors *vectors;

	parse(&f, &names, argc, argv);
	vectors = tool_vectors(names.vectors);
	if (optind != argc || !names.count || !f.device) {
		usage(stderr);
		return EXIT_USAGE;
	}
	for (; f.vectors < names.count; f.vectors++)
		f.vector[f.vectors] = tool_vector(vectors,
						  names.list[f.vectors]);
	f.fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (f.fd >= 0 && f.bypass &&
	    setsockopt(f.fd, SOL_PACKET, PACKET_QDISC_BYPASS, &(int){ 1 },
		       sizeof(int)))
		die(EXIT_FAILURE, "PACKET_QDISC_BYPASS: %s", strerror(errno));
	if (f.fd < 0 || (!find_device(&f) && !f.persist))
		die(EXIT_FAILURE, "%s: %s", f.device, strerror(errno));
	tool_catch();
	tool_ready(names.ready);
	flood(&f);
	tool_print(json_pack("{s:I, s:I}", "sent", (json_int_t)f.sent,
			     "failed", (json_int_t)f.failed));
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
