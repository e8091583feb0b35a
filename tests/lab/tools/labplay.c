// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labplay - send every vector to a real kernel and report what the kernel did
 *
 * The result is read from the module's counters: before, and afterwards until one
 * more packet is counted. The matcher is not used here.
 */
#include "common/error.h"
#include "kernel/client.h"
#include "common/names.h"
#include "ring.h"
#include "tool.h"

#define TAGS_MAX	8
#define ATTEMPTS	5
#define PATIENCE	2000000000	/* ns, for one packet to be counted */
#define GRACE		1000000		/* ns, for a second one to be counted */

struct play {
	const char *device;
	const char *netns;
	enum slammer_zone zone;
	uint8_t mac[6];
	bool mac_given;
	const char *tag[TAGS_MAX];
	size_t tags;
	unsigned int times;	/* how often each is sent */
	int verdict;		/* expected for each, -1: any */
	bool json;
	struct client *client;
	struct client_counters seen;	/* at the last reading */
	int packet;		/* AF_PACKET, for frames */
	bool scattered;		/* out of a ring instead, not linear */
	struct ring ring;
	int raw[2];		/* raw sockets of the router, IPv4 and IPv6 */
	json_t *out;
	unsigned int errors;
	char first[128];	/* message about the first of these */
};

/* Where a packet was counted. */
struct outcome {
	int direction;
	int reason;
	int verdict;
};

static void usage(FILE *out)
{
	fputs("Usage: labplay --vectors FILE --device DEV --zone external|internal --netns ROUTER\n"
	      "               [--mac MAC] [--scattered] [--tag TAG ...] [--verdict V]\n"
	      "               [--json | --times N]\n"
	      "       labplay --vectors FILE --zone local --netns ROUTER [--tag TAG ...]\n"
	      "               [--verdict V] [--json | --times N]\n"
	      "Play each vector and say where the module counted it. See README.md.\n", out);
}

/* Sockets of this namespace, then those of the router's, then back. */
static void open_all(struct play *p)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct error error;

	if (p->scattered)
		ring_open(&p->ring, p->device);
	else if (p->zone != ZONE_LOCAL)
		p->packet = packet_socket(p->device);
	if (p->netns)
		tool_enter(p->netns);
	if (p->zone == ZONE_LOCAL) {
		int yes = 1;

		p->raw[0] = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
		p->raw[1] = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
		if (p->raw[0] < 0 || p->raw[1] < 0)
			die(EXIT_FAILURE, "raw socket: %s", strerror(errno));
		setsockopt(p->raw[0], SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes));
	}
	p->client = client_open(&error);
	if (!p->client)
		die(EXIT_FAILURE, "%s", error.text);
	if (home < 0 || setns(home, CLONE_NEWNET))
		die(EXIT_FAILURE, "own namespace: %s", strerror(errno));
	close(home);
}

static void counters(const struct play *p, struct client_counters *c)
{
	if (client_counters(p->client, c))
		die(EXIT_FAILURE, "counters: %s", client_error(p->client));
}

/* Is this a direction of the packets that we send? */
static bool ours(const struct play *p, int direction)
{
	switch (p->zone) {
	case ZONE_EXTERNAL:
		return direction == DIRECTION_INGRESS;
	case ZONE_LOCAL:
		return direction == DIRECTION_LOCAL;
	default:
		return direction == DIRECTION_EGRESS ||
		       direction == DIRECTION_INTERNAL;
	}
}

/**
 * grown - packets counted between two readings
 * @noise:   how many of them are not UDP, such as ARP and neighbour discovery
 * @outcome: of the last one, preferably UDP
 */
static uint64_t grown(const struct play *p, const struct client_counters *before,
		      const struct client_counters *after, uint64_t *noise,
		      struct outcome *outcome)
{
	uint64_t n, sum = 0;
	int d, r, v;

