// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload.c - is a packet in a connection that a flowtable forwards?
 *
 * Connection tracking is a module that need not be there, and this one must not
 * depend on it: its lookup is resolved once it is loaded and there is, or was, a
 * policy that queues. From then on it stays loaded until this module goes.
 */
#include <linux/kconfig.h>

#include "offload.h"

#if IS_ENABLED(CONFIG_NF_CONNTRACK)

#include <linux/in.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "nfslammer/packet.h"

static typeof(&nf_conntrack_find_get) find;
static bool wanted;

static void resolve(void)
{
	typeof(&nf_conntrack_find_get) found = symbol_get(nf_conntrack_find_get);

	/* each time it is resolved is a reference */
	if (found && cmpxchg(&find, NULL, found))
		symbol_put(nf_conntrack_find_get);
}

static int module_event(struct notifier_block *block, unsigned long event,
			void *data)
{
	const struct module *module = data;

	if (event == MODULE_STATE_LIVE && READ_ONCE(wanted) &&
	    !strcmp(module->name, "nf_conntrack"))
		resolve();
	return NOTIFY_DONE;
}

static struct notifier_block module_notifier = {
	.notifier_call = module_event,
};

int nfsl_offload_init(void)
{
	return register_module_notifier(&module_notifier);
}

void nfsl_offload_exit(void)
{
	unregister_module_notifier(&module_notifier);
	if (find)
		symbol_put(nf_conntrack_find_get);
}

void nfsl_offload_use(void)
{
	/* it is live before the notifier looks at this */
	smp_store_mb(wanted, true);
	if (!READ_ONCE(find))
		resolve();
}

static void fill_address(union nf_inet_addr *to, const struct packet *pkt,
			 struct address from)
{
	if (pkt->family == 4) {
		to->ip = htonl((u32)from.lo);
	} else {
		to->ip6[0] = htonl((u32)(from.hi >> 32));
		to->ip6[1] = htonl((u32)from.hi);
		to->ip6[2] = htonl((u32)(from.lo >> 32));
		to->ip6[3] = htonl((u32)from.lo);
	}
}

bool nfsl_offloaded(struct net *net, const struct packet *pkt)
{
	typeof(&nf_conntrack_find_get) lookup = READ_ONCE(find);
	struct nf_conntrack_tuple tuple;
	struct nf_conntrack_tuple_hash *hash;
	struct nf_conn *ct;
	bool offloaded;

	if (!lookup)
		return false;
	memset(&tuple, 0, sizeof(tuple));
	tuple.src.l3num = pkt->family == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
	tuple.dst.protonum = IPPROTO_UDP;
	fill_address(&tuple.src.u3, pkt, pkt->src);
	fill_address(&tuple.dst.u3, pkt, pkt->dst);
	tuple.src.u.udp.port = htons(pkt->sport);
	tuple.dst.u.udp.port = htons(pkt->dport);
	hash = lookup(net, &nf_ct_zone_dflt, &tuple);
	if (!hash)
		return false;
	ct = nf_ct_tuplehash_to_ctrack(hash);
	offloaded = test_bit(IPS_OFFLOAD_BIT, &ct->status);
	nf_conntrack_put(&ct->ct_general);
	return offloaded;
}

#else

int nfsl_offload_init(void)
{
	return 0;
}

void nfsl_offload_exit(void)
{
}

void nfsl_offload_use(void)
{
}

bool nfsl_offloaded(struct net *net, const struct packet *pkt)
{
	return false;
}

#endif
