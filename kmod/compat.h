/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - what differs between the kernels this builds for (6.1 and later)
 *
 * The only file that may look at LINUX_VERSION_CODE.
 */
#ifndef NF_SLAMMER_COMPAT_H
#define NF_SLAMMER_COMPAT_H

#include <linux/kconfig.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "nf_slammer needs Linux 6.1 or later"
#endif

/* Devices have a hook for what they send (Linux 5.17). */
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
