// SPDX-License-Identifier: GPL-2.0-or-later
/* archive_fixture.c - see archive_fixture.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "archive_fixture.h"
#include "archive/archive.h"
#include "common/error.h"

const char *archive_path(const char *name)
{
	static char path[256];
	char journal[300];

	mkdir("build", 0755);
	mkdir("build/test-archive", 0755);
	snprintf(path, sizeof(path), "build/test-archive/%s.db", name);
	unlink(path);
	snprintf(journal, sizeof(journal), "%s-wal", path);
	unlink(journal);
	snprintf(journal, sizeof(journal), "%s-shm", path);
	unlink(journal);
	return path;
}

struct archive *archive_fresh(const char *name)
{
	struct error error = { "" };
	struct archive *archive = archive_open(archive_path(name), DB_WRITE, &error);

	assert_string_equal(error.text, "");
	assert_non_null(archive);
	return archive;
}
