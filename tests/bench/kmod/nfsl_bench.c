// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfsl_bench.c - instructions that one received packet costs
 *
 * For QEMU with -icount shift=0, where a tick of the TSC is an instruction. The
 * module measures when it is loaded: a frame is handed to the stack repeatedly, as a
 * driver would do it, and as often built and freed without being handed over. The
 * difference is in parameter "result" until the module is removed: "dropped 672.31",
 * or "passed 400.00".
 *
 * Packets that pass reach a sink, the last hook of PRE_ROUTING, which counts and
 * drops them: the same end for all filters. If not all packets of all batches have
 * the same fate, there is no result.
 */
#include <linux/cpu.h>
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_netdev.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <linux/timex.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>

/*
 * The result is the mean of the middle half of this many batches: without those
 * disturbed by a timer tick, and with a share of rare work (a page for the next
 * skbs).
 */
#define BATCHES		32

#define FIRST_SOURCE	0x0b000000	/* 11.0.0.0, and at most a /8 from there */
#define FIRST_TARGET	0x0c000000	/* 12.0.0.0, the same */
#define ADDRESSES_MAX	(1u << 24)

static char *device = "";
module_param(device, charp, 0);
MODULE_PARM_DESC(device, "interface that receives");

/* A parameter has at most 1024 characters, but each element of an array so many. */
#define PARTS_MAX	4

static char *frame[PARTS_MAX];
static int parts;
module_param_array(frame, charp, &parts, 0);
MODULE_PARM_DESC(frame, "Ethernet frame with IPv4, in hexadecimal, in parts of up to 1024 characters");

static char *hook = "none";
module_param(hook, charp, 0);
MODULE_PARM_DESC(hook, "bare hook for comparison: drop, accept or none");

static unsigned int sources = 1;
module_param(sources, uint, 0);
MODULE_PARM_DESC(sources, "number of source addresses, chosen at random");

static unsigned int targets = 1;
module_param(targets, uint, 0);
MODULE_PARM_DESC(targets, "number of destination addresses, chosen at random");

static char *asker = "";
module_param(asker, charp, 0);
MODULE_PARM_DESC(asker, "interface inside, where questions come in");

static unsigned int flows;
module_param(flows, uint, 0);
MODULE_PARM_DESC(flows, "questions before all else, from port 1434; the frame answers the last");

static unsigned int packets = 1000;
module_param(packets, uint, 0);
MODULE_PARM_DESC(packets, "packets in each of " __stringify(BATCHES) " batches");

static unsigned int warm = 1000;
module_param(warm, uint, 0);
MODULE_PARM_DESC(warm, "packets to warm up with, not measured");

static unsigned int received;
module_param(received, uint, 0444);
MODULE_PARM_DESC(received, "packets that the interface received in all");

static char result_text[64];
static char *result = result_text;
module_param(result, charp, 0444);
MODULE_PARM_DESC(result, "result: dropped|passed INSTRUCTIONS");

static struct net_device *receiver;
static u8 bytes[PARTS_MAX * 512];
static unsigned int length;
static unsigned int passed;

static unsigned int bare_drop(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	return NF_DROP;
}

