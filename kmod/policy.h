/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - the immutable ruleset: draft, finalize, free
 *
 * A draft is given its entries one by one, each checked as it comes. Finalized, it
 * becomes a policy that is not changed any more, except for what it says of
 * interfaces that come and go. nfsl_net_publish() makes it the active one.
 */
#ifndef NF_SLAMMER_POLICY_H
#define NF_SLAMMER_POLICY_H

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "netns.h"
#include "nfslammer/pattern.h"

struct netlink_ext_ack;
struct nfsl_draft;
struct nlattr;

/* When a limit's bucket will be full again, see limit.h; all CPUs write it. */
struct nfsl_bucket {
	atomic64_t full;
} ____cacheline_aligned_in_smp;

/**
 * struct nfsl_policy - all of policy that a packet sees, by one RCU pointer
 * @ruleset:	the tables that decide
 * @bucket:	one for each limit; the only member that packets write
 * @zone:	zone of an interface, by nfsl_device.slot; changed under RTNL only
 * @ppp_hooked:	there are PPP links, and all of them are hooked; written under RTNL
 * @ppp_named:	and none of them in zone unnamed
 * @ports:	of signatures, in network order as they are loaded from a packet
 * @other_ports: some of @ports are not 1434: counted in nfsl_signatures_in_use
 * @has_queue:	@queue is set
 * @has_flows:	@flows is set: entries of each flow table
 * @flags:	enum nfsl_flags
 * @digest:	see ruleset.h
 * @limits:	as in the draft
 * @patterns:	@zones, to look them up
 * @known:	what zones.c knows of interfaces, by ifindex; RTNL
 * @known_all:	and what it has computed of them holds; RTNL
 * @zones, @internal, @allow: entries of the draft, for the dump; @internal and
 *		@allow are sorted, and without duplicates
 */
struct nfsl_policy {
	struct ruleset ruleset;
	struct nfsl_bucket bucket[NFSL_LIMITS_MAX];
	u8 zone[NFSL_DEVICES_MAX];
	bool ppp_hooked;
	bool ppp_named;
	DECLARE_BITMAP(ports, 65536);
	bool other_ports;
	bool has_queue;
	struct nfsl_queue queue;
	struct nfsl_tracking tracking;
	bool has_flows;
	u32 flows;
	u32 flags;
	u32 n_limits;
	struct nfsl_limit limits[NFSL_LIMITS_MAX];
	u32 generation;
	u64 digest;
	u32 n_zones;
	u32 n_internal;
	u32 n_allow;
	struct patterns patterns;
	struct xarray known;
	bool known_all;
	struct nfsl_zone *zones;
	struct prefix *internal;
	struct pair *allow;
	struct rcu_head rcu;
};

/* An empty draft: every verdict is accept. NULL if out of memory. */
struct nfsl_draft *nfsl_draft_new(void);
void nfsl_draft_free(struct nfsl_draft *draft);

/*
 * Each adds one entry, or says by @extack what is wrong with it; @attr is the
 * attribute at fault and may be NULL. 0 or -errno.
 */
int nfsl_draft_zone(struct nfsl_draft *draft,
		    const struct nfsl_zone *zone,
		    const struct nlattr *attr,
		    struct netlink_ext_ack *extack);
int nfsl_draft_rule(struct nfsl_draft *draft,
		    const struct nfsl_rule *rule,
		    const struct nlattr *attr,
		    struct netlink_ext_ack *extack);
int nfsl_draft_limit(struct nfsl_draft *draft,
		     const struct nfsl_limit *limit,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack);
int nfsl_draft_queue(struct nfsl_draft *draft,
		     const struct nfsl_queue *queue,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack);
int nfsl_draft_tracking(struct nfsl_draft *draft,
			const struct nfsl_tracking *tracking,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int nfsl_draft_flows(struct nfsl_draft *draft, u32 flows,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack);
int nfsl_draft_flags(struct nfsl_draft *draft, u32 flags,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack);
int nfsl_draft_signature(struct nfsl_draft *draft,
			 const struct nfsl_signature *signature,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack);
int nfsl_draft_internal(struct nfsl_draft *draft,
			const struct nfsl_prefix *prefix,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int nfsl_draft_allow(struct nfsl_draft *draft,
		     const struct nfsl_allow *allow,
		     const struct nlattr *attr,
		     struct netlink_ext_ack *extack);

/**
 * nfsl_draft_finalize - turn a draft into a policy
 *
 * Consumes @draft, in any case. Returns the policy or an ERR_PTR, and says by @extack,
 * which may be NULL, what is wrong with the entries together.
 */
struct nfsl_policy *nfsl_draft_finalize(struct nfsl_draft *draft,
					struct netlink_ext_ack *extack);

/* Index the entries and compute the digest, once. 0 or -errno. */
int nfsl_policy_finalize(struct nfsl_policy *policy,
			 struct netlink_ext_ack *extack);

/* Does it need the hooks before routing, see inet.h? */
static inline bool nfsl_policy_needs_inet(const struct nfsl_policy *policy)
{
	return policy->has_queue || policy->flags & NFSL_FLAG_DEFRAG;
}

/* The policy before any is pushed, which names no interface. ERR_PTR on error. */
struct nfsl_policy *nfsl_policy_builtin(void);

/* Free a policy that was never published. NULL is allowed. */
void nfsl_policy_free(struct nfsl_policy *policy);

/* Free one that was published, after a grace period. */
void nfsl_policy_free_rcu(struct nfsl_policy *policy);

#endif /* NF_SLAMMER_POLICY_H */