	*noise = 0;
	for (d = 0; d < DIRECTION_COUNT; d++) {
		for (r = 0; ours(p, d) && r < REASON_COUNT; r++) {
			for (v = 0; v < VERDICT_COUNT; v++) {
				n = after->packets[d][r][v] -
				    before->packets[d][r][v];
				if (!n)
					continue;
				if (r != REASON_NOT_UDP || !sum)
					*outcome = (struct outcome){ d, r, v };
				sum += n;
				*noise += r == REASON_NOT_UDP ? n : 0;
			}
		}
	}
	return sum;
}

/*
 * Wait until a packet is counted. 1: exactly one, 0: none, -1: several. A packet
 * that is counted even later is one too many for the next.
 */
static int watch(struct play *p, struct outcome *outcome)
{
	static struct client_counters after;
	int64_t end = tool_now() + PATIENCE;
	uint64_t n, noise;

	do {
		counters(p, &after);
		n = grown(p, &p->seen, &after, &noise, outcome);
		if (!n)
			tool_sleep(GRACE);
	} while (!n && tool_now() < end);
	if (n) {
		tool_sleep(GRACE);
		counters(p, &after);
		n = grown(p, &p->seen, &after, &noise, outcome);
	}
	p->seen = after;
	return !n ? 0 : n == 1 || n - noise == 1 ? 1 : -1;
}

static int send_frame(struct play *p, const struct frame *frame)
{
	if (!p->scattered)
		return send(p->packet, frame->bytes, frame->length, 0) < 0 ?
			errno : 0;
	ring_put(&p->ring, frame->bytes, frame->length);
	return ring_send(&p->ring);
}

/* The IP packet alone, by a raw socket with IP_HDRINCL. */
static int send_packet(const struct play *p, const struct frame *frame,
		       const struct packet *pkt)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET };
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 };
	const uint8_t *bytes = frame->bytes + frame->packet;
	bool v4 = pkt->family == 4;

	memcpy(&to4.sin_addr, bytes + 16, v4 ? 4 : 0);
	memcpy(&to6.sin6_addr, bytes + 24, v4 ? 0 : 16);
	return sendto(p->raw[!v4], bytes, frame->packet_length, 0,
		      v4 ? (struct sockaddr *)&to4 : (struct sockaddr *)&to6,
		      v4 ? sizeof(to4) : sizeof(to6)) < 0 ? errno : 0;
}

/* NULL, or why the result is unknown. */
static const char *play(struct play *p, const struct frame *frame,
			const struct packet *pkt, struct outcome *outcome)
{
	int attempt, err, seen = 0;

	for (attempt = 0; attempt < ATTEMPTS && seen <= 0; attempt++) {
		err = p->zone == ZONE_LOCAL ? send_packet(p, frame, pkt) :
					      send_frame(p, frame);
		if (err && (err != EPERM || p->zone != ZONE_LOCAL))
			return strerror(err);
		seen = watch(p, outcome);
		if (!seen)
			return "no counter moved within 2 seconds";
		if (seen > 0 && p->zone == ZONE_LOCAL &&
		    outcome->verdict != VERDICT_QUEUE &&
		    (err == EPERM) != (outcome->verdict == VERDICT_DROP))
			return "the counted verdict is not the one the sender saw";
	}
	return seen > 0 ? NULL : "more than one packet was counted, at each attempt";
}

/**
 * struct many - the result of one vector that was sent many times
 * @verdicts:	packets by verdict
 * @outcome:	where the last of them was
 * @duration:	ns from before the first to after the last
 */
struct many {
	uint64_t verdicts[VERDICT_COUNT];
	struct outcome outcome;
	int64_t duration;
};

