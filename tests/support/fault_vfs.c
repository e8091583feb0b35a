// SPDX-License-Identifier: GPL-2.0-or-later
/* fault_vfs.c - SQLite's default VFS, with writes that fail */
#include <unistd.h>

#include "support/fault_vfs.h"

struct faults faults = { .writes = -1 };

static sqlite3_vfs fault_vfs;
static sqlite3_vfs *base;

/* The database and its journal have different methods. */
static struct fault_methods {
	sqlite3_io_methods faulty;	/* comes first: a file points to it */
	const sqlite3_io_methods *original;
} methods[4];

static const sqlite3_io_methods *original(const sqlite3_file *file)
{
	return ((const struct fault_methods *)file->pMethods)->original;
}

static int next_code(void)
{
	faults.seen++;
	if (faults.writes < 0 || faults.writes-- > 0)
		return SQLITE_OK;
	faults.writes = 0;
	if (!faults.code)
		_exit(42);
	return faults.code;
}

static int fault_write(sqlite3_file *file, const void *bytes, int n,
		       sqlite3_int64 offset)
{
	int code = next_code();

	return code ? code : original(file)->xWrite(file, bytes, n, offset);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	int code = next_code();

	return code ? code : original(file)->xSync(file, flags);
}

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
		      int flags, int *out)
{
	int code = base->xOpen(base, name, file, flags, out);
	struct fault_methods *m = methods;

	if (code || !file->pMethods)
		return code;
	while (m->original && m->original != file->pMethods)
		m++;
	m->original = file->pMethods;
	m->faulty = *m->original;
	m->faulty.xWrite = fault_write;
	m->faulty.xSync = fault_sync;
	file->pMethods = &m->faulty;
	return SQLITE_OK;
}

void fault_install(void)
{
	if (base)
		return;
	base = sqlite3_vfs_find(NULL);
	fault_vfs = *base;
	fault_vfs.zName = "fault";
	fault_vfs.xOpen = fault_open;
	sqlite3_vfs_register(&fault_vfs, 1);
}

void faults_end(void)
{
	faults.writes = -1;
	faults.code = 0;
	faults.seen = 0;
}
