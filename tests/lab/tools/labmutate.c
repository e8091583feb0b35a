// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labmutate - do the kernel and `slammerctl policy test` agree on random packets?
 *
 * Mutants of the vectors are sent to the kernel in batches, every other batch as
 * scattered packets. The increments of its counters are compared with the results
 * of the headers that `policy test` uses, for the same bytes. A batch that differs
 * is halved until the packet is found.
 */
#include <pcap/pcap.h>

#include "common/error.h"
#include "kernel/client.h"
#include "mutate.h"
#include "common/names.h"
#include "policy/model.h"
#include "ring.h"
#include "tool.h"

#define BATCH_MAX	RING_SLOTS
#define PATIENCE	2000000000	/* ns, for a batch to be counted */
#define NOISE_MAX	20		/* batches that differ, but not when sent again */

/* What is compared: packets and bytes by direction, reason and verdict. */
struct tally {
	uint64_t packets[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t bytes[DIRECTION_COUNT][REASON_COUNT][VERDICT_COUNT];
	uint64_t total;
};

struct run {
	const char *vectors;
	const char *policy;
	const char *device;
	const char *netns;
	const char *pcap;
	enum slammer_zone zone;
	uint64_t seed;
	size_t count;
	struct stock stock;
	struct ruleset *ruleset;
	struct client *client;
	struct client_counters seen;	/* at the last reading */
	int linear;			/* packet socket */
	struct ring ring;
	pcap_dumper_t *out;
	struct tally all;
	unsigned int noise;
};

static void usage(FILE *out)
{
	fputs("Usage: labmutate --vectors FILE --policy FILE --device DEV\n"
	      "                 --zone external|internal --netns ROUTER --seed N --count N\n"
	      "                 [--pcap FILE]\n"
	      "Send mutants of the vectors, and compare what the module counted with what\n"
	      "`slammerctl policy test` would say. See README.md.\n", out);
}

/* The expected counters of one frame. */
static void expect(const struct run *r, const struct mutant *m, struct tally *t)
{
	uint32_t n = (uint32_t)m->length - VECTOR_ETHERNET;
	struct packet pkt = { .family = 0 };
	enum slammer_reason reason;
	struct decision d;

	reason = packet_inspect(m->bytes + VECTOR_ETHERNET, n, n,
				load_be16(m->bytes + 12), 0,
				&r->ruleset->signatures, &pkt);
	d = ruleset_decide(r->ruleset, r->zone, reason, &pkt);
	t->packets[d.direction][reason][d.verdict]++;
	t->bytes[d.direction][reason][d.verdict] +=
		reason >= REASON_FIRST_RULED ? pkt.bytes : 0;
	t->total++;
}

/* Is this a direction of the packets that we send? */
static bool ours(const struct run *r, int direction)
{
	return r->zone == ZONE_EXTERNAL ? direction == DIRECTION_INGRESS :
	       direction == DIRECTION_EGRESS || direction == DIRECTION_INTERNAL;
}

/* What the kernel has counted since the last reading. */
static void grown(const struct run *r, const struct client_counters *now,
		  struct tally *t)
{
	int d, i, v;

	memset(t, 0, sizeof(*t));
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = 0; ours(r, d) && i < REASON_COUNT; i++)
			for (v = 0; v < VERDICT_COUNT; v++) {
				t->packets[d][i][v] = now->packets[d][i][v] -
					r->seen.packets[d][i][v];
				t->bytes[d][i][v] = now->bytes[d][i][v] -
					r->seen.bytes[d][i][v];
				t->total += t->packets[d][i][v];
			}
}

/* Wait until @n packets were counted, or time is up. */
static void count(struct run *r, size_t n, struct tally *t)
{
	static struct client_counters now;
	int64_t end = tool_now() + PATIENCE;

	for (;;) {
		if (client_counters(r->client, &now))
			die(EXIT_FAILURE, "counters: %s",
			    client_error(r->client));
		grown(r, &now, t);
		if (t->total >= n || tool_now() > end)
			break;
		tool_sleep(1000000);
	}
	r->seen = now;
}

