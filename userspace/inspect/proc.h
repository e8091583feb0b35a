/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc.h - how many packets wait in a queue (nfnetlink_queue in /proc/net)
 *
 * Nothing else tells it, and only root may read it.
 */
#ifndef INSPECT_PROC_H
#define INSPECT_PROC_H

#include <stdint.h>
#include <stdio.h>

#define PROC_QUEUES	"/proc/self/net/netfilter/nfnetlink_queue"

/*
 * Packets of queue @number that have no answer yet, from @file as PROC_QUEUES is
 * written. 0, or -1: nobody listens to such a queue.
 */
int proc_waiting_parse(FILE *file, uint16_t number, uint32_t *waiting);
/* The same, of this network namespace; -1 also if it must not be read. */
int proc_waiting(uint16_t number, uint32_t *waiting);

#endif /* INSPECT_PROC_H */
