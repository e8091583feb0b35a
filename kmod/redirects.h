/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * redirects.h - what tc redirects past the ingress hook
 *
 * A shaper of what comes in redirects it at tc ingress, which is before netfilter's
 * hook, to an IFB device. That hands it back as if the interface had just received it,
 * but behind both. While a namespace has an IFB device, its hooks before routing and
 * of bridges judge such a packet, which the kernel has marked; the ingress hook
 * takes the mark from what it judges itself, so that each packet counts once.
 */
#ifndef NF_SLAMMER_REDIRECTS_H
#define NF_SLAMMER_REDIRECTS_H

/* The notifier that counts IFB devices in all namespaces. 0 or -errno. */
int nfsl_redirects_init(void);
void nfsl_redirects_exit(void);

#endif /* NF_SLAMMER_REDIRECTS_H */
