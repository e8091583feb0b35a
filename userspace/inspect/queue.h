/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queue.h - an NFQUEUE: packets come, each is answered
 *
 * The only place that knows the netlink of NFQUEUE. The queue's bound is the
 * buffer of its socket and not the kernel's "maxlen": a packet that does not fit
 * into the buffer has taken a number by then, so it can be counted, whether it
 * was dropped or (fail-open) let by. One above maxlen is let by without a trace.
 */
#ifndef INSPECT_QUEUE_H
#define INSPECT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define QUEUE_BURST	256	/* packets that one queue_serve() takes at most */

/**
 * struct queue - one that is listened to; read only, for all but queue.c
 * @open:	what does not fit passes; else it is dropped
 * @last:	number of the last packet that came; the kernel begins with 1
 * @gaps:	packets that have a number and did not fit
 * @batches:	answers, by the message; each is for one packet or more
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

/* May it go on? */
typedef bool (*queue_fn)(void *arg, const struct queue_packet *packet);

/* Was this program built with what it takes? */
bool queue_built(void);

/* Listen to a queue of this network namespace; NULL with a sentence in @error. */
struct queue *queue_open(uint16_t number, bool open, struct error *error);
/* The same on a connected socket that somebody has made; takes @fd over. */
struct queue *queue_attach(int fd, uint16_t number, bool open);
/* Packets that were not answered are dropped by the kernel. */
void queue_close(struct queue *queue);

/* Drop or let by from now on. 0, or -1 with a sentence in @error. */
int queue_set_open(struct queue *queue, bool open, struct error *error);

/**
 * queue_serve - answer what is there, without waiting
 *
 * Neighbours with the same answer get it in one message. Returns how many packets
 * were answered, at most QUEUE_BURST; -1 with errno if the socket is of no use any
 * more.
 */
int queue_serve(struct queue *queue, queue_fn fn, void *arg);

/* Packets that did not fit: @gaps, and those behind the last one that came. */
uint64_t queue_lost(const struct queue *queue);

#endif /* INSPECT_QUEUE_H */
