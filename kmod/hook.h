/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.h - the packet path: bytes -> packet -> class -> direction -> verdict
 *
 * hook.c is the entry: it decides the common cases with the least work.
 * classify.c is everything else. Nothing is allocated or locked; the only memory
 * shared between CPUs that a packet writes is the bucket of a limit, if the packet
 * conforms, and the flow of a client on port 1434, see flows.h.
 */
#ifndef NF_SLAMMER_HOOK_H
#define NF_SLAMMER_HOOK_H

#include <linux/jump_label.h>
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/types.h>

#include "compat.h"
#include "netns.h"

struct nfsl_device;

/* A policy in some namespace has a signature for another port than 1434. */
DECLARE_STATIC_KEY_FALSE(nfsl_signatures_in_use);

/* There is an IFB device somewhere, see redirects.h. */
DECLARE_STATIC_KEY_FALSE(nfsl_redirects);

/* Netdev ingress of an interface. @priv: struct nfsl_device */
unsigned int nfsl_hook_ingress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state);
/* What the router itself sends, IPv4 or IPv6. @priv: struct nfsl_device */
unsigned int nfsl_hook_output(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

/* What an interface sends, in egress.c. @priv: struct nfsl_device */
unsigned int nfsl_hook_egress(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

/*
 * Is a packet definitely irrelevant, by its first bytes alone? RCU.
 * @type: EtherType of what is at skb->data
 */
bool nfsl_irrelevant(const struct nfsl_net *nn, const struct sk_buff *skb,
		     u16 type);

/* Signatures may match any port. Without any, this costs a no-op. */
static __always_inline bool nfsl_signature_port(const struct nfsl_net *nn,
						const u8 *dport)
{
	return static_branch_unlikely(&nfsl_signatures_in_use) &&
	       test_bit(load_u16(dport), rcu_dereference(nn->ports));
}

/* Was it redirected past the ingress hook, and not judged since? */
static __always_inline bool nfsl_redirected(const struct sk_buff *skb)
{
	return static_branch_unlikely(&nfsl_redirects) &&
	       nfsl_from_ingress(skb);
}

/* It is judged now, wherever it goes. Without an IFB device, this costs a no-op. */
static __always_inline void nfsl_redirect_over(struct sk_buff *skb)
{
	if (static_branch_unlikely(&nfsl_redirects))
		nfsl_clear_from_ingress(skb);
}

/* Where a packet is when it is classified. */
enum nfsl_stage {
	NFSL_STAGE_INGRESS,	/* first of all; STAGE_INET may follow */
	NFSL_STAGE_INET,	/* before routing, fragments reassembled */
	NFSL_STAGE_OUTPUT,	/* the router's own */
	NFSL_STAGE_EGRESS	/* on its way out: nothing is counted but drops */
};

/* Addresses that a packet came in with, before NAT changed them. */
struct nfsl_before {
	struct address src;
	struct address dst;
};

/**
 * struct nfsl_context - packet context: where it is, and what is at skb->data
 * @type:    EtherType of what is at skb->data, host order
 * @tags:    VLAN tags that were removed
 * @stage:   enum nfsl_stage
 * @recheck: it was classified at ingress, and counted there unless it was deferred
 *	     to this stage: only what was deferred is decided now. At egress: another
 *	     hook has judged it, so only the worm is looked for
 * @before:  at egress: NAT brought it to this port; its allow entry may be for the
 *	     addresses before that
 * @state:   of the hook, in the stages that can queue
 */
struct nfsl_context {
	u16 type;
	u8 tags;
	u8 stage;
	bool recheck;
	const struct nf_hook_state *state;
	const struct nfsl_before *before;
};

/**
 * nfsl_classify - full classification, from bytes to the verdict of netfilter
 *
 * Bottom halves are off, under RCU. Returns NF_ACCEPT, NF_DROP, or in the stages
 * that can queue NF_STOLEN: then @skb must not be touched any more.
 */
unsigned int nfsl_classify(struct nfsl_device *device, struct sk_buff *skb,
			   struct nfsl_context context);

#endif /* NF_SLAMMER_HOOK_H */
