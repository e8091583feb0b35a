/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * offload.h - is a packet in a connection that a flowtable forwards?
 *
 * A flowtable of nftables takes the packets of its connections at netdev ingress,
 * right after our hook: they never come to the hooks before routing, which queue.
 * Netfilter's connection tracking knows which connections these are. It is asked
 * only about packets that are to be queued, and never loaded for that.
 */
#ifndef NF_SLAMMER_OFFLOAD_H
#define NF_SLAMMER_OFFLOAD_H

#include <linux/types.h>

struct net;
struct packet;

int nfsl_offload_init(void);
/* When no packet comes any more. */
void nfsl_offload_exit(void);

/* A policy will ask: use connection tracking if it is loaded, now or later. */
void nfsl_offload_use(void);

/*
 * Is the datagram's connection in a flowtable? Under RCU. Only the default conntrack
 * zone is searched. What such a connection sends with IP options, or as fragments, is
 * in none.
 */
bool nfsl_offloaded(struct net *net, const struct packet *pkt);

#endif /* NF_SLAMMER_OFFLOAD_H */
