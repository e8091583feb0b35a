/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * desk_fixture.h - a desk's database of its own for each test program
 */
#ifndef TESTS_DESK_FIXTURE_H
#define TESTS_DESK_FIXTURE_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/archive.h"

/* An empty one; @path stays valid until the next call. */
static inline const char *desk_path(const char *name)
{
	static char path[256];
	char journal[300];

	mkdir("build", 0755);
	mkdir("build/test-desk", 0755);
	snprintf(path, sizeof(path), "build/test-desk/%s.db", name);
	unlink(path);
	snprintf(journal, sizeof(journal), "%s-wal", path);
	unlink(journal);
	snprintf(journal, sizeof(journal), "%s-shm", path);
	unlink(journal);
	return path;
}

static inline struct desk *desk_fresh(const char *name)
{
	char error[512] = "";
	struct desk *desk = desk_open(desk_path(name), STORE_WRITE, error,
				      sizeof(error));

	assert_string_equal(error, "");
	assert_non_null(desk);
	return desk;
}

#endif /* TESTS_DESK_FIXTURE_H */
