/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_vfs.h - a file system for SQLite that fails, or kills the process, on demand
 *
 * The default VFS with another xWrite and xSync, as an operating system would fail.
 */
#ifndef TESTS_FAULT_VFS_H
#define TESTS_FAULT_VFS_H

#include <sqlite3.h>

/**
 * struct faults - what is to fail
 * @writes: that still succeed; below 0: all of them
 * @code:   what the others return; 0: the process exits
 * @seen:   writes so far
 */
struct faults {
	long writes;
	int code;
	long seen;
};
extern struct faults faults;

/* Make it the default VFS, until the end of the process. */
void fault_install(void);
/* All writes succeed again. */
void faults_end(void);

#endif /* TESTS_FAULT_VFS_H */
