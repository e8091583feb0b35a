/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inet.h - the hooks before routing: what the ingress hook cannot do
 *
 * Netfilter cannot queue from netdev ingress, and it reassembles fragments after
 * ingress. A policy that queues, or that classifies reassembled datagrams, defers
 * packets to these hooks, which are registered only while such a policy is active,
 * or while there is an IFB device: what tc redirects to that comes back behind the
 * ingress hook, and is judged here as it would be there. If a bridge takes it first,
 * that is done by a hook of bridges.
 *
 * What never reaches them (a bridge or a flowtable forwards it, another namespace
 * receives it, it is still inside PPPoE or an inner VLAN) is decided at ingress: fragments as they
 * are, and a packet to be queued as if no program listened.
 */
#ifndef NF_SLAMMER_INET_H
#define NF_SLAMMER_INET_H

struct nfsl_net;
struct nfsl_policy;

/*
 * Load the modules that @policy needs, if any, and find those that it uses. Not
 * under RTNL, which their loading may take. If what it needs is missing,
 * nfsl_inet_hook() fails.
 */
void nfsl_inet_load(const struct nfsl_policy *policy);
void nfsl_inet_exit(void);

/* Before @policy is published: register what it needs. RTNL. 0 or -errno. */
int nfsl_inet_hook(struct nfsl_net *nn, const struct nfsl_policy *policy);

/*
 * Unregister what neither @policy, the active one, nor an IFB device needs; NULL: all.
 * RTNL.
 */
void nfsl_inet_unhook(struct nfsl_net *nn, const struct nfsl_policy *policy);

#endif /* NF_SLAMMER_INET_H */
