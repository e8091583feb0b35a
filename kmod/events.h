/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * events.h - the worker that sends events: an inside source sends the worm
 *
 * The packet path puts events into rings (event_ring.h). The worker sends each
 * source once, and at most NFSL_EVENTS_RATE events a second; those above are
 * counted as lost.
 */
#ifndef NF_SLAMMER_EVENTS_H
#define NF_SLAMMER_EVENTS_H

#include <linux/types.h>

struct nfsl_event;
struct nfsl_net;

/* Sends one event to all listeners. False if one of them did not get it. */
typedef bool nfsl_event_send_fn(struct nfsl_net *nn,
				const struct nfsl_event *event);

/* 0 or -ENOMEM, and then nfsl_events_free() does no harm. */
int nfsl_events_alloc(struct nfsl_net *nn);

/* When no packet comes any more. Waits for the worker; may be called under RTNL. */
void nfsl_events_free(struct nfsl_net *nn);

/* Events that were not sent, in all. */
u64 nfsl_events_lost(const struct nfsl_net *nn);

/*
 * While events are open the workers send by @send. nfsl_events_close() waits for
 * those that are sending; afterwards events are dropped, as no program can listen.
 */
void nfsl_events_open(nfsl_event_send_fn *send);
void nfsl_events_close(void);

#endif /* NF_SLAMMER_EVENTS_H */
