/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - the immutable ruleset: candidate -> checked -> published -> freed
 *
 * A candidate takes entries one by one, each checked as it comes. Sealed, it
 * becomes a policy that nobody changes any more, but for the zones of interfaces
 * that come and go.
 */
#ifndef NF_SLAMMER_POLICY_H
#define NF_SLAMMER_POLICY_H

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "main.h"

struct netlink_ext_ack;
struct nlattr;

/* When a limit's bucket will be full again, see limit.h; by all CPUs. */
struct nfsl_bucket {
	atomic64_t full;
} ____cacheline_aligned_in_smp;

/**
 * struct nfsl_policy - what one packet sees of policy, from one RCU pointer
 * @ruleset:	the tables that decide
 * @bucket:	one for each limit; the only thing that packets write
 * @zone:	zone of an interface, by its slot; changed under RTNL only
 * @ports:	of signatures, in network order as they are loaded from a packet
 * @watches_ports: it is one of those that nfsl_signatures_in_use counts
 * @has_queue:	there is a @queue
 * @flags:	enum nfsl_flags
 * @digest:	see ruleset.h
 * @limits:	as they were given
 * @zones, @internal, @allow: the entries as they were given, for the dump;
 *		duplicates of @internal and @allow are folded
 */
struct nfsl_policy {
	struct ruleset ruleset;
	struct nfsl_bucket bucket[NFSL_LIMITS_MAX];
	u8 zone[NFSL_DEVICES_MAX];
	DECLARE_BITMAP(ports, 65536);
	bool watches_ports;
	bool has_queue;
	struct nfsl_queue queue;
	struct nfsl_tracking tracking;
	u32 flags;
	u32 n_limits;
	struct nfsl_limit limits[NFSL_LIMITS_MAX];
	u32 generation;
	u64 digest;
	u32 n_zones;
	u32 n_internal;
	u32 n_allow;
	struct nfsl_zone *zones;
	struct prefix *internal;
	struct pair *allow;
	struct rcu_head rcu;
};

/* An empty candidate: every verdict accept. NULL if out of memory. */
struct nfsl_candidate *nfsl_candidate_new(void);
void nfsl_candidate_free(struct nfsl_candidate *candidate);

/*
 * Each takes one entry or says by @extack what is wrong with it; @attr is the
 * attribute to blame and may be NULL. 0 or -errno.
 */
int nfsl_candidate_zone(struct nfsl_candidate *candidate,
			const struct nfsl_zone *zone,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int nfsl_candidate_rule(struct nfsl_candidate *candidate,
			const struct nfsl_rule *rule,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int nfsl_candidate_limit(struct nfsl_candidate *candidate,
			 const struct nfsl_limit *limit,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack);
int nfsl_candidate_queue(struct nfsl_candidate *candidate,
			 const struct nfsl_queue *queue,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack);
int nfsl_candidate_tracking(struct nfsl_candidate *candidate,
			    const struct nfsl_tracking *tracking,
			    const struct nlattr *attr,
			    struct netlink_ext_ack *extack);
int nfsl_candidate_flags(struct nfsl_candidate *candidate, u32 flags,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack);
int nfsl_candidate_signature(struct nfsl_candidate *candidate,
			     const struct nfsl_signature *signature,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack);
int nfsl_candidate_internal(struct nfsl_candidate *candidate,
			    const struct nfsl_prefix *prefix,
			    const struct nlattr *attr,
			    struct netlink_ext_ack *extack);
int nfsl_candidate_allow(struct nfsl_candidate *candidate,
			 const struct nfsl_allow *allow,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack);

/**
 * nfsl_candidate_seal - make a policy of a candidate
 *
 * Consumes @candidate, in any case. Returns the policy or an ERR_PTR.
 */
struct nfsl_policy *nfsl_candidate_seal(struct nfsl_candidate *candidate);

/* Index the entries of a policy and sum them up, once. 0 or -errno. */
int nfsl_policy_seal(struct nfsl_policy *policy);

/* Does it need the hooks behind routing's door, see inet.h? */
static inline bool nfsl_policy_inet(const struct nfsl_policy *policy)
{
	return policy->has_queue || policy->flags & NFSL_FLAG_DEFRAG;
}

/* What guards a router before anybody pushed a policy. */
struct nfsl_policy *nfsl_policy_builtin(void);

/**
 * nfsl_policy_publish - let @policy decide from now on, at once
 *
 * Interfaces are hooked before, and let go after, the one pointer changes.
 * Consumes @policy, in any case. Under RTNL. 0 or -errno, and then what ran runs.
 */
int nfsl_policy_publish(struct nfsl_net *nn, struct nfsl_policy *policy);

/* A namespace that has none, in the beginning and at the end. */
void nfsl_policy_none(struct nfsl_net *nn);

/* Of one that was published and is replaced: free it when no packet sees it. */
void nfsl_policy_retire(struct nfsl_policy *policy);

/* At once: it was never published. */
void nfsl_policy_free(struct nfsl_policy *policy);

/* Zone of an interface by its name, ZONE_NONE if policy does not name it. */
enum slammer_zone nfsl_policy_zone(const struct nfsl_policy *policy,
				   const char *name);

#endif /* NF_SLAMMER_POLICY_H */
