/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue.h - hand a packet to the program that inspects it
 *
 * A hook could return NF_QUEUE, but would not learn whether a program listens: what is
 * to happen without one is the policy's to say, and it is counted. So the hook
 * queues by itself.
 */
#ifndef NF_SLAMMER_QUEUE_H
#define NF_SLAMMER_QUEUE_H

#include <linux/types.h>

struct nf_hook_state;
struct sk_buff;

/**
 * nfsl_queue_packet - queue a packet from a hook of IPv4 or IPv6
 * @priv:   of the hook, by which it is found; used by no other hook there
 * @number: of the queue
 *
 * Bottom halves are off, under RCU. Returns false, with the packet untouched, if no
 * program listens. Otherwise the hook returns NF_STOLEN: the packet is queued, or
 * freed because it does not fit, and must not be touched any more.
 */
bool nfsl_queue_packet(struct sk_buff *skb, const struct nf_hook_state *state,
		       const void *priv, u16 number);

#endif /* NF_SLAMMER_QUEUE_H */
