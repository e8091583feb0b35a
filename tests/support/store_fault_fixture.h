/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store_fault_fixture.h - a daemon that writes windows to a store with faults
 *
 * Windows are numbered from t0 on; time passes only in their numbers. Faults are
 * those of fault_vfs.h.
 */
#ifndef TESTS_STORE_FAULT_FIXTURE_H
#define TESTS_STORE_FAULT_FIXTURE_H

#include "daemon_fixture.h"
#include "fault_vfs.h"
#include "store/store.h"

/* Start of window 0: in the past, or the current one. */
extern int64_t t0;
extern const struct store_range always;

/* cmocka's; the daemon is started. */
int store_fault_setup(void **state);
int store_fault_teardown(void **state);

/* Window @i ends after @worms packets of the worm. 0 or -1 */
int record_window(unsigned int i, uint64_t worms);
/* The store has these packets in the windows from t0 on, and none in others. */
void assert_windows(const uint64_t *worms, size_t n);
/* The status contains @text in @key; NULL: it has null there. */
void assert_statistics(const char *key, const char *text);
/* The last gap in the store. */
struct store_gap last_gap(void);
/* The store, for reading. */
struct store *readable_store(void);

#endif /* TESTS_STORE_FAULT_FIXTURE_H */
