// SPDX-License-Identifier: GPL-2.0-or-later
/* queue.c - answer queued packets (libnetfilter_queue) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "inspect/queue.h"

#define PROC_QUEUES	"/proc/self/net/netfilter/nfnetlink_queue"

#ifdef HAVE_NFQUEUE
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#define BUFFER		(16 << 20)	/* asked for; the kernel doubles it */
#define MESSAGES	64		/* that one call receives */
#define MESSAGE_MAX	(0x10000 + 4096)	/* a packet and its attributes */
#define ANSWER_MAX	64		/* bytes of one answer */
#define PACKET_TYPE	(NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET)

/**
 * struct queue_buffers - packets and answers of one queue_serve()
 * @running:	packets up to @upto wait for the answer @accept
 * @used:	bytes of answers in @out
 */
struct queue_buffers {
	bool running;
	bool accept;
	uint32_t upto;
	queue_fn fn;
	void *arg;
	int served;
	size_t used;
	char out[MESSAGES * ANSWER_MAX] __attribute__((aligned(8)));
	struct mmsghdr header[MESSAGES];
	struct iovec iov[MESSAGES];
	char in[MESSAGES][MESSAGE_MAX] __attribute__((aligned(8)));
};

/* One more answer in @out, for the packets that wait. */
static void answer(struct queue *q)
{
	struct queue_buffers *b = q->buffers;
	struct nlmsghdr *nlh;

	if (!b->running)
		return;
	nlh = nfq_nlmsg_put(b->out + b->used, NFQNL_MSG_VERDICT_BATCH,
			    q->number);
	nfq_nlmsg_verdict_put(nlh, (int)b->upto,
			      b->accept ? NF_ACCEPT : NF_DROP);
	b->used += NLMSG_ALIGN(nlh->nlmsg_len);
	b->running = false;
	q->batches++;
}

/* Send all answers at once. */
static int flush(struct queue *q)
{
	struct queue_buffers *b = q->buffers;
	ssize_t n = 0;

	answer(q);
	if (b->used)
		n = send(q->fd, b->out, b->used, MSG_NOSIGNAL);
	b->used = 0;
	return n < 0 ? -1 : 0;
}

static uint32_t number_of(const struct nlattr *attr, uint32_t otherwise)
{
	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
		return otherwise;
	return ntohl(mnl_attr_get_u32(attr));
}

static bool parse(const struct nlmsghdr *nlh, struct queue_packet *packet)
{
	struct nlattr *attr[NFQA_MAX + 1] = { NULL };
	const struct nfqnl_msg_packet_hdr *header;

	if (nfq_nlmsg_parse(nlh, attr) < 0 || !attr[NFQA_PACKET_HDR] ||
	    mnl_attr_get_payload_len(attr[NFQA_PACKET_HDR]) < sizeof(*header))
		return false;
	header = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	packet->id = ntohl(header->packet_id);
	if (attr[NFQA_PAYLOAD]) {
		packet->bytes = mnl_attr_get_payload(attr[NFQA_PAYLOAD]);
		packet->avail = mnl_attr_get_payload_len(attr[NFQA_PAYLOAD]);
	}
	packet->wire = number_of(attr[NFQA_CAP_LEN], packet->avail);
	if (packet->wire < packet->avail)
		packet->wire = packet->avail;
	return true;
}

/* If the verdict differs from that of the previous packets, answer those first. */
static void handle_packet(struct queue *q, const struct queue_packet *packet)
{
	struct queue_buffers *b = q->buffers;
	bool accept;

	q->gaps += (uint32_t)(packet->id - q->last - 1);
	q->last = packet->id;
	accept = b->fn(b->arg, packet);
	if (accept != b->accept)
		answer(q);
	b->running = true;
	b->accept = accept;
	b->upto = packet->id;
	b->served++;
}

/*
 * One packet per message. The only other messages are errors for answers whose packet
 * is gone, which do no harm.
 */
static void receive(struct queue *q, int n)
{
	struct queue_buffers *b = q->buffers;
	struct queue_packet packet;
	const struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < n; i++) {
		nlh = (const struct nlmsghdr *)b->in[i];
		memset(&packet, 0, sizeof(packet));
		if (b->header[i].msg_len >= sizeof(*nlh) &&
		    nlh->nlmsg_len >= sizeof(*nlh) &&
		    nlh->nlmsg_len <= b->header[i].msg_len &&
		    nlh->nlmsg_type == PACKET_TYPE && parse(nlh, &packet))
			handle_packet(q, &packet);
	}
}

int queue_serve(struct queue *q, queue_fn fn, void *arg)
{
	struct queue_buffers *b = q->buffers;
	int n;

	b->fn = fn;
	b->arg = arg;
	b->served = 0;
	do {
		n = recvmmsg(q->fd, b->header, MESSAGES, MSG_DONTWAIT, NULL);
		if (n <= 0)
			break;
		receive(q, n);
		if (flush(q) < 0)
			return -1;
	} while (n == MESSAGES && b->served + MESSAGES <= QUEUE_BURST);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return -1;
	return b->served;
}

/* The kernel counts packets that do not fit into the socket, in 32 bits. */
uint64_t queue_lost(const struct queue *q)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(info);
	int32_t newer;

	if (getsockopt(q->fd, SOL_SOCKET, SO_MEMINFO, info, &size) < 0)
		return q->gaps;
	newer = (int32_t)(info[SK_MEMINFO_DROPS] - (uint32_t)q->gaps);
	return q->gaps + (newer > 0 ? (uint64_t)newer : 0);
}