static void send_linear(const struct run *r, const struct mutant *m, size_t n)
{
	struct mmsghdr message[BATCH_MAX] = { 0 };
	struct iovec part[BATCH_MAX];
	size_t i;
	int sent;

	for (i = 0; i < n; i++) {
		part[i].iov_base = (void *)m[i].bytes;
		part[i].iov_len = m[i].length;
		message[i].msg_hdr.msg_iov = &part[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	for (i = 0; i < n; i += (size_t)sent) {
		sent = sendmmsg(r->linear, message + i, (unsigned int)(n - i), 0);
		if (sent <= 0)
			die(EXIT_FAILURE, "%s: send: %s", r->device,
			    strerror(errno));
	}
}

static void send_scattered(struct run *r, const struct mutant *m, size_t n)
{
	size_t i;
	int err;

	for (i = 0; i < n; i++)
		ring_put(&r->ring, m[i].bytes, m[i].length);
	err = ring_send(&r->ring);
	if (err)
		die(EXIT_FAILURE, "%s: send: %s", r->device, strerror(err));
}

/* Send a batch. Did the kernel count it as expected? */
static bool agree(struct run *r, const struct mutant *m, size_t n,
		  bool scattered, struct tally *want, struct tally *is)
{
	size_t i;

	memset(want, 0, sizeof(*want));
	for (i = 0; i < n; i++)
		expect(r, &m[i], want);
	if (scattered)
		send_scattered(r, m, n);
	else
		send_linear(r, m, n);
	count(r, n, is);
	return !memcmp(want, is, sizeof(*want));
}

static void print_tally(const char *who, const struct tally *t)
{
	unsigned int d, i, v;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = 0; i < REASON_COUNT; i++)
			for (v = 0; v < VERDICT_COUNT; v++)
				if (t->packets[d][i][v])
					fprintf(stderr, "  %s: %s %s %s, %llu bytes\n",
						who, direction_name(d),
						reason_name(i), verdict_name(v),
						(unsigned long long)
						t->bytes[d][i][v]);
	if (!t->total)
		fprintf(stderr, "  %s: nothing\n", who);
}

static void __attribute__((noreturn))
show(const struct run *r, const struct mutant *m, bool scattered,
     const struct tally *want, const struct tally *is)
{
	size_t i;

	fprintf(stderr, "labmutate: seed %llu, from zone %s: a %s mutant of %s, %zu bytes:\n",
		(unsigned long long)r->seed, zone_name(r->zone),
		scattered ? "scattered" : "linear", m->of, m->length);
	for (i = 0; i < m->length; i++)
		fprintf(stderr, "%02x%s", m->bytes[i],
			i % 32 == 31 || i + 1 == m->length ? "\n" : "");
	print_tally("policy test", want);
	print_tally("kernel", is);
	die(EXIT_FAILURE, "the kernel and policy test disagree");
}

/* Halve a batch until the packet is found. Returns if no part of it differs. */
static void search(struct run *r, const struct mutant *m, size_t n,
		   bool scattered)
{
	struct tally want, is;

	if (agree(r, m, n, scattered, &want, &is))
		return;
	if (n == 1)
		show(r, m, scattered, &want, &is);
	search(r, m, n / 2, scattered);
	search(r, m + n / 2, n - n / 2, scattered);
}

static void add(struct tally *sum, const struct tally *t)
{
	int d, i, v;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = 0; i < REASON_COUNT; i++)
			for (v = 0; v < VERDICT_COUNT; v++)
				sum->packets[d][i][v] += t->packets[d][i][v];
	sum->total += t->total;
}

/* The driver or the stack drops these before any hook. */
static bool never_arrives(const struct mutant *m)
{
	uint16_t type = load_be16(m->bytes + 12);

	return (type == ETHERTYPE_8021Q || type == ETHERTYPE_8021AD) &&
	       m->length < VECTOR_ETHERNET + 6;
}

static void write_pcap(struct run *r, const struct mutant *m)
{
	struct pcap_pkthdr header = {
		.caplen = (bpf_u_int32)m->length, .len = (bpf_u_int32)m->length
	};

	if (r->out)
		pcap_dump((u_char *)r->out, &header, m->bytes);
}