/* Send it @p->times, and wait until as many were counted. NULL, or what failed. */
static const char *play_many(struct play *p, const struct frame *frame,
			     const struct packet *pkt, struct many *many)
{
	static struct client_counters after;
	int64_t start = tool_now();
	uint64_t n, noise;
	unsigned int i;
	int err, d, v;

	for (i = 0; i < p->times; i++) {
		err = p->zone == ZONE_LOCAL ? send_packet(p, frame, pkt) :
					      send_frame(p, frame);
		if (err && (err != EPERM || p->zone != ZONE_LOCAL))
			return strerror(err);
	}
	do {
		counters(p, &after);
		n = grown(p, &p->seen, &after, &noise, &many->outcome);
	} while (n < p->times && tool_now() < start + PATIENCE);
	many->duration = tool_now() - start;
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (v = 0; v < VERDICT_COUNT; v++)
			many->verdicts[v] +=
				after.packets[d][many->outcome.reason][v] -
				p->seen.packets[d][many->outcome.reason][v];
	p->seen = after;
	return n == p->times || n - noise == p->times ? NULL :
		"more or fewer packets were counted";
}

static void print_many(const char *name, const char *problem,
		       const struct many *many)
{
	unsigned int v;

	if (problem) {
		printf("%s %s\n", name, problem);
		return;
	}
	printf("%s %s %s", name,
	       direction_name((unsigned int)many->outcome.direction),
	       reason_name((unsigned int)many->outcome.reason));
	for (v = 0; v < VERDICT_COUNT; v++)
		printf(" %s %llu", verdict_name(v),
		       (unsigned long long)many->verdicts[v]);
	printf(" seconds %.3f\n", (double)many->duration / 1e9);
}

static void print_row(const char *name, size_t number, const char *problem,
		      const struct outcome *o)
{
	if (problem)
		printf("%4zu %-28s %s\n", number, name, problem);
	else
		printf("%4zu %-28s %-9s %-9s %-8s %s\n", number, name,
		       class_name(reason_class((uint32_t)o->reason)),
		       direction_name((unsigned int)o->direction),
		       verdict_name((unsigned int)o->verdict),
		       reason_name((unsigned int)o->reason));
}

static json_t *object(const char *name, size_t number, const struct packet *pkt,
		      const struct outcome *o)
{
	char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	bool ip = pkt->family;

	return json_pack("{s:I, s:s, s:s?, s:s?, s:s, s:s, s:s, s:s}",
		"number", (json_int_t)number, "name", name,
		"source", ip ? address_text(pkt->src, from) : NULL,
		"destination", ip ? address_text(pkt->dst, to) : NULL,
		"class", class_name(reason_class((uint32_t)o->reason)),
		"direction", direction_name((unsigned int)o->direction),
		"verdict", verdict_name((unsigned int)o->verdict),
		"reason", reason_name((unsigned int)o->reason));
}

static void note_problem(struct play *p, const char *name, const char *problem)
{
	if (problem && !p->errors++)
		snprintf(p->first, sizeof(p->first), "%s: %s", name, problem);
}

/* The result of one that can be played; NULL if as expected, or what is wrong. */
static const char *play_single(struct play *p, const char *name,
			       const struct frame *frame,
			       const struct packet *pkt,
			       struct outcome *outcome)
{
	static char other[64];
	const char *problem = play(p, frame, pkt, outcome);

	if (!problem && p->verdict >= 0 && outcome->verdict != p->verdict) {
		snprintf(other, sizeof(other), "%s instead of %s",
			 verdict_name((unsigned int)outcome->verdict),
			 verdict_name((unsigned int)p->verdict));
		problem = other;
	}
	note_problem(p, name, problem);
	return problem;
}

static void play_repeated(struct play *p, const char *name,
			  const struct frame *frame, const struct packet *pkt)
{
	struct many many = { .duration = 0 };
	const char *problem = play_many(p, frame, pkt, &many);

	note_problem(p, name, problem);
	print_many(name, problem, &many);
}

