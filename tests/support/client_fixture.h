/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client_fixture.h - a client, and the kernel it takes for the real one
 */
#ifndef UNIT_CLIENT_FIXTURE_H
#define UNIT_CLIENT_FIXTURE_H

#include "fake_kernel.h"

static struct fake fake;
static struct client *client;

static inline int setup(void **state)
{
	client = wire_attach(fake_start(&fake), FAKE_FAMILY);
	return client ? 0 : -1;
}

static inline int teardown(void **state)
{
	client_close(client);
	fake_stop(&fake);
	return 0;
}

/* A message of ours with one nest, whose content the caller adds. */
static inline struct nlmsghdr *message(void *buf)
{
	return wire_request(client, buf, 0, 0);
}

#endif /* UNIT_CLIENT_FIXTURE_H */