static unsigned int bare_accept(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static struct nf_hook_ops bare_ops = {
	.pf = NFPROTO_NETDEV,
	.hooknum = NF_NETDEV_INGRESS,
};

static unsigned int sink(void *priv, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	passed++;
	return NF_DROP;
}

static const struct nf_hook_ops sink_ops = {
	.hook = sink,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_PRE_ROUTING,
	.priority = NF_IP_PRI_LAST,
};

/* Linear congruential (Knuth), scaled to @n. */
static u32 random_below(u32 n)
{
	static u64 state = 1;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(((state >> 32) * n) >> 32);
}

/* Replace an address, and update the checksums. */
static void change(struct iphdr *ip, __be32 *address, u32 to)
{
	struct udphdr *udp = (struct udphdr *)(ip + 1);
	__be32 new = htonl(to);

	csum_replace4(&ip->check, *address, new);
	if (ip->protocol == IPPROTO_UDP && udp->check)
		csum_replace4(&udp->check, *address, new);
	*address = new;
}

static struct sk_buff *make_skb(struct net_device *dev)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(dev, length);
	struct iphdr *ip;

	if (!skb)
		return NULL;
	skb_put_data(skb, bytes, length);
	ip = (struct iphdr *)(skb->data + ETH_HLEN);
	if (sources > 1)
		change(ip, &ip->saddr, FIRST_SOURCE + random_below(sources));
	if (targets > 1)
		change(ip, &ip->daddr, FIRST_TARGET + random_below(targets));
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

/* The frame turned around, with other content, to @peer: its question. */
static struct sk_buff *make_question(struct net_device *dev, __be32 peer)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(dev, length);
	struct udphdr *udp;
	struct iphdr *ip;

	if (!skb)
		return NULL;
	skb_put_data(skb, bytes, length);
	ether_addr_copy(skb->data, dev->dev_addr);
	ip = (struct iphdr *)(skb->data + ETH_HLEN);
	udp = (struct udphdr *)(ip + 1);
	swap(udp->source, udp->dest);
	udp->check = 0;
	*(u8 *)(udp + 1) = 0;
	ip->saddr = ip->daddr;
	ip->daddr = peer;
	ip_send_check(ip);
	skb->protocol = eth_type_trans(skb, dev);
	return skb;
}

/* All questions on @asker, that of the frame at last. */
static int ask(void)
{
	const struct iphdr *ip = (const struct iphdr *)(bytes + ETH_HLEN);
	struct net_device *dev;
	struct sk_buff *skb;
	unsigned int i;

	if (!flows)
		return 0;
	dev = dev_get_by_name(&init_net, asker);
	if (!dev)
		return -ENODEV;
	for (i = flows; i; i--) {
		skb = make_question(dev, i == 1 ? ip->saddr :
						  htonl(FIRST_TARGET + i));
		if (!skb)
			break;
		local_bh_disable();
		netif_receive_skb(skb);
		local_bh_enable();
		cond_resched();
	}
	dev_put(dev);
	return i ? -ENOMEM : 0;
}

/* Instructions for @n packets, or -ENOMEM. */
static s64 batch(struct net_device *dev, unsigned int n, bool receive)
{
	struct sk_buff *skb;
	unsigned int i;
	u64 start, end;

	cond_resched();
	local_bh_disable();
	start = get_cycles();
	for (i = 0; i < n; i++) {
		skb = make_skb(dev);
		if (!skb)
			break;
		if (receive)
			netif_receive_skb(skb);
		else
			kfree_skb(skb);
	}
	end = get_cycles();
	local_bh_enable();
	if (receive)
		received += i;
	return i == n ? end - start : -ENOMEM;
}

static int by_size(const void *a, const void *b)
{
	s64 d = *(const s64 *)a - *(const s64 *)b;

	return d < 0 ? -1 : d > 0;
}

static s64 middle(s64 *list)
{
	s64 sum = 0;
	int i;

	sort(list, BATCHES, sizeof(*list), by_size, NULL);
	for (i = BATCHES / 4; i < BATCHES * 3 / 4; i++)
		sum += list[i];
	return div_s64(sum, BATCHES / 2);
}

/* Fills @result_text, or logs why it cannot. */
static int measure(struct net_device *dev)
{
	static s64 floor[BATCHES], whole[BATCHES];
	unsigned int through = 0;
	s64 cost;
	int i;

	if (batch(dev, warm, true) < 0)
		return -ENOMEM;
	for (i = 0; i < BATCHES; i++) {
		passed = 0;
		floor[i] = batch(dev, packets, false);
		whole[i] = batch(dev, packets, true);
		if (floor[i] < 0 || whole[i] < 0)
			return -ENOMEM;
		if (i && passed != through) {
			pr_err("nfsl_bench: %u of %u packets passed, and %u later\n",
			       through, packets, passed);
			return -EPROTO;
		}
		through = passed;
	}
	if (through && through != packets) {
		pr_err("nfsl_bench: %u of %u packets passed\n", through,
		       packets);
		return -EPROTO;
	}
	cost = middle(whole) - middle(floor);
	snprintf(result_text, sizeof(result_text), "%s %lld.%02lld",
		 through ? "passed" : "dropped", div_s64(cost, packets),
		 div_s64(cost * 100, packets) % 100);
	return 0;
}