static void play_one(struct play *p, const struct vector *v, size_t number)
{
	bool possible = p->zone == ZONE_LOCAL ? v->local : v->play;
	const char *key = "skipped", *problem = "not a whole packet";
	struct outcome outcome = { 0, 0, 0 };
	struct packet pkt = { 0 };
	struct frame frame;

	if (vector_build(v, p->mac_given ? p->mac : NULL, NULL, &frame))
		die(EXIT_FAILURE, "cannot build %s", v->name);
	/* for its addresses */
	packet_inspect(frame.bytes + VECTOR_ETHERNET,
		       (uint32_t)frame.length - VECTOR_ETHERNET,
		       (uint32_t)frame.length - VECTOR_ETHERNET,
		       load_be16(frame.bytes + 12), 0, NULL, &pkt);
	if (possible && p->times > 1) {
		play_repeated(p, v->name, &frame, &pkt);
		return;
	}
	if (possible) {
		key = "error";
		problem = play_single(p, v->name, &frame, &pkt, &outcome);
	} else if (p->zone == ZONE_LOCAL) {
		problem = "cannot be sent by a raw socket";
	}
	if (!p->json)
		print_row(v->name, number, problem, &outcome);
	else if (json_array_append_new(p->out, problem ?
			json_pack("{s:I, s:s, s:s}", "number",
				  (json_int_t)number, "name", v->name, key,
				  problem) :
			object(v->name, number, &pkt, &outcome)))
		die(EXIT_FAILURE, "out of memory");
}

static const char *parse(struct play *p, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "device", required_argument, NULL, 'd' },
		{ "zone", required_argument, NULL, 'z' },
		{ "netns", required_argument, NULL, 'n' },
		{ "mac", required_argument, NULL, 'm' },
		{ "tag", required_argument, NULL, 't' },
		{ "scattered", no_argument, NULL, 's' },
		{ "times", required_argument, NULL, 'c' },
		{ "verdict", required_argument, NULL, 'w' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *vectors = NULL;
	int c, zone;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			vectors = optarg;
		} else if (c == 'd') {
			p->device = optarg;
		} else if (c == 'z') {
			zone = zone_number(optarg);
			if (zone <= ZONE_NONE)
				die(EXIT_USAGE, "unknown zone \"%s\"", optarg);
			p->zone = (enum slammer_zone)zone;
		} else if (c == 'n') {
			p->netns = optarg;
		} else if (c == 'm') {
			tool_mac(optarg, p->mac);
			p->mac_given = true;
		} else if (c == 't' && p->tags < TAGS_MAX) {
			p->tag[p->tags++] = optarg;
		} else if (c == 'c') {
			p->times = (unsigned int)tool_number("times", optarg, 1,
							     10000);
		} else if (c == 'w') {
			p->verdict = verdict_number(optarg);
			if (p->verdict < 0)
				die(EXIT_USAGE, "unknown verdict \"%s\"",
				    optarg);
		} else if (c == 's') {
			p->scattered = true;
		} else if (c == 'j') {
			p->json = true;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
	if (optind != argc || p->zone == ZONE_NONE ||
	    (p->times > 1 && (p->json || p->verdict >= 0)) ||
	    !p->device != (p->zone == ZONE_LOCAL) ||
	    (p->scattered && p->zone == ZONE_LOCAL)) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
	return vectors;
}

int main(int argc, char **argv)
{
	struct play p = { .zone = ZONE_NONE, .verdict = -1 };
	struct vectors *vectors = tool_vectors(parse(&p, argc, argv));
	size_t i;

	for (i = 0; i < p.tags; i++)
		vectors_keep(vectors, p.tag[i]);
	open_all(&p);
	counters(&p, &p.seen);
	p.out = json_array();
	for (i = 0; i < vectors->count; i++)
		play_one(&p, &vectors->list[i], i + 1);
	if (p.json)
		tool_print(p.out);
	client_close(p.client);
	vectors_free(vectors);
	if (p.errors)
		die(EXIT_FAILURE, "%u packets differ from what was expected, the first: %s",
		    p.errors, p.first);
	return EXIT_SUCCESS;
}
