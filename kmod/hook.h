/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - the packet path: bytes -> packet -> class -> direction -> verdict
 *
 * The private pointer of the hook is the struct nfsl_device.
 */
#ifndef NF_SLAMMER_HOOK_H
#define NF_SLAMMER_HOOK_H

#include <linux/jump_label.h>
#include <linux/netfilter.h>
#include <linux/types.h>

struct nfsl_net;

/* Some policy has a signature for another port than 1434. */
DECLARE_STATIC_KEY_FALSE(nfsl_signatures_in_use);

/* Netdev ingress of an interface. */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state);
/* What the router itself sends, IPv4 or IPv6. */
unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

/*
 * Is a packet plainly none of ours? @type: EtherType of what is at skb->data. RCU.
 */
bool nfsl_plain(const struct nfsl_net *nn, const struct sk_buff *skb, u16 type);

#endif /* NF_SLAMMER_HOOK_H */
