// SPDX-License-Identifier: GPL-2.0-only
/*
 * status.c - status, and dumps of interfaces and counters
 */
#include <linux/cpumask.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "../compat.h"
#include "../device.h"
#include "../events.h"
#include "../flows.h"
#include "nfslammer/memory.h"
#include "../policy.h"
#include "../source_table.h"
#include "../stats.h"
#include "internal.h"

/* Status */

/* How full the tables of a side are. Adds their bytes to @memory. */
static int fill_table(struct sk_buff *skb, const struct nfsl_net *nn, int side,
		      u64 *memory)
{
	struct nfsl_usage usage = nfsl_sources_usage(nn, side);
	struct nlattr *nest = nla_nest_start(skb, NFSL_STATUS_TABLE);

	*memory += usage.bytes;
	if (!nest ||
	    nla_put_u8(skb, NFSL_TABLE_SIDE, side) ||
	    nla_put_u32(skb, NFSL_TABLE_SIZE, usage.size) ||
	    nla_put_u32(skb, NFSL_TABLE_USED, usage.used) ||
	    nla_put_u64_64bit(skb, NFSL_TABLE_EVICTED, usage.evicted,
			      NFSL_TABLE_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_TABLE_UNTRACKED, usage.untracked,
			      NFSL_TABLE_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* How full a flow table is. Adds its bytes to @memory. */
static int fill_flows(struct sk_buff *skb, const struct nfsl_net *nn, int side,
		      u64 *memory)
{
	struct nfsl_flow_usage usage = nfsl_flows_usage(nn, side);
	struct nlattr *nest;

	*memory += usage.bytes;
	if (!usage.size)
		return 0;
	nest = nla_nest_start(skb, NFSL_STATUS_FLOWS);
	if (!nest ||
	    nla_put_u8(skb, NFSL_FLOWS_SIDE, side) ||
	    nla_put_u32(skb, NFSL_FLOWS_SIZE, usage.size) ||
	    nla_put_u32(skb, NFSL_FLOWS_USED, usage.used) ||
	    nla_put_u64_64bit(skb, NFSL_FLOWS_OPENED,
			      usage.n[NFSL_FLOW_OPENED], NFSL_FLOWS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_FLOWS_EVICTED,
			      usage.n[NFSL_FLOW_EVICTED], NFSL_FLOWS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_FLOWS_REFUSED,
			      usage.n[NFSL_FLOW_REFUSED], NFSL_FLOWS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_FLOWS_ANSWERS,
			      usage.n[NFSL_FLOW_ANSWERS], NFSL_FLOWS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* All tables, how full they are, and what memory they take. */
static int fill_tables(struct sk_buff *skb, const struct nfsl_net *nn)
{
	u64 memory = (u64)num_possible_cpus() * MEMORY_CPU;
	int side;

	for (side = 0; side < NFSL_SIDE_COUNT; side++)
		if (fill_table(skb, nn, side, &memory))
			return -EMSGSIZE;
	for (side = 0; side < FLOW_SIDES; side++)
		if (fill_flows(skb, nn, side, &memory))
			return -EMSGSIZE;
	return nla_put_u64_64bit(skb, NFSL_STATUS_MEMORY, memory,
				 NFSL_STATUS_PAD);
}

/* What is registered besides ingress and local output. Under RTNL. */
static u32 hooks_of(const struct nfsl_net *nn)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	u32 hooks = 0;

	if (NFSL_EGRESS && nn->n_devices)
		hooks |= NFSL_HOOKS_EGRESS;
	if (nn->inet_hooked && nn->n_ifb)
		hooks |= NFSL_HOOKS_REDIRECTS;
	if (nn->inet_hooked && nfsl_policy_needs_inet(policy))
		hooks |= NFSL_HOOKS_DEFERRED;
	return hooks;
}

/* What is only there if there is a policy. Under RTNL. */
static int fill_guarded(struct sk_buff *skb, const struct nfsl_net *nn,
			const struct nfsl_policy *policy)
{
	if (nla_put_u64_64bit(skb, NFSL_STATUS_EPOCH, nn->epoch,
			      NFSL_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_STATUS_BEGAN, nfsl_jiffies_origin() +
			      jiffies64_to_nsecs(nn->began), NFSL_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_STATUS_DIGEST, policy->digest,
			      NFSL_STATUS_PAD) ||
	    nla_put_u32(skb, NFSL_STATUS_PATTERNS, policy->n_zones) ||
	    nla_put_u32(skb, NFSL_STATUS_INTERNAL, policy->n_internal) ||
	    nla_put_u32(skb, NFSL_STATUS_ALLOW, policy->n_allow) ||
	    nla_put_u32(skb, NFSL_STATUS_DEVICES, READ_ONCE(nn->n_devices)) ||
	    nla_put_u32(skb, NFSL_STATUS_SIGNATURES,
			policy->ruleset.signatures.count) ||
	    nla_put_u64_64bit(skb, NFSL_STATUS_UNATTENDED,
			      nfsl_stats_unattended_read(nn), NFSL_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_STATUS_EVENTS_LOST,
			      nfsl_events_lost(nn), NFSL_STATUS_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_STATUS_LATE, nfsl_stats_late_read(nn),
			      NFSL_STATUS_PAD) ||
	    nla_put_u32(skb, NFSL_STATUS_HOOKS, hooks_of(nn)))
		return -EMSGSIZE;
	return 0;
}

static int fill_policy(struct sk_buff *skb, const struct nfsl_net *nn)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);

	if (nla_put_u32(skb, NFSL_STATUS_ABI, NFSL_ABI) ||
	    nla_put_string(skb, NFSL_STATUS_VERSION, NF_SLAMMER_VERSION) ||
	    nla_put_u32(skb, NFSL_STATUS_GENERATION,
			policy ? policy->generation : 0) ||
	    (policy && fill_guarded(skb, nn, policy)))
		return -EMSGSIZE;
	return 0;
}

/*
 * Under nn->transaction, which keeps policy and tables as they are. The tables not under
 * RTNL: to count the flows of large ones takes a while.
 */
static int fill_status(struct sk_buff *skb, const struct nfsl_net *nn)
{
	struct nlattr *nest = nla_nest_start(skb, NFSL_A_STATUS);
	int err;

	if (!nest)
		return -EMSGSIZE;
	rtnl_lock();
	err = fill_policy(skb, nn);
	rtnl_unlock();
	if (!err && rcu_access_pointer(nn->policy))
		err = fill_tables(skb, nn);
	if (!err)
		nla_nest_end(skb, nest);
	return err;
}

int nfsl_status_reply(struct genl_info *info)
{
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	struct sk_buff *skb;
	int err = -EMSGSIZE;
	void *header;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &nfsl_family, 0,
				   NFSL_CMD_STATUS_GET);
	if (header) {
		mutex_lock(&nn->transaction);
		err = fill_status(skb, nn);
		mutex_unlock(&nn->transaction);
	}
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

int nfsl_status_get(struct sk_buff *skb, struct genl_info *info)
{
	return nfsl_status_reply(info);
}

/* Dumps: cb->args[0] is the entry that comes next */

static int fill_device(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct nfsl_device *device, const char *name)
{
	void *header = nfsl_dump_begin(skb, cb, NFSL_CMD_DEVICE_GET);
	struct nlattr *nest;

	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, NFSL_A_DEVICE);
	if (!nest ||
	    nla_put_u32(skb, NFSL_DEVICE_IFINDEX, device->ifindex) ||
	    nla_put_string(skb, NFSL_DEVICE_NAME, name) ||
	    nla_put_u8(skb, NFSL_DEVICE_ZONE, device->zone) ||
	    nla_put_u64_64bit(skb, NFSL_DEVICE_PASSED,
			      nfsl_device_passed(device), NFSL_DEVICE_PAD)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	return 0;
}

int nfsl_device_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nfsl_net *nn = nfsl_dump_net(cb);
	const struct nfsl_device *device;
	struct net_device *dev;
	long index = 1;

	rtnl_lock();
	if (!nn->local)
		goto out;
	if (!cb->args[0]) {
		if (fill_device(skb, cb, nn->local, ""))
			goto out;
		cb->args[0] = 1;
	}
	for_each_netdev(nn->net, dev) {
		device = nfsl_device_of(nn, dev);
		if (!device || index++ < cb->args[0])
			continue;
		if (fill_device(skb, cb, device, dev->name))
			goto out;
		cb->args[0]++;
	}
out:
	rtnl_unlock();
	return skb->len;
}

static int fill_counter(struct sk_buff *skb, struct netlink_callback *cb,
			u32 direction, u32 reason, u32 verdict,
			struct nfsl_count n)
{
	void *header = nfsl_dump_begin(skb, cb, NFSL_CMD_COUNTER_GET);
	struct nlattr *nest;

	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, NFSL_A_COUNTER);
	if (!nest ||
	    nla_put_u8(skb, NFSL_COUNTER_DIRECTION, direction) ||
	    nla_put_u8(skb, NFSL_COUNTER_REASON, reason) ||
	    nla_put_u8(skb, NFSL_COUNTER_VERDICT, verdict) ||
	    nla_put_u64_64bit(skb, NFSL_COUNTER_PACKETS, n.packets,
			      NFSL_COUNTER_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_COUNTER_BYTES, n.bytes,
			      NFSL_COUNTER_PAD)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	return 0;
}

/* Packets without a rule are counted by interface, and pass. */
static struct nfsl_count counter_read(const struct nfsl_net *nn,
				      const struct nfsl_passed_sums *passed,
				      u32 direction, u32 reason, u32 verdict)
{
	struct nfsl_count n = {};

	if (reason >= REASON_FIRST_RULED)
		return nfsl_stats_read(nn, direction, reason, verdict);
	if (verdict == VERDICT_ACCEPT)
		n.packets = passed->n[direction][reason];
	return n;
}

/* Interfaces are walked once for each message, which holds about all there is. */
int nfsl_counter_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const long end = DIRECTION_COUNT * REASON_COUNT * VERDICT_COUNT;
	struct nfsl_net *nn = nfsl_dump_net(cb);
	u32 direction, reason, verdict;
	struct nfsl_passed_sums passed;
	struct nfsl_count n;

	if (!nfsl_net_counts(nn) || cb->args[0] == end)
		return 0;
	nfsl_devices_passed(nn, &passed);
	for (; cb->args[0] < end; cb->args[0]++) {
		verdict = cb->args[0] % VERDICT_COUNT;
		reason = cb->args[0] / VERDICT_COUNT % REASON_COUNT;
		direction = cb->args[0] / VERDICT_COUNT / REASON_COUNT;
		n = counter_read(nn, &passed, direction, reason, verdict);
		if (n.packets &&
		    fill_counter(skb, cb, direction, reason, verdict, n))
			break;
	}
	return skb->len;
}
