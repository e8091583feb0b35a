/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * events.h - an inside source sends the worm: tell whoever listens
 *
 * The packet path leaves a note in a ring of its CPU, and a worker sends it. In
 * one second NFSL_EVENTS_RATE events are sent; what is above that, or finds the
 * ring full, is counted as lost.
 */
#ifndef NF_SLAMMER_EVENTS_H
#define NF_SLAMMER_EVENTS_H

#include <linux/types.h>

#include "main.h"

/**
 * struct nfsl_event - the first packet of the worm of a stay
 * @source, @target: of the packet
 * @time:	64-bit jiffies
 * @ifindex:	where it came from, 0: the router itself
 * @reason:	enum slammer_reason
 */
struct nfsl_event {
	struct address source;
	struct address target;
	u64 time;
	u32 ifindex;
	u32 reason;
};

/* 0 or -ENOMEM. */
int nfsl_events_alloc(struct nfsl_net *nn);

/* When no packet comes any more. Waits for the worker; may be called under RTNL. */
void nfsl_events_free(struct nfsl_net *nn);

/* On the packet path, bottom halves off. */
void nfsl_events_put(struct nfsl_net *nn, const struct nfsl_event *event);

/* How many were held back, in all. */
u64 nfsl_events_lost(const struct nfsl_net *nn);

/*
 * Is there a family to send by? Shut, it waits for the sending that goes on; what
 * is to be sent then is dropped, for nobody can listen.
 */
void nfsl_events_open(void);
void nfsl_events_shut(void);

#endif /* NF_SLAMMER_EVENTS_H */
