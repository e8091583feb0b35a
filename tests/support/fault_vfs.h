/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_vfs.h - a file system for SQLite that fails, or is killed, when told to
 *
 * The default VFS with another xWrite and xSync: as an operating system would.
 */
#ifndef TESTS_FAULT_VFS_H
#define TESTS_FAULT_VFS_H

#include <sqlite3.h>
#include <unistd.h>

static struct {
	long writes;		/* that still succeed; below 0: all of them */
	int code;		/* what the others return; 0: the process ends */
	long seen;		/* writes so far */
} faults = { .writes = -1 };

static sqlite3_vfs fault_vfs;
static sqlite3_vfs *fault_base;

/* A database's file and its journal have different ones. */
static struct fault_methods {
	sqlite3_io_methods faulty;	/* comes first: a file points to it */
	const sqlite3_io_methods *good;
} fault_methods[4];

static inline const sqlite3_io_methods *fault_good(const sqlite3_file *file)
{
	return ((const struct fault_methods *)file->pMethods)->good;
}

static inline int fault_now(void)
{
	faults.seen++;
	if (faults.writes < 0 || faults.writes-- > 0)
		return SQLITE_OK;
	faults.writes = 0;
	if (!faults.code)
		_exit(42);
	return faults.code;
}

static inline int fault_write(sqlite3_file *file, const void *bytes, int n,
			      sqlite3_int64 offset)
{
	int code = fault_now();

	return code ? code : fault_good(file)->xWrite(file, bytes, n, offset);
}

static inline int fault_sync(sqlite3_file *file, int flags)
{
	int code = fault_now();

	return code ? code : fault_good(file)->xSync(file, flags);
}

static inline int fault_open(sqlite3_vfs *vfs, const char *name,
			     sqlite3_file *file, int flags, int *out)
{
	int code = fault_base->xOpen(fault_base, name, file, flags, out);
	struct fault_methods *m = fault_methods;

	if (code || !file->pMethods)
		return code;
	while (m->good && m->good != file->pMethods)
		m++;
	m->good = file->pMethods;
	m->faulty = *m->good;
	m->faulty.xWrite = fault_write;
	m->faulty.xSync = fault_sync;
	file->pMethods = &m->faulty;
	return SQLITE_OK;
}

/* From now on everybody's; until the end of the process. */
static inline void fault_install(void)
{
	if (fault_base)
		return;
	fault_base = sqlite3_vfs_find(NULL);
	fault_vfs = *fault_base;
	fault_vfs.zName = "fault";
	fault_vfs.xOpen = fault_open;
	sqlite3_vfs_register(&fault_vfs, 1);
}

static inline void faults_end(void)
{
	faults.writes = -1;
	faults.code = 0;
	faults.seen = 0;
}

#endif /* TESTS_FAULT_VFS_H */
