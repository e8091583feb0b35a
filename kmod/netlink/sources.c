// SPDX-License-Identifier: GPL-2.0-only
/*
 * sources.c - dumps of sources and of estimators
 */
#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <net/genetlink.h>

#include "../source_table.h"
#include "internal.h"

/* Sources: cb->args are the side, the CPU and the slot that come next */

static int fill_revisits(struct sk_buff *skb, const struct revisit_tracker *tracker)
{
	if (!tracker->revisits)
		return 0;
	return nla_put_u32(skb, NFSL_SOURCE_REVISITS, tracker->revisits) ||
	       nla_put_u64_64bit(skb, NFSL_SOURCE_PERIOD,
				 jiffies64_to_nsecs(tracker->period),
				 NFSL_SOURCE_PAD) ? -EMSGSIZE : 0;
}

static int fill_packets(struct sk_buff *skb, const struct nfsl_source *s)
{
	u64 packets[CLASS_COUNT] = {};

	memcpy(&packets[CLASS_OTHER + 1], s->packets, sizeof(s->packets));
	return nla_put(skb, NFSL_SOURCE_PACKETS, sizeof(packets), packets);
}

static int fill_source(struct sk_buff *skb, struct netlink_callback *cb,
		       struct nfsl_net *nn, int side, u64 instance,
		       const struct nfsl_reading *reading)
{
	const struct nfsl_source *s = &reading->source;
	void *header = nfsl_dump_begin(skb, cb, NFSL_CMD_SOURCE_GET);
	u64 origin = nfsl_jiffies_origin();
	struct nlattr *nest;

	if (!header)
		return -EMSGSIZE;
	cb->seq = READ_ONCE(nn->resizes);
	genl_dump_check_consistent(cb, header);
	nest = nla_nest_start(skb, NFSL_A_SOURCE);
	if (!nest ||
	    nfsl_put_address(skb, NFSL_SOURCE_ADDRESS, s->address) ||
	    nla_put_u8(skb, NFSL_SOURCE_SIDE, side) ||
	    nla_put_u64_64bit(skb, NFSL_SOURCE_INSTANCE, instance,
			      NFSL_SOURCE_PAD) ||
	    nla_put_u32(skb, NFSL_SOURCE_IFINDEX, s->ifindex) ||
	    nla_put_u64_64bit(skb, NFSL_SOURCE_FIRST,
			      origin + jiffies64_to_nsecs(s->first),
			      NFSL_SOURCE_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_SOURCE_LAST,
			      origin + jiffies64_to_nsecs(s->last),
			      NFSL_SOURCE_PAD) ||
	    nfsl_put_address(skb, NFSL_SOURCE_TARGET, s->target) ||
	    fill_packets(skb, s) ||
	    nla_put_u64_64bit(skb, NFSL_SOURCE_BYTES, s->bytes,
			      NFSL_SOURCE_PAD) ||
	    nla_put_u64_64bit(skb, NFSL_SOURCE_TARGETS, reading->targets,
			      NFSL_SOURCE_PAD) ||
	    fill_revisits(skb, &s->revisit)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	return 0;
}

/* One CPU's table of one side, from slot cb->args[2] on. */
static int table_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      struct nfsl_net *nn, int side, int cpu)
{
	struct nfsl_reading reading;
	int found;

	for (;; cb->args[2]++) {
		found = nfsl_sources_read(nn, side, cpu, cb->args[2], &reading);
		if (found < 0)
			break;
		if (found && fill_source(skb, cb, nn, side,
					 (u64)cpu << 32 | reading.serial,
					 &reading))
			return -EMSGSIZE;
		cond_resched();
	}
	cb->args[2] = 0;
	return 0;
}

/* A resize during the dump is a change that netlink flags. */
int nfsl_source_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nfsl_net *nn = nfsl_dump_net(cb);

	if (!nfsl_net_counts(nn))
		return 0;
	for (; cb->args[0] < NFSL_SIDE_COUNT; cb->args[0]++) {
		for (; cb->args[1] < nr_cpu_ids; cb->args[1]++)
			if (cpu_possible(cb->args[1]) &&
			    table_dump(skb, cb, nn, cb->args[0], cb->args[1]))
				return skb->len;
		cb->args[1] = 0;
	}
	cb->seq = READ_ONCE(nn->resizes);
	return skb->len;
}

