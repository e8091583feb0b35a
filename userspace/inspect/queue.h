/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queue.h - an NFQUEUE: receive packets, answer each with a verdict
 *
 * Only this unit knows the netlink messages of NFQUEUE. The buffer of the socket
 * limits the queue, not the kernel's "maxlen": a packet that does not fit into the
 * buffer has a number already and can be counted, whether it was dropped or accepted
 * (fail-open). A packet above maxlen would be accepted without a trace.
 */
#ifndef INSPECT_QUEUE_H
#define INSPECT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

#define QUEUE_BURST	256	/* most packets per queue_serve() */

/**
 * struct queue - a queue that we listen to; read only except for queue.c
 * @open:	packets that do not fit are accepted; otherwise dropped
 * @last:	number of the last packet received; the kernel begins with 1
 * @gaps:	packets whose numbers are missing, because they did not fit
 * @batches:	messages with answers; each answers one packet or more
 */
struct queue {
	int fd;
	uint16_t number;
	bool open;
	uint32_t last;
	uint64_t gaps;
	uint64_t batches;
	struct queue_buffers *buffers;
};

/* Bytes from the IP header on; valid until queue_serve() is over. */
struct queue_packet {
	uint32_t id;
	const uint8_t *bytes;
	uint32_t avail;
	uint32_t wire;		/* >= @avail */
};

/* The verdict: true accepts the packet. */
typedef bool (*queue_fn)(void *arg, const struct queue_packet *packet);

/* Listen to a queue of this network namespace; NULL with a sentence in @error. */
struct queue *queue_open(uint16_t number, bool open, struct error *error);
/* The same on a connected socket, which the queue then owns. */
struct queue *queue_attach(int fd, uint16_t number, bool open);
/* The kernel drops packets that were not answered. */
void queue_close(struct queue *queue);

/* Change @open. 0, or -1 with a sentence in @error. */
int queue_set_open(struct queue *queue, bool open, struct error *error);

/**
 * queue_serve - answer the packets that have arrived, without waiting
 *
 * Consecutive packets with the same verdict are answered by one message. Returns how
 * many packets were answered, at most QUEUE_BURST; -1 with errno if the socket has
 * failed.
 */
int queue_serve(struct queue *queue, queue_fn fn, void *arg);

/* Packets that did not fit: @gaps, and those after the last one received. */
uint64_t queue_lost(const struct queue *queue);

/*
 * Packets of queue @number that wait for an answer, from /proc of this network
 * namespace, which only root may read. 0, or -1: no listener, or not readable.
 */
int queue_waiting(uint16_t number, uint32_t *waiting);
/* The same from an open file. */
int queue_waiting_parse(FILE *file, uint16_t number, uint32_t *waiting);

#endif /* INSPECT_QUEUE_H */
