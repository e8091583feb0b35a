/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - what differs between the kernels this builds for (6.1 and later)
 *
 * The only file that may look at LINUX_VERSION_CODE.
 */
#ifndef NF_SLAMMER_COMPAT_H
#define NF_SLAMMER_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "nf_slammer needs Linux 6.1 or later"
#endif

#endif /* NF_SLAMMER_COMPAT_H */
