/* SPDX-License-Identifier: GPL-2.0-or-later */
/* client_fixture.h - a client that is connected to a fake kernel */
#ifndef TESTS_CLIENT_FIXTURE_H
#define TESTS_CLIENT_FIXTURE_H

#include "support/fake_kernel.h"

extern struct fake client_fake;
extern struct client *client;

/* For cmocka_unit_test_setup_teardown(). */
int client_setup(void **state);
int client_teardown(void **state);

/* Begin a message of our family in @buf, to which the caller adds a nest. */
struct nlmsghdr *message(void *buf);

#endif /* TESTS_CLIENT_FIXTURE_H */