static void play(struct run *r)
{
	static struct mutant batch[BATCH_MAX];
	struct tally want, is;
	uint64_t number = 0;
	size_t done = 0, n;
	bool scattered = false;

	while (done < r->count) {
		for (n = 0; n < BATCH_MAX && done + n < r->count; number++) {
			mutate(&r->stock, r->seed, number, &batch[n]);
			if (never_arrives(&batch[n]))
				continue;
			write_pcap(r, &batch[n++]);
		}
		if (!agree(r, batch, n, scattered, &want, &is)) {
			search(r, batch, n, scattered);
			if (++r->noise > NOISE_MAX)
				die(EXIT_FAILURE, "seed %llu: batches differ, but none of their packets does when sent alone",
				    (unsigned long long)r->seed);
		}
		add(&r->all, &want);
		done += n;
		scattered = !scattered;
	}
}

/* Lines "CLASS DIRECTION VERDICT PACKETS". */
static void print_sums(const struct run *r)
{
	unsigned int c, d, i, v;
	uint64_t n;

	for (c = 0; c < CLASS_COUNT; c++)
		for (d = 0; d < DIRECTION_COUNT; d++)
			for (v = 0; v < VERDICT_COUNT; v++) {
				for (i = 0, n = 0; i < REASON_COUNT; i++)
					if (reason_class(i) == c)
						n += r->all.packets[d][i][v];
				if (n)
					printf("%s %s %s %llu\n", class_name(c),
					       direction_name(d),
					       verdict_name(v),
					       (unsigned long long)n);
			}
}

/* Sockets of this namespace, then the module of the router's. */
static void open_all(struct run *r)
{
	struct error error;
	pcap_t *pcap;

	r->linear = packet_socket(r->device);
	ring_open(&r->ring, r->device);
	if (r->pcap) {
		pcap = pcap_open_dead(DLT_EN10MB, 65535);
		r->out = pcap ? pcap_dump_open(pcap, r->pcap) : NULL;
		if (!r->out)
			die(EXIT_FAILURE, "cannot write %s", r->pcap);
	}
	tool_enter(r->netns);
	r->client = client_open(&error);
	if (!r->client)
		die(EXIT_FAILURE, "%s", error.text);
	if (client_counters(r->client, &r->seen))
		die(EXIT_FAILURE, "counters: %s", client_error(r->client));
}

static void load(struct run *r)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(r->policy, &messages);

	config_messages_print(&messages, stderr);
	r->ruleset = policy ? policy_compile(policy) : NULL;
	if (!r->ruleset)
		die(EXIT_FAILURE, "%s is not a policy", r->policy);
	if (stock_make(&r->stock, tool_vectors(r->vectors)))
		die(EXIT_FAILURE, "out of memory");
}

static void parse(struct run *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "policy", required_argument, NULL, 'p' },
		{ "device", required_argument, NULL, 'd' },
		{ "zone", required_argument, NULL, 'z' },
		{ "netns", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ "count", required_argument, NULL, 'c' },
		{ "pcap", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v')
			r->vectors = optarg;
		else if (c == 'p')
			r->policy = optarg;
		else if (c == 'd')
			r->device = optarg;
		else if (c == 'z')
			r->zone = (enum slammer_zone)zone_number(optarg);
		else if (c == 'n')
			r->netns = optarg;
		else if (c == 's')
			r->seed = (uint64_t)tool_number("seed", optarg, 0, 1 << 30);
		else if (c == 'c')
			r->count = (size_t)tool_number("count", optarg, 1, 1 << 24);
		else if (c == 'w')
			r->pcap = optarg;
		else
			break;
	}
	if (c == 'h') {
		usage(stdout);
		exit(EXIT_SUCCESS);
	}
	if (c != -1 || optind != argc || !r->policy || !r->device || !r->netns ||
	    !r->count || (r->zone != ZONE_EXTERNAL && r->zone != ZONE_INTERNAL)) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
}

int main(int argc, char **argv)
{
	static struct run r;

	parse(&r, argc, argv);
	load(&r);
	open_all(&r);
	play(&r);
	if (r.out && pcap_dump_flush(r.out))
		die(EXIT_FAILURE, "cannot write %s", r.pcap);
	print_sums(&r);
	fprintf(stderr, "labmutate: seed %llu, zone %s: %llu packets agree, %u batches were sent again for other traffic\n",
		(unsigned long long)r.seed, zone_name(r.zone),
		(unsigned long long)r.all.total, r.noise);
	return EXIT_SUCCESS;
}
