/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tables.h - memory of a namespace: counters, source tables, flow tables, events
 *
 * A policy says how large the tables are. Memory is allocated before RTNL is taken,
 * exchanged under it, and freed after it: nobody who waits for RTNL waits for memory.
 */
#ifndef NF_SLAMMER_TABLES_H
#define NF_SLAMMER_TABLES_H

#include <linux/types.h>

struct netlink_ext_ack;
struct nfsl_net;
struct nfsl_policy;

/* All of them are under nn->transaction, which is taken before RTNL. */

/**
 * nfsl_tables_prepare - allocate what @policy needs
 * @small: nobody has pushed it: tables are small
 *
 * 0, -ENOMEM, or -ENOSPC if it is too much for this namespace, with @extack (may be
 * NULL). nfsl_tables_settle() follows in any case.
 */
int nfsl_tables_prepare(struct nfsl_net *nn, const struct nfsl_policy *policy,
			bool small, struct netlink_ext_ack *extack);

/* Use what was prepared. Under RTNL. */
void nfsl_tables_publish(struct nfsl_net *nn);

/* Free what is not in use any more, or never was. Not under RTNL. */
void nfsl_tables_settle(struct nfsl_net *nn);

/* Free everything, when no packet comes any more. */
void nfsl_tables_free(struct nfsl_net *nn);

#endif /* NF_SLAMMER_TABLES_H */
