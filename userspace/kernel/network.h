/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network.h - read interfaces, addresses, routes and paths of this network namespace
 *
 * By netlink and /proc. What has no other remark needs no privilege and not the module.
 */
#ifndef KERNEL_NETWORK_H
#define KERNEL_NETWORK_H

#include "common/error.h"
#include "machine/network.h"

/**
 * network_read_links - the interfaces alone
 * @network: zeroed; freed by network_free(), also after a failure
 *
 * 0, or -1 with a sentence in @error. A dump that a change interrupted is repeated.
 */
int network_read_links(struct network *network, struct error *error);

/*
 * Interfaces, addresses and routes. Of the routes of routing daemons (of a full
 * table there may be a million) only default routes are kept.
 */
int network_read(struct network *network, struct error *error);

/**
 * network_read_facts - what decides which ways packets take, besides interfaces
 * @network: with its interfaces, see network_read_links()
 *
 * tc, nftables, IPsec and MPLS, packet sockets and AF_XDP. Needs CAP_NET_ADMIN, loads
 * no module of the kernel, and asks once for each interface that has an ingress qdisc.
 * BPF programs attached by tcx or netkit are not found. 0, or -1 with a sentence in
 * @error; what was read until then stays.
 */
int network_read_facts(struct network *network, struct error *error);

#endif /* KERNEL_NETWORK_H */