/* Estimators: cb->args[0] is the one that comes next */

/* Registers are reset last, when everything else fits into the message. */
static int fill_sketch(struct sk_buff *skb, struct netlink_callback *cb,
		       struct nfsl_net *nn, int side, int what, bool reset)
{
	void *header = nfsl_dump_begin(skb, cb, NFSL_CMD_SKETCH_GET);
	struct nlattr *nest, *registers, *since;
	u64 when;

	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, NFSL_A_SKETCH);
	if (!nest ||
	    nla_put_u8(skb, NFSL_SKETCH_SIDE, side) ||
	    nla_put_u8(skb, NFSL_SKETCH_WHAT, what))
		goto cancel;
	since = nla_reserve_64bit(skb, NFSL_SKETCH_SINCE, sizeof(u64),
				  NFSL_SKETCH_PAD);
	registers = nla_reserve(skb, NFSL_SKETCH_REGISTERS, NFSL_SKETCH_SIZE);
	if (!since || !registers)
		goto cancel;
	when = nfsl_sources_sketch(nn, side, what, nla_data(registers), reset);
	when = nfsl_jiffies_origin() + jiffies64_to_nsecs(when);
	memcpy(nla_data(since), &when, sizeof(when));
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	return 0;
cancel:
	genlmsg_cancel(skb, header);
	return -EMSGSIZE;
}

int nfsl_sketch_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *attr = nlmsg_find_attr(cb->nlh, GENL_HDRLEN,
						    NFSL_A_FLAGS);
	u32 flags = attr ? nla_get_u32(attr) : 0;
	struct nfsl_net *nn = nfsl_dump_net(cb);
	int side, what;

	if (flags & ~NFSL_FLAG_RESET) {
		NL_SET_ERR_MSG_ATTR(cb->extack, attr,
				    "unknown flag for this request");
		return -EINVAL;
	}
	if (!nfsl_net_counts(nn))
		return 0;
	mutex_lock(&nn->transaction);	/* one reset at a time */
	for (; cb->args[0] < NFSL_SIDE_COUNT * NFSL_SKETCH_WHAT_COUNT;
	     cb->args[0]++) {
		side = cb->args[0] / NFSL_SKETCH_WHAT_COUNT;
		what = cb->args[0] % NFSL_SKETCH_WHAT_COUNT;
		if (fill_sketch(skb, cb, nn, side, what, flags))
			break;
	}
	mutex_unlock(&nn->transaction);
	return skb->len;
}

const struct nla_policy nfsl_sketch_attrs[NFSL_SKETCH_MAX + 1] = {
	[NFSL_SKETCH_SIDE] = NLA_POLICY_MAX(NLA_U8, NFSL_SIDE_COUNT - 1),
	[NFSL_SKETCH_WHAT] = NLA_POLICY_MAX(NLA_U8, NFSL_SKETCH_WHAT_COUNT - 1),
	[NFSL_SKETCH_REGISTERS] = NLA_POLICY_EXACT_LEN(NFSL_SKETCH_SIZE),
};

int nfsl_sketch_clear(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[NFSL_A_SKETCH];
	struct nfsl_net *nn = nfsl_net(genl_info_net(info));
	struct nlattr *tb[NFSL_SKETCH_MAX + 1];
	int err;

	if (!attr) {
		GENL_SET_ERR_MSG(info, "an estimator is missing");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, NFSL_SKETCH_MAX, attr, nfsl_sketch_attrs,
			       info->extack);
	if (err)
		return err;
	if (!tb[NFSL_SKETCH_SIDE] || !tb[NFSL_SKETCH_WHAT] ||
	    !tb[NFSL_SKETCH_REGISTERS]) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "side, what or registers are missing");
		return -EINVAL;
	}
	mutex_lock(&nn->transaction);
	if (nfsl_net_counts(nn))
		nfsl_sources_sketch_clear(nn, nla_get_u8(tb[NFSL_SKETCH_SIDE]),
					  nla_get_u8(tb[NFSL_SKETCH_WHAT]),
					  nla_data(tb[NFSL_SKETCH_REGISTERS]));
	mutex_unlock(&nn->transaction);
	return 0;
}
