/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc.h - what the kernel tells of its queues (nfnetlink_queue in /proc/net)
 */
#ifndef INSPECT_PROC_H
#define INSPECT_PROC_H

#include <stdint.h>
#include <stdio.h>

#define PROC_QUEUES	"/proc/self/net/netfilter/nfnetlink_queue"

/**
 * struct proc_queue - one queue that somebody listens to
 * @port:    netlink port of that program, mostly its process number
 * @waiting: packets that have no answer yet
 * @dropped: packets that were above the queue's length
 * @last:    number that the last packet got, also one that did not fit
 */
struct proc_queue {
	uint32_t port;
	uint32_t waiting;
	uint32_t dropped;
	uint32_t last;
};

/* Of queue @number, from @file as PROC_QUEUES is written. 0, or -1: not there. */
int proc_queue_parse(FILE *file, uint16_t number, struct proc_queue *queue);
/* The same, of this network namespace. */
int proc_queue(uint16_t number, struct proc_queue *queue);

#endif /* INSPECT_PROC_H */
