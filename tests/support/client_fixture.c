// SPDX-License-Identifier: GPL-2.0-or-later
/* client_fixture.c - a client and a fake kernel, set up for each test */
#include "support/client_fixture.h"

struct fake client_fake;
struct client *client;

int client_setup(void **state)
{
	client = wire_attach(fake_start(&client_fake), FAKE_FAMILY);
	return client ? 0 : -1;
}

int client_teardown(void **state)
{
	client_close(client);
	fake_stop(&client_fake);
	return 0;
}

struct nlmsghdr *message(void *buf)
{
	return wire_request(client, buf, 0, 0);
}
