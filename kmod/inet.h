/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inet.h - the hooks before routing: what the ingress hook cannot do
 *
 * Netfilter cannot queue from netdev ingress, and fragments are put together
 * behind it. A policy that queues, or wants datagrams whole, has packets wait
 * for these hooks, which are there only as long as such a policy is.
 *
 * What never comes by here (a bridge passes it on, another namespace takes it,
 * it is still inside PPPoE or an inner VLAN) is decided at ingress: fragments as
 * they are, and a packet to be queued like one that nobody listens for.
 */
#ifndef NF_SLAMMER_INET_H
#define NF_SLAMMER_INET_H

#include <linux/types.h>

#include "main.h"

struct nf_hook_state;
struct nfsl_device;
struct nfsl_policy;
struct sk_buff;

/*
 * Have the modules that @policy needs, if it needs any. Not under RTNL, for they
 * may have to be loaded. What is not there then makes nfsl_inet_adopt() fail.
 */
void nfsl_inet_request(const struct nfsl_policy *policy);
void nfsl_inet_exit(void);

/* Hooks for @policy, if it needs any: before it is published. RTNL. 0, -errno. */
int nfsl_inet_adopt(struct nfsl_net *nn, const struct nfsl_policy *policy);

/* After it was published (or not): hooks that no policy needs go. RTNL. */
void nfsl_inet_release(struct nfsl_net *nn, const struct nfsl_policy *policy);

/*
 * Will a packet that is at ingress of @device come by the hooks before routing?
 * @type: EtherType of what is at skb->data. On the packet path.
 */
bool nfsl_inet_reaches(const struct nfsl_device *device,
		       const struct sk_buff *skb, u16 type);

/*
 * The verdict of a hook goes to the next one as well, which has to know which
 * packet nobody listens for. Returns @verdict.
 */
unsigned int nfsl_queue_note(const struct sk_buff *skb,
			     const struct nf_hook_state *state,
			     unsigned int verdict);

/* A packet was to be queued, and nobody took it. Bottom halves are off. */
void nfsl_inet_unheard_add(struct nfsl_net *nn);
u64 nfsl_inet_unheard(const struct nfsl_net *nn);

/* Under RTNL. 0 or -ENOMEM, and then nfsl_inet_free() is still due. */
int nfsl_inet_alloc(struct nfsl_net *nn);
void nfsl_inet_free(struct nfsl_net *nn);

#endif /* NF_SLAMMER_INET_H */
