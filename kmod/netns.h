/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netns.h - the state of one network namespace
 *
 * A namespace is guarded once it has a policy: the built-in one where the module
 * was loaded (or everywhere, all_netns=1), or one that was pushed.
 *
 * The units of the module form a ladder. A unit calls and includes only what is on
 * a lower step; struct nfsl_net, at the foot, is visible to all (tests/arrows.sh
 * checks it):
 *
 *   main.c                 load and unload
 *   netlink/               the wire: requests, dumps, the event group
 *   netns.c, notifier, redirects
 *                          set up a namespace, publish a policy, tear down; how
 *                          interfaces come and go; what tc redirects past the
 *                          ingress hook
 *   devices, inet          which interfaces carry the hook; hooks before routing
 *   hook                   the packet path: hook.c, and classify.c below it
 *   zones                  the zones of interfaces, by what is above and below them
 *   tables                 memory of all tables, as a policy wants it
 *   source_record, flows, events, queue, offload
 *                          record who sent a packet; what answers a question; the
 *                          worker that sends events; packets to a program; what
 *                          a flowtable forwards
 *   device, source_table, event_ring
 *                          one hooked interface; tables of sources; queued events
 *   policy, stats, pages   the immutable ruleset: draft, finalize, free; counters;
 *                          memory by the page
 *   netns.h                struct nfsl_net
 *   include/               nfslammer/: pure headers; uapi/: the contract
 */
#ifndef NF_SLAMMER_NETNS_H
#define NF_SLAMMER_NETNS_H

#include <linux/bitmap.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "nfslammer/memory.h"
#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

#define NFSL_INET_HOOKS	2

struct nfsl_counters;
struct nfsl_device;
struct nfsl_draft;
struct nfsl_events;
struct nfsl_flows;
struct nfsl_policy;
struct nfsl_table;
struct netlink_ext_ack;

/**
 * struct nfsl_net - one network namespace
 * @net:	the namespace
 * @policy:	the active policy; NULL: not guarded. Written under @transaction and
 *		RTNL
 * @coming:	a policy whose interfaces are being hooked, or NULL; RTNL
 * @ports:	ports of its signatures, for the fast path; never NULL
 * @counters:	per CPU, from the first policy to the end of the namespace
 * @table:	source tables, per CPU, one for each side
 * @plan:	how large the tables of the policy are; @transaction
 * @tables:	in the list of namespaces that have source tables
 * @slots_wanted: slots on each CPU; like @tables and @slots_cpus under a lock of
 *		source_memory.c
 * @slots_cpus:	among how many CPUs they were divided
 * @resizes:	how often a table was replaced; same lock
 * @sketch_since: 64-bit jiffies: when the estimators of @table were last reset
 * @flows:	flow tables, see flows.h; NULL: flows are not tracked. Written under
 *		@transaction and RTNL
 * @flows_next:	will be @flows, or was; @transaction
 * @events:	see events.h
 * @epoch:	random, chosen when the counters start at 0
 * @began:	64-bit jiffies: when that was
 * @generation:	of @policy; written under RTNL
 * @lock:	protects @devices against changes, @slots and @carried
 * @devices:	hooked interfaces by ifindex; read under RCU or @lock
 * @slots:	indexes into nfsl_policy.zone that are in use
 * @n_devices:	hooked interfaces; RTNL
 * @n_unguarded: interfaces without a name that were too many to be hooked; RTNL
 * @work:	that events leave to be done, see devices.c
 * @ending:	no interface is hooked any more; RTNL
 * @local:	the pseudo-device of the router's own output
 * @carried:	packets that passed on interfaces that are no longer hooked, or
 *		that are in another zone now
 * @inet_ops:	hooks before routing, see inet.h
 * @inet_hooked: @inet_ops are registered; written under RTNL
 * @bridge_ops:	hook of bridges, see inet.h
 * @bridge_hooked: @bridge_ops is registered; RTNL
 * @n_ifb:	IFB devices, see redirects.h; RTNL
 * @inet_defrag: netfilter reassembles fragments for us; RTNL
 * @transaction: protects @draft and @draft_owner, and serialises who publishes a
 *		policy. Taken before RTNL
 * @draft:	the policy that is being pushed
 * @draft_owner: netlink port that pushes it
 */
struct nfsl_net {
	struct net *net;
	struct nfsl_policy __rcu *policy;
	struct nfsl_policy *coming;
	const unsigned long __rcu *ports;
	struct nfsl_counters __percpu *counters;
	struct nfsl_table __percpu *table[NFSL_SIDE_COUNT];
	struct memory_plan plan;
	struct list_head tables;
	u32 slots_wanted[NFSL_SIDE_COUNT];
	u32 slots_cpus;
	u32 resizes;
	u64 sketch_since[NFSL_SIDE_COUNT][NFSL_SKETCH_WHAT_COUNT];
	struct nfsl_flows __rcu *flows;
	struct nfsl_flows *flows_next;
	struct nfsl_events *events;
	u64 epoch;
	u64 began;
	u32 generation;

	spinlock_t lock;
	DECLARE_HASHTABLE(devices, 8);
	unsigned long *slots;
	u32 n_devices;
	u32 n_unguarded;
	struct work_struct work;
	bool ending;
	struct nfsl_device *local;
	u64 carried[DIRECTION_COUNT][REASON_FIRST_RULED];

	struct nf_hook_ops inet_ops[NFSL_INET_HOOKS];
	bool inet_hooked;
	struct nf_hook_ops bridge_ops;
	bool bridge_hooked;
	u32 n_ifb;
	bool inet_defrag;

	struct mutex transaction;
	struct nfsl_draft *draft;
	u32 draft_owner;
};

extern unsigned int nfsl_net_id;

static inline struct nfsl_net *nfsl_net(const struct net *net)
{
	return net_generic(net, nfsl_net_id);
}

/* In netns.c, for main.c and netlink/ */

int nfsl_netns_init(void);
void nfsl_netns_exit(void);

/* Guard a namespace with the built-in policy, unless it has one. 0 or -errno. */
int nfsl_net_guard(struct nfsl_net *nn);

/*
 * Allocate what @policy needs, for nfsl_net_publish(). Under nn->transaction, and not
 * under RTNL. 0, -ENOMEM, or -ENOSPC above the bound of a user namespace, with
 * @extack. nfsl_net_settle() follows in any case.
 */
int nfsl_net_prepare(struct nfsl_net *nn, const struct nfsl_policy *policy,
		     struct netlink_ext_ack *extack);

/**
 * nfsl_net_publish - make @policy the active one, all of it at once
 *
 * Interfaces that @policy adds are hooked before the pointer changes, and those
 * that it drops are unhooked afterwards: some at a time, between which others may have
 * RTNL. Consumes @policy in any case. Under nn->transaction, and not under RTNL. 0, or
 * -errno and the previous policy stays active.
 */
int nfsl_net_publish(struct nfsl_net *nn, struct nfsl_policy *policy);

/* Free what is not in use any more, or never was. Not under RTNL. */
void nfsl_net_settle(struct nfsl_net *nn);

/* Its counters and tables, which come with the first policy, are all there. */
static inline bool nfsl_net_counts(const struct nfsl_net *nn)
{
	return smp_load_acquire(&nn->counters);
}

/* Drop the draft, if there is one. Under nn->transaction. */
void nfsl_net_drop_draft(struct nfsl_net *nn);

#endif /* NF_SLAMMER_NETNS_H */
