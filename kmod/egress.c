// SPDX-License-Identifier: GPL-2.0-only
/*
 * egress.c - what an interface sends: a last look, which only drops
 *
 * Some packets leave without having met the ingress hook or the one on local output:
 * those of a container's macvlan, of a program with a packet socket. Others met one
 * as something else: NAT has changed their port since, or a label was popped. All of
 * them pass the egress hook of the interface that they leave by, unless tc
 * redirected them there.
 *
 * A packet that another hook has judged is judged again only if it is the worm, which
 * nothing permits; so no packet that a rule, an allow entry or a flow let through is
 * lost here. See docs/decisions/egress-hook.md.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/sock.h>
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
#include <net/netfilter/nf_conntrack.h>
#endif

#include "device.h"
#include "hook.h"

/**
 * struct nfsl_origin - where a packet that is sent came from
 * @device:  that judged it, or would have; NULL: policy has none there, so it passes
 * @dev:     that received it; NULL: none did
 * @seen:    @device's hook has judged it
 */
struct nfsl_origin {
	struct nfsl_device *device;
	struct net_device *dev;
	bool seen;
};

/*
 * Did it pass local output of this namespace, or come in by an interface of it? Not if
 * another namespace routed it, or a socket there sent it, or one that is not of IP.
 */
static bool is_ours(const struct sk_buff *skb, const struct net *net)
{
	const struct dst_entry *dst = skb_dst(skb);
	const struct sock *sk = skb->sk;

	if (dst && dst->dev)
		return net_eq(dev_net(dst->dev), net);
	if (skb->skb_iif || !sk)
		return true;
	return net_eq(sock_net(sk), net) &&
	       (sk->sk_family == AF_INET || sk->sk_family == AF_INET6);
}

static struct nfsl_origin origin_of(const struct nfsl_net *nn,
				    const struct sk_buff *skb)
{
	struct nfsl_origin origin = { .device = READ_ONCE(nn->local) };

	origin.seen = is_ours(skb, nn->net);
	if (!skb->skb_iif || !origin.seen)
		return origin;
	origin.dev = dev_get_by_index_rcu(nn->net, skb->skb_iif);
	if (origin.dev)
		origin.device = nfsl_device_below(nn, origin.dev, true);
	return origin;
}

#if IS_ENABLED(CONFIG_NF_CONNTRACK)
static struct address address_of(const union nf_inet_addr *address, u16 family)
{
	return family == NFPROTO_IPV6 ? address_load((const u8 *)address->ip6) :
					address_ip4(ntohl(address->ip));
}

static bool relevant_port(const struct nfsl_net *nn, __be16 port)
{
	return port == htons(SSRP_PORT) ||
	       nfsl_signature_port(nn, (const u8 *)&port);
}

/*
 * Has NAT brought it to a port that matters? The answers of a connection were asked
 * for, whatever port they go to.
 */
static bool port_changed(const struct nfsl_net *nn, const struct sk_buff *skb,
			 struct nfsl_before *before)
{
	const struct nf_conntrack_tuple *came, *answer;
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	if (!ct || nf_ct_is_template(ct) || !(ct->status & IPS_DST_NAT) ||
	    CTINFO2DIR(ctinfo) != IP_CT_DIR_ORIGINAL)
		return false;
	came = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	answer = &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	if (came->dst.protonum != IPPROTO_UDP ||
	    !relevant_port(nn, answer->src.u.udp.port) ||
	    relevant_port(nn, came->dst.u.udp.port))
		return false;
	before->src = address_of(&came->src.u3, came->src.l3num);
	before->dst = address_of(&came->dst.u3, came->src.l3num);
	return true;
}
#else
static bool port_changed(const struct nfsl_net *nn, const struct sk_buff *skb,
			 struct nfsl_before *before)
{
	return false;
}
#endif

/* As it is after its Ethernet header, and where it came in. */
static unsigned int judge_from(struct nfsl_origin origin, struct sk_buff *skb,
			       u32 at, struct nfsl_context context)
{
	struct net_device *dev = skb->dev;
	unsigned int verdict;

	__skb_pull(skb, at);
	if (origin.dev)
		skb->dev = origin.dev;
	verdict = nfsl_classify(origin.device, skb, context);
	skb->dev = dev;
	__skb_push(skb, at);
	return verdict;
}

static noinline unsigned int egress_special(struct nfsl_device *device,
					    struct sk_buff *skb, u32 at, u16 type)
{
	struct nfsl_context context = {
		.type = type,
		.tags = skb_vlan_tag_present(skb),
		.stage = NFSL_STAGE_EGRESS,
	};
	const struct nfsl_net *nn = device->nn;
	struct nfsl_origin origin;
	struct nfsl_before before;

	/* only the kernel's packet generator sends one that others have as well */
	if (skb_shared(skb))
		return NF_ACCEPT;
	origin = origin_of(nn, skb);
	if (!origin.device)
		return NF_ACCEPT;
	if (origin.seen && port_changed(nn, skb, &before)) {
		origin.seen = false;
		context.before = &before;
	}
	/* the egress hook of its VLAN interface was first */
	context.recheck = origin.seen ||
			  (skb_vlan_tag_present(skb) &&
			   nfsl_device_vlan_hooked(device, skb));
	return judge_from(origin, skb, at, context);
}

/* No UDP header can follow: not even behind an extension header, a tag, PPPoE or SNAP. */
static bool not_udp(const u8 *p, u32 avail, u16 type)
{
	switch (type) {
	case ETHERTYPE_IP4:
		return avail >= 20 && p[9] != IPPROTO_NR_UDP;
	case ETHERTYPE_IP6:
		return avail >= 40 && packet_ip6_end(p[6]) != REASON_HEADERS;
	}
	return type >= ETHERTYPE_MIN && !layer2_tag(type) &&
	       type != ETHERTYPE_PPPOE;
}

/* Bottom halves are off, and skb->data is at the header of the link. */
unsigned int nfsl_hook_egress(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	bool ethernet = skb->dev->type == ARPHRD_ETHER;
	u32 at = ethernet ? ETH_HLEN : skb_network_offset(skb);
	struct nfsl_device *device = priv;
	enum slammer_reason reason;
	const u8 *p, *dport;
	u32 avail;
	u16 type;

	if (unlikely(at > skb_headlen(skb)))
		return NF_ACCEPT;
	p = skb->data + at;
	avail = skb_headlen(skb) - at;
	/* programs with packet sockets write what they like beside the packet */
	type = ethernet ? load_be16(p - 2) : ntohs(skb->protocol);
	reason = packet_fast_path(p, avail, type, &dport);
	if (likely(reason == REASON_NOT_UDP))
		return NF_ACCEPT;
	if (reason == REASON_OTHER_PORT && !nfsl_signature_port(device->nn, dport))
		return NF_ACCEPT;
	if (not_udp(p, avail, type))
		return NF_ACCEPT;
	return egress_special(device, skb, at, type);
}
