/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - the packet path: bytes -> packet -> class -> direction -> verdict
 *
 * The private pointer of the hook is the struct nfsl_device.
 */
#ifndef NF_SLAMMER_HOOK_H
#define NF_SLAMMER_HOOK_H

#include <linux/netfilter.h>

/* Netdev ingress of an interface. */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state);
/* What the router itself sends, IPv4 or IPv6. */
unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

#endif /* NF_SLAMMER_HOOK_H */
