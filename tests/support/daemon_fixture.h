/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon_fixture.h - a daemon on a fake kernel, with a policy file and a store
 *
 * For tests of units that need the others, and of the daemon as a whole.
 */
#ifndef TESTS_DAEMON_FIXTURE_H
#define TESTS_DAEMON_FIXTURE_H

#include "fake_kernel.h"
#include "slammerd/daemon.h"

#define POLICY	"build/test_daemon.conf"
#define STORE	"build/test_daemon.db"
#define STATE	"build/test_daemon.state"

extern struct fake fake;
extern struct daemon d;
extern struct options options;

/* The interfaces that the daemon sees besides loopback; none after fixture_setup(). */
#define FIXTURE_LINKS	4
extern struct network_link fixture_link[FIXTURE_LINKS];
extern size_t fixture_n_links;

/* cmocka's, with a policy file, without a store and state; not started yet. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The policy file: two zones, and @extra. */
void fixture_policy(const char *extra);
/* A daemon that has not started, with the policy file loaded if it is valid. */
void fixture_boot(void);
/* As by kill -9, then a new daemon on the same kernel. */
void fixture_restart(void);
/* Remove the files of the state directory. */
void fixture_clear_state(void);

/* @n packets of the worm are dropped at ingress. */
void fixture_count_worms(uint64_t n);
/* Record the current window; fails the test on errors. */
void fixture_record(void);
/* Packets of the worm in all windows of the store. */
uint64_t fixture_worms_in_store(void);

/* The reply to @request, also one that is sent piece by piece; the caller's. */
json_t *fixture_ask(const json_t *request, enum access_level level);

/* Does the kernel run the active policy, and does the daemon know it? */
bool fixture_in_sync(void);

#endif /* TESTS_DAEMON_FIXTURE_H */
