// SPDX-License-Identifier: GPL-2.0-or-later
/* labqueue - give all packets of an NFQUEUE the same verdict */
#include <poll.h>

#include "common/names.h"
#include "tool.h"

/* the C library's headers have to come before the kernel's */
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>

#define BUFFER		65536
#define QUEUE_LENGTH	65536
#define DRAIN		500000000	/* nanoseconds */

struct queue {
	long number;
	uint32_t answer;	/* NF_ACCEPT or NF_DROP */
	bool answered;
	long seconds;
	const char *ready;
	struct nfq_handle *handle;
	struct nfq_q_handle *queue;
	uint64_t packets[2];	/* IPv4, IPv6 */
	uint64_t bytes;
};

static void usage(FILE *out)
{
	fputs("Usage: labqueue --queue NUMBER --verdict accept|drop [--seconds S] [--ready FILE]\n"
	      "Give every packet of an NFQUEUE the same verdict, and count them, until SIGTERM,\n"
	      "SIGINT or S seconds. See README.md.\n", out);
}

static int take(struct nfq_q_handle *handle, struct nfgenmsg *message,
		struct nfq_data *data, void *arg)
{
	struct nfqnl_msg_packet_hdr *header = nfq_get_msg_packet_hdr(data);
	struct queue *q = arg;
	unsigned char *bytes;
	int length = nfq_get_payload(data, &bytes);

	if (!header || length < 1)
		die(EXIT_FAILURE, "packet without header or payload");
	q->packets[bytes[0] >> 4 == 6]++;
	q->bytes += (uint64_t)length;
	return nfq_set_verdict(handle, ntohl(header->packet_id), q->answer, 0,
			       NULL);
}

static void queue_open(struct queue *q)
{
	q->handle = nfq_open();
	if (!q->handle)
		die(EXIT_FAILURE, "nfq_open: %s", strerror(errno));
	q->queue = nfq_create_queue(q->handle, (uint16_t)q->number, take, q);
	if (!q->queue ||
	    nfq_set_mode(q->queue, NFQNL_COPY_PACKET, 0xffff) < 0 ||
	    nfq_set_queue_maxlen(q->queue, QUEUE_LENGTH) < 0)
		die(EXIT_FAILURE, "queue %ld: %s", q->number, strerror(errno));
	nfnl_rcvbufsiz(nfq_nfnlh(q->handle), 1 << 24);
}

/* Handle what arrives within a number of milliseconds. Is there more? */
static bool serve_once(struct queue *q, int patience)
{
	struct pollfd wait = { .fd = nfq_fd(q->handle), .events = POLLIN };
	static char buffer[BUFFER];
	ssize_t n;

	if (poll(&wait, 1, patience) <= 0)
		return false;
	n = recv(wait.fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	if (n > 0)
		nfq_handle_packet(q->handle, buffer, (int)n);
	else if (n < 0 && errno == ENOBUFS)
		die(EXIT_FAILURE, "lost packets: socket buffer full");
	return n > 0;
}

static void serve(struct queue *q)
{
	int64_t end = tool_now() + q->seconds * 1000000000;

	while (!tool_stopped && (!q->seconds || tool_now() < end))
		serve_once(q, 100);
	/* what waits, but not what comes for ever */
	end = tool_now() + DRAIN;
	while (serve_once(q, 0) && tool_now() < end)
		;
}

static void parse_verdict(struct queue *q, const char *name)
{
	int verdict = verdict_number(name);

	if (verdict != VERDICT_ACCEPT && verdict != VERDICT_DROP)
		die(EXIT_USAGE, "--verdict: \"%s\" is neither accept nor drop",
		    name);
	q->answer = verdict == VERDICT_ACCEPT ? NF_ACCEPT : NF_DROP;
	q->answered = true;
}

static void parse(struct queue *q, int argc, char **argv)
{
	static const struct option options[] = {
		{ "queue", required_argument, NULL, 'q' },
		{ "verdict", required_argument, NULL, 'v' },
		{ "seconds", required_argument, NULL, 's' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'q') {
			q->number = tool_number("queue", optarg, 0, 65535);
		} else if (c == 'v') {
			parse_verdict(q, optarg);
		} else if (c == 's') {
			q->seconds = tool_number("seconds", optarg, 1, 86400);
		} else if (c == 'r') {
			q->ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
	if (optind != argc || q->number < 0 || !q->answered) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
}

int main(int argc, char **argv)
{
	struct queue q = { .number = -1 };

	parse(&q, argc, argv);
	tool_catch();
	queue_open(&q);
	tool_ready(q.ready);
	serve(&q);
	tool_print(json_pack("{s:I, s:I, s:I, s:I}",
			     "packets", (json_int_t)(q.packets[0] + q.packets[1]),
			     "ip4", (json_int_t)q.packets[0],
			     "ip6", (json_int_t)q.packets[1],
			     "bytes", (json_int_t)q.bytes));
	nfq_destroy_queue(q.queue);
	nfq_close(q.handle);
	return EXIT_SUCCESS;
}
