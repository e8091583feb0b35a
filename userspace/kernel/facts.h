/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - what facts_netlink.c and facts_proc.c share
 *
 * Private to this room (and its tests); other rooms include network.h.
 */
#ifndef KERNEL_FACTS_H
#define KERNEL_FACTS_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/network.h"

/* All return 0, or -1 with errno. */

/* tc ingress, flowtables, NAT, IPsec, AF_XDP */
int facts_read_netlink(struct network *network);
/* /proc/net/packet, MPLS, NAT of the older iptables */
int facts_read_proc(struct network *network);

/* Sockets of a protocol in the format of /proc/net/protocols */
unsigned int facts_sockets(FILE *file, const char *protocol);
/* Packet sockets in the format of /proc/net/packet */
int facts_packet_sockets(FILE *file, struct network *network);
/* Is that part of the kernel there? Asking it over netlink would load it. */
bool facts_module_loaded(const char *name);
/* Are there AF_XDP sockets in this namespace? */
bool facts_xdp_sockets(void);

#endif /* KERNEL_FACTS_H */
