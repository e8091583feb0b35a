/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.h - what the module knows of one network namespace
 *
 * A namespace is guarded once it has a policy: the built-in one where the module
 * was loaded (or everywhere, all_netns=1), or one that was pushed.
 */
#ifndef NF_SLAMMER_MAIN_H
#define NF_SLAMMER_MAIN_H

#include <linux/bitmap.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <net/net_namespace.h>

#include "nfslammer/ruleset.h"
#include "uapi/nf_slammer.h"

#define NFSL_VERSION	"0.1.0"

struct nfsl_candidate;
struct nfsl_counters;
struct nfsl_device;
struct nfsl_events;
struct nfsl_inet;
struct nfsl_policy;
struct nfsl_table;

/**
 * struct nfsl_net - one network namespace
 * @net:	the namespace
 * @policy:	what decides; NULL: not guarded. Written under RTNL
 * @ports:	those of its signatures, at hand; never NULL
 * @counters:	per CPU, from the first policy to the end of the namespace
 * @table:	sources, one table for each side
 * @resizes:	how often they got another size; written under RTNL
 * @sketch_since: 64-bit jiffies: since when the estimators of @table count
 * @events:	see events.h
 * @inet:	hooks before routing, see inet.h
 * @epoch:	random, chosen when the counters start at 0
 * @generation:	of @policy; written under RTNL
 * @lock:	protects @devices against changes, @slots and @gone
 * @devices:	hooked interfaces by ifindex; read under RCU or @lock
 * @slots:	places in nfsl_policy.zone that are taken
 * @n_devices:	hooked interfaces; RTNL
 * @n_ppp:	those of them that are PPP links; written under RTNL
 * @local:	the pseudo-device of the router's own output
 * @gone:	packets that passed on interfaces that are no longer hooked
 * @transaction: protects @candidate and @owner
 * @candidate:	policy in the making
 * @owner:	netlink port that makes it
 */
struct nfsl_net {
	struct net *net;
	struct nfsl_policy __rcu *policy;
	const unsigned long __rcu *ports;
	struct nfsl_counters __percpu *counters;
	struct nfsl_table __percpu *table[NFSL_SIDE_COUNT];
	u32 resizes;
	u64 sketch_since[NFSL_SIDE_COUNT][NFSL_SKETCH_WHAT_COUNT];
	struct nfsl_events *events;
	struct nfsl_inet *inet;
	u64 epoch;
	u32 generation;

	spinlock_t lock;
	DECLARE_HASHTABLE(devices, 6);
	unsigned long *slots;
	u32 n_devices;
	u32 n_ppp;
	struct nfsl_device *local;
	u64 gone[DIRECTION_COUNT][REASON_FIRST_RULED];

	struct mutex transaction;
	struct nfsl_candidate *candidate;
	u32 owner;
};

struct nfsl_net *nfsl_net(const struct net *net);

/**
 * nfsl_net_prepare - give a namespace what it needs to be guarded, once
 *
 * Counters, tables, and the hook on the router's own output. Under RTNL.
 */
int nfsl_net_prepare(struct nfsl_net *nn);

#endif /* NF_SLAMMER_MAIN_H */
