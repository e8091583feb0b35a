// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - hand a packet to the program that inspects it
 */
#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_queue.h>

#include "queue.h"

static const struct nf_hook_entries *
hooks_of(const struct nf_hook_state *state)
{
	const struct netns_nf *nf = &state->net->nf;

	if (state->pf == NFPROTO_IPV4)
		return rcu_dereference(nf->hooks_ipv4[state->hook]);
	return rcu_dereference(nf->hooks_ipv6[state->hook]);
}

bool nfsl_queue_packet(struct sk_buff *skb, const struct nf_hook_state *state,
		       const void *priv, u16 number)
{
	const struct nf_hook_entries *hooks = hooks_of(state);
	struct nf_hook_state copy = *state;
	unsigned int i, n = hooks ? hooks->num_hook_entries : 0;

	/* an accepted packet goes on with the hook after this one */
	for (i = 0; i < n && hooks->hooks[i].priv != priv; i++)
		;
	/* it was unregistered a moment ago */
	if (i == n)
		return false;
	return !nf_queue(skb, &copy, i, NF_QUEUE_NR(number) |
			 NF_VERDICT_FLAG_QUEUE_BYPASS);
}
