/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network.h - read interfaces, addresses and routes of this network namespace
 *
 * By rtnetlink; needs no privilege and not the module.
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

#endif /* KERNEL_NETWORK_H */