struct queue *queue_attach(int fd, uint16_t number, bool open)
{
	struct queue *q = calloc(1, sizeof(*q));
	struct queue_buffers *b = calloc(1, sizeof(*b));
	int i;

	if (!q || !b) {
		free(q);
		free(b);
		close(fd);
		return NULL;
	}
	*q = (struct queue){ .fd = fd, .number = number, .open = open,
			     .buffers = b };
	for (i = 0; i < MESSAGES; i++) {
		b->iov[i] = (struct iovec){ b->in[i], MESSAGE_MAX };
		b->header[i].msg_hdr.msg_iov = &b->iov[i];
		b->header[i].msg_hdr.msg_iovlen = 1;
	}
	return q;
}

static int open_socket(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd, on = 1, size = BUFFER;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		close(fd);
		return -1;
	}
	/* A full buffer refuses single packets, not all until it is empty. */
	setsockopt(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return fd;
}

/*
 * Without an acknowledgement, because packets may precede it. An error arrives at once,
 * and then there are no packets.
 */
static int configure(struct queue *q, const struct nlmsghdr *nlh)
{
	char buf[MNL_SOCKET_BUFFER_SIZE] __attribute__((aligned(8)));
	ssize_t n;

	if (send(q->fd, nlh, nlh->nlmsg_len, MSG_NOSIGNAL) < 0)
		return -1;
	n = recv(q->fd, buf, sizeof(buf), MSG_DONTWAIT | MSG_PEEK);
	if (n < 0)
		return errno == EAGAIN ? 0 : -1;
	if (((struct nlmsghdr *)buf)->nlmsg_type != NLMSG_ERROR)
		return 0;
	return mnl_cb_run(buf, (size_t)n, 0, 0, NULL, NULL) < 0 ? -1 : 0;
}

static void put_flags(struct nlmsghdr *nlh, bool open)
{
	mnl_attr_put_u32(nlh, NFQA_CFG_MASK, htonl(NFQA_CFG_F_FAIL_OPEN));
	mnl_attr_put_u32(nlh, NFQA_CFG_FLAGS,
			 htonl(open ? NFQA_CFG_F_FAIL_OPEN : 0));
}

/*
 * All in one message, so that no packet meets a half configured queue. Without
 * NFQA_CFG_F_GSO the kernel segments GSO packets before it queues them, so each
 * datagram is classified by itself.
 */
static int bind_queue(struct queue *q)
{
	char buf[MNL_SOCKET_BUFFER_SIZE] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, q->number);
	nfq_nlmsg_cfg_put_cmd(nlh, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(nlh, NFQNL_COPY_PACKET, 0xffff);
	nfq_nlmsg_cfg_put_qmaxlen(nlh, UINT32_MAX);
	put_flags(nlh, q->open);
	return configure(q, nlh);
}

static const char *describe(int reason)
{
	switch (reason) {
	case EPERM:
		return "another program listens to it, or permission denied";
	case EINVAL:
	case EOPNOTSUPP:
		return "the kernel has no NFQUEUE (module nfnetlink_queue)";
	}
	return strerror(reason);
}

struct queue *queue_open(uint16_t number, bool open, struct error *error)
{
	struct queue *q = NULL;
	int fd = open_socket();

	if (fd >= 0)
		q = queue_attach(fd, number, open);
	if (q && !bind_queue(q))
		return q;
	error_set(error, "cannot listen to queue %u: %s", number,
		  describe(errno));
	queue_close(q);
	return NULL;
}

int queue_set_open(struct queue *q, bool open, struct error *error)
{
	char buf[MNL_SOCKET_BUFFER_SIZE] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	nlh = nfq_nlmsg_put(buf, NFQNL_MSG_CONFIG, q->number);
	put_flags(nlh, open);
	if (send(q->fd, nlh, nlh->nlmsg_len, MSG_NOSIGNAL) < 0)
		return error_set(error, "cannot change queue %u: %s", q->number,
				 strerror(errno));
	q->open = open;
	return 0;
}

void queue_close(struct queue *q)
{
	if (!q)
		return;
	close(q->fd);
	free(q->buffers);
	free(q);
}
#else
struct queue *queue_open(uint16_t number, bool open, struct error *error)
{
	error_set(error, "cannot listen to queue %u: built without libnetfilter_queue",
		  number);
	return NULL;
}

struct queue *queue_attach(int fd, uint16_t number, bool open)
{
	close(fd);
	return NULL;
}

void queue_close(struct queue *queue)
{
}

int queue_set_open(struct queue *queue, bool open, struct error *error)
{
	return -1;
}

int queue_serve(struct queue *queue, queue_fn fn, void *arg)
{
	return -1;
}

uint64_t queue_lost(const struct queue *queue)
{
	return 0;
}
#endif

/* Columns: number, netlink port of the listener, packets that wait, and others. */
int queue_waiting_parse(FILE *file, uint16_t number, uint32_t *waiting)
{
	char line[256];
	unsigned int n;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%u %*u %u", &n, waiting) == 2 && n == number)
			return 0;
	return -1;
}

int queue_waiting(uint16_t number, uint32_t *waiting)
{
	FILE *file = fopen(PROC_QUEUES, "re");
	int result;

	if (!file)
		return -1;
	result = queue_waiting_parse(file, number, waiting);
	fclose(file);
	return result;
}
