/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - what differs between the kernels this builds for (5.10 and later)
 *
 * The only file that may look at LINUX_VERSION_CODE, and it does so for nothing but the
 * oldest: whether a kernel has something is asked of its headers, by the preprocessor
 * or by Kbuild (NFSL_HAVE_*), because stable kernels get things late. tests/kernels/
 * builds for each.
 */
#ifndef NF_SLAMMER_COMPAT_H
#define NF_SLAMMER_COMPAT_H

#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/version.h>
#include <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "nf_slammer needs Linux 5.10 or later"
#endif

/* The same right to join a multicast group, by the name that commands have for it */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif

/* Reserved bits of a request have to be 0: of all commands. 5.10 looks at no such bits. */
#ifdef NFSL_HAVE_RESV_START_OP
#define NFSL_RESERVED_CHECKED	.resv_start_op = 1,
#else
#define NFSL_RESERVED_CHECKED
#endif

/* Without these (5.10), defragmentation is on until the namespace ends. */
#ifdef NFSL_HAVE_DEFRAG_DISABLE
#define nfsl_defrag_disable_get(name)	symbol_request(name##_disable)
#define nfsl_defrag_disable_put(name)	symbol_put(name##_disable)
#else
static inline void nfsl_defrag_stays(struct net *net)
{
}

#define nfsl_defrag_disable_get(name)	nfsl_defrag_stays
#define nfsl_defrag_disable_put(name)	do { } while (0)
#endif

/* Devices have a hook for what they send (from Linux 5.16 on). */
#if IS_ENABLED(CONFIG_NETFILTER_EGRESS)
#define NFSL_EGRESS	1
#else
#define NFSL_EGRESS	0
#endif

/* Bridges have hooks without br_netfilter. */
#define NFSL_BRIDGE	IS_ENABLED(CONFIG_NETFILTER_FAMILY_BRIDGE)

/*
 * Was it redirected from tc ingress? Without CONFIG_NET_REDIRECT there is no IFB
 * device, to which that is done.
 */
#ifdef CONFIG_NET_REDIRECT
#define nfsl_from_ingress(skb)		((skb)->from_ingress)
#define nfsl_clear_from_ingress(skb)	((void)((skb)->from_ingress = 0))
#else
#define nfsl_from_ingress(skb)		false
#define nfsl_clear_from_ingress(skb)	((void)(skb))
#endif

#endif /* NF_SLAMMER_COMPAT_H */