/* The parts of the frame into @bytes; false if they are not hexadecimal. */
static bool unhex(void)
{
	size_t n;
	int i;

	for (i = 0; i < parts; i++) {
		n = strlen(frame[i]) / 2;
		if (length + n > sizeof(bytes) ||
		    hex2bin(bytes + length, frame[i], n))
			return false;
		length += n;
	}
	return true;
}

/* The frame, addressed to @dev. */
static int prepare(const struct net_device *dev)
{
	if (!unhex() ||
	    length < ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr) ||
	    bytes[12] != ETH_P_IP >> 8 || bytes[13] != (ETH_P_IP & 0xff) ||
	    bytes[ETH_HLEN] != 0x45) {
		pr_err("nfsl_bench: frame is not Ethernet with IPv4, in hexadecimal, of up to %zu bytes\n",
		       sizeof(bytes));
		return -EINVAL;
	}
	if (!sources || sources > ADDRESSES_MAX || !targets ||
	    targets > ADDRESSES_MAX || flows > ADDRESSES_MAX || !packets) {
		pr_err("nfsl_bench: packets is 0, or sources, targets or flows are not from 1 to %u\n",
		       ADDRESSES_MAX);
		return -EINVAL;
	}
	ether_addr_copy(bytes, dev->dev_addr);
	return 0;
}

/* For a trace: each CPU receives some packets, without measuring. */
#define TRACED	5

static int receive_some(void *priv)
{
	return batch(receiver, TRACED, true) < 0 ? -ENOMEM : 0;
}

static int receive_set(const char *value, const struct kernel_param *param)
{
	int cpu, err = receiver ? 0 : -ENODEV;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		if (!err)
			err = smp_call_on_cpu(cpu, receive_some, NULL, false);
	cpus_read_unlock();
	return err;
}

static const struct kernel_param_ops receive_ops = { .set = receive_set };
module_param_cb(receive, &receive_ops, NULL, 0200);
MODULE_PARM_DESC(receive, "write anything: each CPU receives "
		 __stringify(TRACED) " packets more");

/* The requested bare hook, if any. */
static int bare_set(void)
{
	if (!strcmp(hook, "none"))
		return 0;
	if (!strcmp(hook, "drop"))
		bare_ops.hook = bare_drop;
	else if (!strcmp(hook, "accept"))
		bare_ops.hook = bare_accept;
	else
		return -EINVAL;
	bare_ops.dev = receiver;
	return nf_register_net_hook(&init_net, &bare_ops);
}

static void bare_unset(void)
{
	if (bare_ops.hook)
		nf_unregister_net_hook(&init_net, &bare_ops);
}

static int __init bench_init(void)
{
	struct net_device *dev = dev_get_by_name(&init_net, device);
	int err;

	if (!dev)
		return -ENODEV;
	err = prepare(dev);
	if (!err)
		err = nf_register_net_hook(&init_net, &sink_ops);
	if (err)
		goto out_dev;
	receiver = dev;
	err = bare_set();
	if (err)
		goto out_sink;
	err = ask();
	if (!err)
		err = measure(dev);
	if (!err)
		return 0;
	bare_unset();
out_sink:
	nf_unregister_net_hook(&init_net, &sink_ops);
out_dev:
	dev_put(dev);
	return err;
}

static void __exit bench_exit(void)
{
	bare_unset();
	nf_unregister_net_hook(&init_net, &sink_ops);
	dev_put(receiver);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Instruction counts for nf_slammer, under QEMU -icount");
